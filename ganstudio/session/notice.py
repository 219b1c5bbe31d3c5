"""Something to tell the person at the window, in one sentence."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Literal

from ganstudio.problems import ProblemError

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Notice:
    """One sentence, and for those who ask what lies behind it."""

    text: str
    severity: Severity = "info"
    details: str = ""


def explained(error: Exception, doing: str) -> Notice:
    """What went wrong while `doing` something, such as "The export". Carries the traceback unless it was foreseen."""
    if isinstance(error, ProblemError):
        return Notice(f"{doing} did not work: {'; '.join(map(str, error.problems))}.", "error")
    if isinstance(error, OSError):
        return Notice(f"{doing} did not work: {error.strerror or error} ({error.filename or 'no file'}).", "error")
    details = "".join(traceback.format_exception(error))
    return Notice(f"{doing} did not work, by a fault in the program: {error}.", "error", details)

"""The preferences file: read at the start, written at every change."""

from __future__ import annotations

from ganstudio.experiment import read_toml, to_toml
from ganstudio.options import Problem, ProblemError
from ganstudio.preferences import Preferences, preferences_file


def read_preferences() -> tuple[Preferences, tuple[Problem, ...]]:
    """The preferences as kept, else the defaults, and what of them could not be read."""
    file = preferences_file()
    if not file.exists():
        return Preferences(), ()
    try:
        preferences, problems = read_toml(Preferences, file)
    except ProblemError as error:
        return Preferences(), error.problems
    return preferences, tuple(problems)


def write_preferences(preferences: Preferences) -> None:
    """Raises OSError. The file is absent, old or complete at any time."""
    file = preferences_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(to_toml(preferences), encoding="utf-8")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)

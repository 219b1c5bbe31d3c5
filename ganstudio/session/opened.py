"""The run that the window shows, trained or past, and whether it can go on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ganstudio.events import Event, Failed, Finished, Saved, Started
from ganstudio.experiment import Experiment
from ganstudio.runs import Run


@dataclass(frozen=True)
class OpenRun:
    """A run, what it is a run of, and how far it is."""

    run: Run
    experiment: Experiment
    has_checkpoint: bool = False
    is_complete: bool = False

    def after(self, event: Event) -> OpenRun:
        match event:
            case Saved():
                return replace(self, has_checkpoint=True)
            case Finished(reason="completed"):
                return replace(self, is_complete=True)
            case Started() | Failed():
                return replace(self, is_complete=False)
        return self

    @property
    def why_not_resume(self) -> str:
        """Why the run cannot go on, in a sentence; empty when it can."""
        if not self.has_checkpoint:
            return "This run cannot go on, as it ended before its first checkpoint."
        if self.is_complete:
            return "This run has done all its steps. Use its settings, with more steps, for a new run."
        return ""

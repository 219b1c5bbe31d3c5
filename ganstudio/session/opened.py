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
            case Finished(reason="completed", explanation=""):  # a rule that ends a run leaves steps to do
                return replace(self, is_complete=True)
            case Started(steps=steps):
                longer = self.experiment.revise("training.steps", steps)
                return replace(self, experiment=longer, is_complete=False)
            case Failed():
                return replace(self, is_complete=False)
        return self

    def longer(self, steps: int) -> int | None:
        """The steps to go on to when the run has done all of its own, None when it has not."""
        return steps if self.is_complete else None

    def why_not_resume(self, steps: int) -> str:
        """Why the run cannot go on to so many steps, in a sentence; empty when it can."""
        return why_not_resume(self.has_checkpoint, self.is_complete, self.experiment.training.steps, steps)


def why_not_resume(has_checkpoint: bool, is_complete: bool, done: int, steps: int) -> str:
    """Why a run cannot go on to so many steps, in a sentence; empty when it can."""
    if not has_checkpoint:
        return "This run cannot go on, as it ended before its first checkpoint."
    if is_complete and steps <= done:
        return f"This run has done all its {done:,} steps: give Training more steps to continue it."
    return ""

"""What the engine may be told: frozen records on one queue, obeyed between steps on the trainer's own thread."""

from __future__ import annotations

from dataclasses import dataclass
from queue import SimpleQueue


@dataclass(frozen=True)
class Pause:
    """Wait after the step in progress."""


@dataclass(frozen=True)
class Resume:
    """Go on after a pause."""


@dataclass(frozen=True)
class Step:
    """Do one step, then wait."""


@dataclass(frozen=True)
class Stop:
    """Save a checkpoint and end the run; it can be resumed."""


@dataclass(frozen=True)
class Snapshot:
    """Draw the sample grid and save a checkpoint now, then go on."""


@dataclass(frozen=True)
class LookAt:
    """Show samples of one class, by its index, in those drawn only to be looked at; None: of all classes in turn."""

    of_class: int | None


@dataclass(frozen=True)
class LendWeights:
    """Tell the weights of the generator that samples are drawn with, once."""


@dataclass(frozen=True)
class Watch:
    """Whether anybody sees the samples that are drawn only to be looked at; while nobody does, there are none."""

    is_watched: bool


Command = Pause | Resume | Step | Stop | Snapshot | LookAt | LendWeights | Watch
Commands = SimpleQueue[Command]

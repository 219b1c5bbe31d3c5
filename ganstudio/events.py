"""What the engine says. The events of a run, in order, are its history: the window shows them live or replayed.

Plain values and numpy only, so that an event can be kept, compared, written to a file or handed to another thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np


@dataclass(frozen=True)
class Preparing:
    """Something that takes a while before training starts; `total` 0 means that its length is not known."""

    text: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Started:
    """Training starts, or goes on, after `step` of `steps`."""

    step: int
    steps: int
    seed: int
    device: str
    threads: int
    generator_parameters: int
    discriminator_parameters: int
    score: str  # what D(x) is in this run: "probability" or "critic score"
    sample_shape: tuple[int, ...]  # (C, H, W) of pictures, (2,) of points, (D,) of rows
    columns: tuple[str, ...] = ()  # names of the numbers of a row, where they have names
    is_series: bool = False  # the numbers of a row follow one another in time
    classes: tuple[str, ...] = ()  # that the networks are told of
    precision: str = "full"  # the number format of the networks' passes

    @property
    def is_points(self) -> bool:
        return self.sample_shape == (2,) and not self.is_series

    @property
    def is_rows(self) -> bool:
        return len(self.sample_shape) == 1 and not self.is_points


@dataclass(frozen=True)
class Progress:
    """Where training is. `scalars` are means since the last Progress.

    loss.D, loss.G; penalty.<kind> in D's loss and penalty.<kind>.G in G's, before its weight; score.real, score.fake:
    D's scores; terms of the conditioning by their names; began.k and began.convergence; augment.p: the augment's
    strength; advantage: how often D tells real from fake beyond chance, −1…1; gradient.D, gradient.G: norms of the
    gradients.
    """

    step: int
    images: int  # real samples that D has seen
    seconds: float  # spent training, pauses left out
    images_per_second: float
    scalars: Mapping[str, float]


@dataclass(frozen=True)
class Measured:
    """How near the fakes were to the data after `step`.

    values: sliced_wasserstein; of mixtures of Gaussians also modes, high_quality and reverse_kl.
    """

    step: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Samples:
    """Samples of the fixed latent grid after `step`, row by row.

    values: (N, H, W, C) uint8 of pictures, (N, D) float32 of points and rows, in the data's own units; None where they
    are only in `file`, the path inside the run folder.
    """

    step: int
    shape: tuple[int, ...]  # (H, W, C) or (D,)
    count: int
    file: str = ""  # empty for a passing glance that the run does not keep
    values: np.ndarray | None = field(default=None, compare=False, repr=False)
    of_class: str = ""  # the class that all of them are to show, where one was asked for


@dataclass(frozen=True)
class Weights:
    """The generator that samples are drawn with as it was after `step`, asked for from beside; the run keeps it not.

    tensors: copies of its state by name.
    """

    step: int
    tensors: Mapping[str, np.ndarray] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Saved:
    """A complete checkpoint of `step` is on the disk, in `folder` inside the run folder."""

    step: int
    folder: str


@dataclass(frozen=True)
class Warned:
    """Something that a person should know and that does not stop the run.

    is_news: it is only to be known, and nothing is amiss.
    """

    message: str
    is_news: bool = False


@dataclass(frozen=True)
class Paused:
    """Training waits after `step`."""

    step: int


@dataclass(frozen=True)
class Resumed:
    """Training goes on after `step`."""

    step: int


@dataclass(frozen=True)
class Finished:
    """The run ended as planned or as asked; its last checkpoint is `step`'s.

    explanation: why, where a stopping rule ended it: the rest of a sentence that begins “Finished:”.
    """

    step: int
    reason: Literal["completed", "stopped"]
    explanation: str = ""


@dataclass(frozen=True)
class Failed:
    """The run ended by a fault: one sentence for a person, the option it is about if any, and the details."""

    step: int
    message: str
    path: str = ""
    details: str = ""


Event = (
    Preparing
    | Started
    | Progress
    | Measured
    | Samples
    | Weights
    | Saved
    | Warned
    | Paused
    | Resumed
    | Finished
    | Failed
)
_BY_NAME: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (Preparing, Started, Progress, Measured, Samples, Saved, Warned, Paused, Resumed, Finished, Failed)
}
_FIELDS = {kind: frozenset(f.name for f in fields(kind)) for kind in _BY_NAME.values()}


def to_plain(event: Event) -> dict[str, Any]:
    """The event as JSON data under its own name; the pixels of Samples stay in their file."""
    kept = (f.name for f in fields(event) if not (isinstance(event, Samples) and f.name == "values"))
    return {"event": type(event).__name__, **{name: getattr(event, name) for name in kept}}


def from_plain(plain: Mapping[str, Any]) -> Event:
    """The event that `to_plain` wrote. Raises ValueError for what is none."""
    values = dict(plain)
    kind = _BY_NAME.get(str(values.pop("event", "")))
    if kind is None:
        raise ValueError(f"no event is called {plain.get('event')!r}")
    if not isinstance(values.get("step", 0), int):
        raise ValueError(f"the step is {values['step']!r}, no number")
    known = _FIELDS[kind]
    complete: Any = kind
    try:
        event: Event = complete(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in known})
        return event
    except TypeError as error:
        raise ValueError(f"not a complete {kind.__name__}: {error}") from error

"""What is asked about one's own picture: how it looks as a sample, the nearest sample, what is missing, analogies."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from ganstudio.datasets.decode import MOST_PIXELS, Decoding, UnreadablePictureError
from ganstudio.events import Preparing, Warned
from ganstudio.exploration.facts import Drawn, Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.projection import Restoration
from ganstudio.grids import image_of
from ganstudio.problems import ProblemError

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable
    from ganstudio.latent.projecting import Projected
    from ganstudio.latent.reals import Reals

Task = Literal["find", "fill", "enlarge"]

LARGEST = 2**28  # bytes of a picture file
LONGEST = 80  # characters of a name
TAKEN = f"PNG, JPEG, WebP, BMP, GIF and TIFF pictures of at most {MOST_PIXELS // 10**6} megapixels can"


@dataclass(frozen=True)
class Given:
    """A picture as it came, so that it can be fitted to any generator. data: a picture file."""

    name: str
    data: bytes


@dataclass(frozen=True, eq=False)
class Fitted:
    """A picture in the generator's size, or a part of it, (H, W, C) uint8."""

    pixels: np.ndarray


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is to be made of a picture.

    pixels: as samples are, (H, W, C) uint8, but smaller by a whole factor where it is to be enlarged. hidden: (H, W)
    bool, what is to be filled.
    """

    task: Task
    pixels: np.ndarray
    hidden: np.ndarray
    options: Restoration


@dataclass(frozen=True, eq=False)
class Sought:
    """The best so far. psnr: of what is known of the picture, dB. generator: the step that its weights are of.

    picture: the sample of the place, or the picture with what was missing, (H, W, C) uint8.
    """

    step: int
    steps: int
    psnr: float
    place: Place
    picture: np.ndarray
    generator: int
    is_final: bool


class TrainingPictures:
    """Pictures that a run was trained on, each time another, in the hands of the thread that asks for them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._reals: Reals | None = None
        self._taken = 0

    def another(self, model: Explorable) -> Iterator[Given | Preparing | Warned]:
        """Raises ProblemError where the data is not at hand."""
        from ganstudio.latent.reals import Reals

        self._reals = self._reals or Reals(self._source, model.device)
        yield from self._reals.open()
        self._taken += 1
        samples, _ = self._reals.some(1, self._taken)
        yield Given("training picture", as_file(self._reals.seen(samples)[0]))


def open_picture(path: Path, model: Explorable) -> Iterator[Given]:
    """Raises ProblemError, or OSError when the file cannot be read."""
    if not path.is_file():
        raise ProblemError.single("", f"the file “{path.name}” is not there")
    if path.stat().st_size > LARGEST:
        raise ProblemError.single("", f"“{path.name}” is larger than {LARGEST // 2**20} MB")
    yield Given(path.stem[:LONGEST], path.read_bytes())


def fit(given: Given, factor: int, model: Explorable) -> Iterator[Fitted]:
    """The middle of the picture as samples are, or smaller by that factor. Raises ProblemError."""
    channels, _, size = model.facts.sample_shape
    try:
        pixels = Decoding(size // factor, channels)(io.BytesIO(given.data))
    except UnreadablePictureError as error:
        raise ProblemError.single("", f"“{given.name}” cannot be used: {error}. {TAKEN}") from error
    yield Fitted(np.ascontiguousarray(pixels.transpose(1, 2, 0)))


def seek(wanted: Wanted, source: Source, name: str, model: Explorable) -> Iterator[Sought]:
    """name: of the place that is found."""
    for found in _search(wanted, source, model):
        yield Sought(
            step=found.step,
            steps=found.steps,
            psnr=found.psnr,
            place=found.latents.place(0, name),
            picture=found.picture,
            generator=model.step,
            is_final=found.is_final,
        )


def complete_analogy(a: Place, b: Place, c: Place, look: Look, model: Explorable) -> Iterator[Drawn]:
    """The sample that differs from c as b differs from a; in w where there are styles."""
    from ganstudio.latent.analogy import analogy

    three = model.latents([a, b, c], "w" if model.facts.has_styles else "z")
    yield model.draw(analogy(*(three.part(slice(index, index + 1)) for index in range(3))), look)


def as_file(pixels: np.ndarray) -> bytes:
    """A picture (H, W, C) uint8 as the bytes of a PNG file."""
    file = io.BytesIO()
    image_of(pixels[None]).save(file, format="PNG")
    return file.getvalue()


def with_hole(pixels: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """The picture, grey where it is hidden."""
    return np.where(hidden[..., None], np.uint8(127), pixels)


def _search(wanted: Wanted, source: Source, model: Explorable) -> Iterator[Projected]:
    from ganstudio.latent.features import features_of
    from ganstudio.latent.projecting import project
    from ganstudio.latent.restoring import enlarge, inpaint

    options = wanted.options
    features = features_of(source, model.device) if options.feature_weight else None
    match wanted.task:
        case "find":
            return project(model, wanted.pixels, options, features=features)
        case "fill":
            return inpaint(model, wanted.pixels, wanted.hidden, options, features=features)
        case "enlarge":
            return enlarge(model, wanted.pixels, options, features=features)

"""What leaves the explorer as files: a picture, a strip, a grid, an animation, a data set of samples.

All but the picture in view are drawn anew, frame by frame, just as the command line draws them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.journey import LatentPath
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import MOST_SEED
from ganstudio.export.animation import LONGEST_SIDE, scaled, why_not
from ganstudio.grids import image_of, save_image
from ganstudio.options import Options, option
from ganstudio.session.questions.path import CornerGrid, draw_cells, each

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

SUFFIXES = {"GIF": ".gif", "WebP": ".webp", "MP4": ".mp4", "PNG_pictures": ""}


class Picture(Options):
    """How the picture in view becomes a file."""

    size: int = option(
        default=0,
        ge=0,
        le=LONGEST_SIDE,
        unit="px",
        help="Length of the longer side; 0 leaves the picture pixel for pixel as the generator makes it.",
    )


class Animation(Options):
    """How the frames of a path become an animation."""

    format: Literal["GIF", "WebP", "MP4", "PNG_pictures"] = option(
        default="GIF",
        help="GIF is shown everywhere, in 256 colours a frame; WebP keeps every pixel; MP4 is a video; PNG pictures "
        "are a folder with one for each frame.",
    )
    size: int = option(
        default=0,
        ge=0,
        le=LONGEST_SIDE,
        unit="px",
        help="Length of the longer side of a frame; 0 leaves frames pixel for pixel as the generator makes them.",
    )
    fps: float = option(
        default=20.0,
        ge=1,
        le=60,
        unit="per second",
        label="Speed",
        help="How many frames are shown in a second, at most 50 in a GIF.",
    )
    loop: bool = option(default=True, help="Whether a GIF or WebP begins again at its end, for ever.")

    @property
    def suffix(self) -> str:
        """Of the file; none for a folder."""
        return SUFFIXES[self.format]


class Samples(Options):
    """How many samples become a data set."""

    count: int = option(
        default=1000, ge=1, le=100_000, unit="samples", log=True, help="How many pictures are drawn and written."
    )
    per_class: bool = option(
        default=True,
        label="Of each class",
        help="So many of each class; without it, so many of all classes in turn.",
    )
    seed: int = option(default=0, ge=0, le=MOST_SEED, help="Same seed, same samples.")

    def total(self, facts: Facts) -> int:
        return self.count * (max(1, len(facts.classes)) if self.per_class else 1)


def refused_formats() -> dict[str, str]:
    """The formats that cannot be written here, each with the reason."""
    reasons = {name: why_not(Path(f"animation{suffix}")) for name, suffix in SUFFIXES.items()}
    return {name: reason for name, reason in reasons.items() if reason}


def save_picture(picture: np.ndarray, size: int, file: Path) -> None:
    """Writes a picture, (H, W, C) uint8, as PNG; size: of its longer side, 0 as it is. Raises OSError."""
    save_image(scaled(image_of(picture[None]), size), file)


def write_animation(path: LatentPath, animation: Animation, file: Path, model: Explorable) -> Iterator[int]:
    """How many frames are written, after each."""
    from ganstudio.export.animation import write_animation
    from ganstudio.latent.travel import frames_along

    frames = (drawn.samples[0] for drawn in frames_along(model, path))
    count, fps, size = path.journey.frames, animation.fps, animation.size
    yield from write_animation(frames, file, count=count, fps=fps, size=size, loop=animation.loop)


def write_strip(path: LatentPath, file: Path, model: Explorable) -> Iterator[int]:
    """All frames side by side in one picture; how many are drawn, after each."""
    from ganstudio.latent.travel import frames_along

    yield from _write_sheet((drawn.samples for drawn in frames_along(model, path)), path.journey.frames, file)


def write_grid(grid: CornerGrid, look: Look, file: Path, model: Explorable) -> Iterator[int]:
    """All cells, as they stand in the grid, in one picture; how many are drawn, after each."""
    yield from _write_sheet((drawn.samples for drawn in draw_cells(grid, look, model)), grid.columns, file)


def write_dataset(wanted: Samples, look: Look, folder: Path, model: Explorable) -> Iterator[int]:
    """A folder of pictures, in one of its own for each class; how many are written, after each."""
    from ganstudio.export.dataset import write_dataset

    classes = model.facts.classes or ("",)
    latents = model.random(wanted.total(model.facts), wanted.seed)  # of all classes in turn
    pictures = (
        (model.draw(one, look).samples, classes[number % len(classes)]) for number, one in enumerate(each(latents))
    )
    yield from write_dataset(pictures, folder)


def _write_sheet(drawn: Iterator[np.ndarray], columns: int, file: Path) -> Iterator[int]:
    samples: list[np.ndarray] = []
    for sample in drawn:
        samples.append(sample)
        yield len(samples)
    save_image(image_of(np.concatenate(samples), columns), file)

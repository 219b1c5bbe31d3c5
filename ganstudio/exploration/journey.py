"""A path through latent space: where it leads, how it is looked at, and its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from ganstudio import experiment
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.walks import WALKS, Anchors, Walk
from ganstudio.files import replacing
from ganstudio.options import Options, option
from ganstudio.problems import Problem, ProblemError

MOST_ANCHORS = 500


class Journey(Options):
    """What is between the anchors, and how fast it is seen."""

    walk: Annotated[Walk, WALKS] = option(default=Anchors(), help="How the path leads from the first anchor on.")
    space: Space = option(
        default="z",
        help="Where it leads through: “z” is what noise fills; “w” is what G makes styles of, where it has any, and "
        "often the smoother way.",
    )
    frames: int = option(default=60, ge=2, le=10_000, unit="frames", help="How many samples the whole path has.")
    fps: float = option(
        default=20.0, ge=1, le=60, unit="per second", label="Speed", help="How many frames are shown in a second."
    )
    class_change: Literal["interpolated", "fixed"] = option(
        default="interpolated",
        label="Class",
        help="“interpolated” turns the class of each anchor into that of the next one; “fixed” stays with that of the "
        "first.",
    )


class LatentPath(Options):
    """All that is to be known to make the same frames again, but for the generator."""

    source: str = option(default="", max_length=4096, help="The generator that it was made with; any other may do.")
    look: Look = option(default=Look(), help="How every place is looked at.")
    anchors: tuple[Place, ...] = option(
        default=(), max_length=MOST_ANCHORS, help="Places that it goes through, or starts from."
    )
    journey: Journey = option(default=Journey(), help="What is between the anchors.")

    @property
    def met(self) -> tuple[Place, ...]:
        """The anchors that the walk meets: all, or the first, from where it finds a way of its own."""
        return self.anchors if isinstance(self.journey.walk, Anchors) else self.anchors[:1]

    def problems(self) -> Iterator[Problem]:
        """What keeps it from leading anywhere, whatever the generator."""
        walk = self.journey.walk
        if len(self.anchors) < walk.fewest:
            anchors = "1 anchor" if walk.fewest == 1 else f"{walk.fewest} anchors"
            yield Problem("anchors", f"“{walk.label}” needs at least {anchors}; there are {len(self.anchors)}")
        in_w = [number for number, place in enumerate(self.met, 1) if place.space == "w"]
        if in_w and self.journey.space == "z":
            yield Problem(
                "journey.space",
                f"anchor {in_w[0]} lies in w, and no way leads back to z from there: lead the journey through “w”",
            )


def load_path(file: Path) -> LatentPath:
    """The path in a TOML file. Raises ProblemError with everything that cannot be read."""
    path, problems = experiment.read_toml(LatentPath, file)
    if problems:
        raise ProblemError(Problem(problem.path, f"{problem.message} (in {file})") for problem in problems)
    return path


def save_path(path: LatentPath, file: Path) -> None:
    """Writes the path as TOML. The file is absent, old or complete at any time. Raises OSError."""
    with replacing(file) as opened:
        opened.write(experiment.to_toml(path).encode())

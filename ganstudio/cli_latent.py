"""The commands that draw with a trained generator: sample, interpolate."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from ganstudio.exploration.facts import Facts, Source
from ganstudio.exploration.journey import Journey, LatentPath, load_path, save_path
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.grids import image_of, save_image
from ganstudio.problems import Problem, ProblemError
from ganstudio.spec import class_number
from ganstudio.terminal import followed, sentences

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

STILL = (".png", ".npz", ".csv")  # files of frames that do not move

SourceArgument = Annotated[Path, typer.Argument(metavar="SOURCE", help="A run folder, or an exported generator.")]
StepOption = Annotated[
    int | None, typer.Option(min=0, help="The run's generator as it was after this step; by default the newest.")
]
TRUNCATION_HELP = "ψ from −1 to 2: 0 is the most typical sample, 1 leaves all as they are."


def sample(
    source: SourceArgument,
    out: Annotated[Path, typer.Option(metavar="FILE|FOLDER", help="A .npz, .csv or .png file, or a folder for PNGs.")],
    n: Annotated[int, typer.Option("-n", "--count", min=1, max=1_000_000, help="How many samples.")] = 64,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same samples.")] = 0,
    of_class: Annotated[
        str, typer.Option("--class", metavar="NAME", help="Only of this class; without it, of all classes in turn.")
    ] = "",
    truncation: Annotated[float, typer.Option(metavar="ψ", help=TRUNCATION_HELP)] = 1.0,
    per_class: Annotated[
        bool, typer.Option("--per-class", help="So many of each class, as a data set: a folder of pictures for each.")
    ] = False,
    step: StepOption = None,
) -> None:
    """Draw samples from the generator of a run or of a file."""
    with sentences():
        look = Look().revise("truncation", truncation)
        if per_class and (of_class or out.suffix):
            raise ProblemError.single("", "--per-class writes all classes into a folder: name one, and no --class")
        model = _loaded(source, step)
        if per_class:
            _write_classes(model, n, seed, look, out)
        else:
            _write_samples(model, _samples(model, n, seed, of_class, look), out)
        print(out)


def interpolate(
    source: SourceArgument,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE|FOLDER",
            help="A .gif, .webp or .mp4 file, a folder for PNGs, a .png of all frames side by side, or .npz or .csv.",
        ),
    ],
    path: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file of a path, which the other options change.")
    ] = None,
    seeds: Annotated[str, typer.Option(metavar="N,N,…", help="The anchors, such as 1,5,9.")] = "",
    of_class: Annotated[
        list[str],
        typer.Option("--class", metavar="NAME", help="Of all anchors; or once for each, to turn one into the other."),
    ] = [],  # noqa: B006 - typer makes a fresh list
    walk: Annotated[str | None, typer.Option(help="anchors, random_walk or circle.")] = None,
    method: Annotated[str | None, typer.Option(help="Between anchors: linear, spherical or spline.")] = None,
    space: Annotated[str | None, typer.Option(help="z, or w where the generator makes styles.")] = None,
    frames: Annotated[int | None, typer.Option(help="How many there are, from 2 to 10,000.")] = None,
    fps: Annotated[float | None, typer.Option(help="How many are shown in a second, from 1 to 60.")] = None,
    loop: Annotated[
        bool | None, typer.Option("--loop/--open", help="Back to the first anchor and on for ever, or to the last one.")
    ] = None,
    truncation: Annotated[float | None, typer.Option(metavar="ψ", help=TRUNCATION_HELP)] = None,
    size: Annotated[int, typer.Option(min=0, help="Longer side of a frame in pixels; 0 is as it is drawn.")] = 0,
    step: StepOption = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Keeps the path in a file.")] = None,
) -> None:
    """Draw a path through latent space, as an animation or picture by picture."""
    with sentences():
        settings = {
            "journey.walk": {"kind": walk} if walk is not None else None,
            "journey.walk.method": method,
            "journey.space": space,
            "journey.frames": frames,
            "journey.fps": fps,
            "look.truncation": truncation,
        }
        chosen = _chosen(path, seeds, settings, loop)
        model = _loaded(source, step)
        chosen = _of_classes(chosen, of_class, model.facts).revise("source", str(source.absolute()))
        if (seeds or len(of_class) > 1) and len(chosen.met) < len(chosen.anchors):
            raise ProblemError.single(
                "", f"“{chosen.journey.walk.label}” starts at one anchor: name one seed, and one class at most"
            )
        _require_fitting(out, size, model.facts)
        with _settled():
            _write_path(model, chosen, out, size, save)
        print(out)


def _loaded(source: Path, step: int | None) -> Explorable:
    if step is not None and source.is_file():
        raise ProblemError.single("", f"--step chooses a checkpoint of a run, and {source} is a file")
    from ganstudio.latent.sources import load

    return load(Source(source, step))


def _settled() -> AbstractContextManager[None]:
    """One thread: with more, the last bits of a sample would depend on how many there are."""
    from ganstudio.engine.device import settled

    return settled(1)


def _samples(model: Explorable, count: int, seed: int, of_class: str, look: Look) -> np.ndarray:
    """Samples of one class, or of all in turn; without truncation those that a run has always given for a seed."""
    number = class_number(model.facts.classes, of_class) if of_class else None
    if look.truncation != 1:
        latents = model.random(count, seed)
        if number is not None:
            latents = replace(latents, classes=np.tile(_one_hot(number, model.facts), (count, 1)))
        with _settled():
            return _all_of(_drawn(model, latents, look), count, "sample")
    import torch

    from ganstudio import sampling

    z = sampling.latents(count, model.architecture, seed)
    y = sampling.balanced_classes(count, model.architecture, model.spec)
    if number is not None:
        y = torch.full((count,), number)
    return sampling.draw(model.network.cpu(), z, model.spec, y)


def _write_samples(model: Explorable, samples: np.ndarray, out: Path) -> None:
    from ganstudio.export.samples import write_samples

    write_samples(samples, out, [column.name for column in model.spec.columns], series=model.spec.series)


def _write_classes(model: Explorable, count: int, seed: int, look: Look, out: Path) -> None:
    """`count` pictures of each class, or in all where there are none."""
    from ganstudio.export.dataset import write_dataset

    if not model.facts.is_pictures:
        raise ProblemError.single("", "--per-class writes pictures, and this generator makes rows of numbers")
    classes = model.facts.classes or ("",)
    latents = model.random(count * len(classes), seed)  # of all classes in turn
    pictures = zip(_drawn(model, latents, look), cycle(classes), strict=False)
    with _settled():
        for _ in followed(write_dataset(pictures, out), len(latents), "Drawing", "sample"):
            pass


def _drawn(model: Explorable, latents: Latents, look: Look) -> Generator[np.ndarray, None, None]:
    """The samples one by one, (1, …)."""
    for index in range(len(latents)):
        yield model.draw(latents.part(slice(index, index + 1)), look).samples


def _all_of(samples: Generator[np.ndarray, None, None], count: int, unit: str) -> np.ndarray:
    return np.concatenate(list(followed(samples, count, "Drawing", unit)))


def _chosen(file: Path | None, seeds: str, settings: Mapping[str, Any], loop: bool | None) -> LatentPath:
    """The path of a file or from seeds, with all settings that are not None. Raises ProblemError."""
    if file is None and not seeds:
        raise ProblemError.single("", "name the anchors, such as --seeds 1,5,9, or a --path file")
    path = load_path(file) if file else LatentPath()
    if seeds:
        path = path.revise("anchors", tuple({"seed": seed} for seed in _numbers(seeds)))
    if file is None and loop is None:
        loop = True
    path = _revised(path, settings)
    if loop is not None and loop != path.journey.walk.is_loop:
        path = path.revise("journey.walk.closed", loop)
    return path


def _numbers(seeds: str) -> Iterator[int]:
    for seed in seeds.split(","):
        try:
            yield int(seed)
        except ValueError:
            raise ProblemError.single("", f"“{seed}” is no seed: give whole numbers, such as --seeds 1,5,9") from None


def _revised(path: LatentPath, settings: Mapping[str, Any]) -> LatentPath:
    """The path with all settings that are not None. Raises ProblemError with every one that is refused."""
    problems: list[Problem] = []
    for option, value in settings.items():
        if value is not None:
            try:
                path = path.revise(option, value)
            except ProblemError as error:
                problems += error.problems
    if problems:
        raise ProblemError(problems)
    return path


def _of_classes(path: LatentPath, names: Sequence[str], facts: Facts) -> LatentPath:
    """The anchors of that one class, or each of its own; a single anchor is there once for each class."""
    if not names:
        return path
    classes = [_one_hot(class_number(facts.classes, name), facts) for name in names]
    anchors = path.anchors * len(names) if len(path.anchors) == 1 else path.anchors
    if len(classes) == 1:
        classes *= len(anchors)
    if len(classes) != len(anchors):
        raise ProblemError.single(
            "class", f"give one, or one for each of the {len(anchors)} anchors; there are {len(classes)}"
        )
    of_class = [anchor.revise("classes", weights) for anchor, weights in zip(anchors, classes, strict=True)]
    return path.revise("anchors", tuple(of_class))


def _one_hot(number: int, facts: Facts) -> tuple[float, ...]:
    return tuple(float(number == other) for other in range(len(facts.classes)))


def _require_fitting(out: Path, size: int, facts: Facts) -> None:
    """Raises ProblemError where the frames cannot be written under that name, before any is drawn."""
    from ganstudio.export.animation import why_not

    if out.suffix.lower() in STILL:
        if size:
            raise ProblemError.single("", f"--size is for animations and folders: leave it out for {out.suffix}")
    elif not facts.is_pictures:
        raise ProblemError.single(
            "", "this generator makes rows of numbers, which are not animated: write them as .png, .csv or .npz"
        )
    elif reason := why_not(out):
        raise ProblemError.single("", f"{reason}; .png shows all frames side by side")


def _write_path(model: Explorable, path: LatentPath, out: Path, size: int, save: Path | None) -> None:
    from ganstudio.latent.travel import frames_along

    frames = (drawn.samples for drawn in frames_along(model, path))  # whatever cannot be is told here
    if save is not None:
        save.parent.mkdir(parents=True, exist_ok=True)
        save_path(path, save)
    if out.suffix.lower() in STILL:
        samples = _all_of(frames, path.journey.frames, "frame")
        if out.suffix.lower() == ".png":
            _write_strip(samples, model.spec.series, out)
        else:
            _write_samples(model, samples, out)
    else:
        _write_animation((frame for (frame,) in frames), path.journey, out, size)


def _write_animation(frames: Iterator[np.ndarray], journey: Journey, out: Path, size: int) -> None:
    from ganstudio.export.animation import write_animation

    count, loop = journey.frames, journey.walk.is_loop
    written = write_animation(frames, out, count=count, fps=journey.fps, size=size, loop=loop)
    for _ in followed(written, count, "Drawing", "frame"):
        pass


def _write_strip(samples: np.ndarray, series: int, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    save_image(image_of(samples, len(samples), series=series), out)

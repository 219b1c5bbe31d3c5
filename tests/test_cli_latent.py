"""Paths and samples from the command line: files are decoded and compared with what the generator draws."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from typer.testing import CliRunner

from ganstudio import cli
from ganstudio.exploration.facts import Source
from ganstudio.exploration.journey import Journey, LatentPath, load_path, save_path
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.walks import Anchors, Circle, RandomWalk
from ganstudio.generator_files import write_generator
from ganstudio.latent.sources import load
from ganstudio.latent.travel import frames_along
from tests.generators import STYLES, TOLD, untrained

ABC = ("a", "b", "c")
SHORT = ("--set", "training.steps=20", "--set", "training.threads=1", "--set", "recording.grid=2")


def ganstudio(*arguments: object, status: int = 0) -> tuple[str, str]:
    """Output and errors of a finished command; the status is checked."""
    done = CliRunner().invoke(cli.app, [*map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == status, done.output
    return done.stdout, done.stderr


def drawn(source: Path, path: LatentPath, step: int | None = None) -> np.ndarray:
    """All frames of the path, (frames, H, W, C) or (frames, D)."""
    return np.concatenate([frame.samples for frame in frames_along(load(Source(source, step)), path)])


def frames_in(file: Path) -> np.ndarray:
    """(frames, H, W, C) of an animation, or of the PNG files in a folder."""
    if file.is_dir():
        return np.stack([np.atleast_3d(np.asarray(Image.open(part))) for part in sorted(file.iterdir())])
    with Image.open(file) as image:
        return np.stack([np.atleast_3d(np.asarray(frame)) for frame in ImageSequence.Iterator(image)])


def seeds(*numbers: int, **journey: object) -> LatentPath:
    """The path that those --seeds are, in six frames."""
    plain = {"walk": Anchors(closed=True), "frames": 6, **journey}
    return LatentPath(anchors=tuple(Place(seed=n) for n in numbers), journey=Journey.model_validate(plain))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short run of the digits with checkpoints of steps 10 and 20."""
    folder = tmp_path_factory.mktemp("runs") / "digits"
    every = ("--set", "recording.checkpoint_every=10")
    ganstudio("train", "--preset", "digits", *SHORT, *every, "--run", folder)
    return folder


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generator of three classes."""
    file = tmp_path_factory.mktemp("files") / "told.safetensors"
    write_generator(untrained(*TOLD, classes=ABC), file)
    return file


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generator with styles, in colour."""
    file = tmp_path_factory.mktemp("files") / "styled.safetensors"
    write_generator(untrained(*STYLES, shape=(3, 8, 8)), file)
    return file


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("files") / "points.safetensors"
    write_generator(untrained(shape=(2,)), file)
    return file


# --- interpolate ---


def test_a_gif_shows_the_frames_that_the_generator_draws_and_goes_round(run: Path, tmp_path: Path) -> None:
    out, errors = ganstudio(
        "interpolate", run, "--seeds", "1,5,9", "--frames", 6, "--fps", 10, "--out", tmp_path / "a.gif"
    )
    assert out == f"{tmp_path / 'a.gif'}\n"
    assert "frame 6 of 6" in errors
    with Image.open(tmp_path / "a.gif") as gif:
        assert (gif.info["loop"], gif.info["duration"]) == (0, 100)
        shown = np.stack([np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(gif)])
    assert np.array_equal(shown, drawn(run, seeds(1, 5, 9))[..., 0])


def test_an_open_path_ends_at_its_last_anchor_and_its_animation_stops(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.webp"
    ganstudio("interpolate", run, "--seeds", "1,5", "--frames", 6, "--open", "--out", out)
    expected = drawn(run, seeds(1, 5, walk=Anchors()))
    assert np.array_equal(frames_in(out)[..., :1], expected)
    assert np.array_equal(expected[-1], drawn(run, seeds(5, 1))[0])
    with Image.open(out) as image:
        assert image.info["loop"] == 1


def test_every_option_of_a_path_is_heeded(styled: Path, tmp_path: Path) -> None:
    way = ("--seeds", "4,2,3", "--method", "spline", "--space", "w", "--frames", 7)
    look = ("--truncation", "-0.5", "--fps", "12.5", "--save", tmp_path / "new" / "a.toml")
    ganstudio("interpolate", styled, *way, *look, "--out", tmp_path / "a")
    path = seeds(4, 2, 3, walk=Anchors(method="spline", closed=True), space="w", frames=7, fps=12.5)
    path = path.revise("look", Look(truncation=-0.5)).revise("source", str(styled))
    assert load_path(tmp_path / "new" / "a.toml") == path
    assert np.array_equal(frames_in(tmp_path / "a"), drawn(styled, path))


@pytest.mark.parametrize("walk", [RandomWalk(closed=True), Circle()], ids=lambda walk: walk.kind)
def test_a_walk_of_its_own_needs_one_seed(styled: Path, tmp_path: Path, walk: RandomWalk | Circle) -> None:
    ganstudio("interpolate", styled, "--seeds", 4, "--walk", walk.kind, "--frames", 6, "--out", tmp_path / "a")
    assert np.array_equal(frames_in(tmp_path / "a"), drawn(styled, seeds(4, walk=walk)))


def test_a_saved_path_makes_the_same_frames_again(styled: Path, tmp_path: Path) -> None:
    ganstudio("interpolate", styled, "--seeds", "4,2", "--frames", 5, "--space", "w", "--out", tmp_path / "a.webp",
              "--save", tmp_path / "path.toml")  # fmt: skip
    ganstudio("interpolate", styled, "--path", tmp_path / "path.toml", "--out", tmp_path / "b.webp")
    assert (tmp_path / "a.webp").read_bytes() == (tmp_path / "b.webp").read_bytes()


def test_options_beside_a_file_change_its_path(styled: Path, tmp_path: Path) -> None:
    place = Place(values=tuple(np.linspace(-2, 2, 8).tolist()))
    path = seeds(1, walk=Anchors()).revise("anchors", (Place(seed=1), place)).revise("look", Look(noise="none"))
    save_path(path, tmp_path / "path.toml")
    ganstudio("interpolate", styled, "--path", tmp_path / "path.toml", "--frames", 4, "--loop", "--out", tmp_path / "a")
    changed = path.revise("journey.frames", 4).revise("journey.walk.closed", True)
    assert np.array_equal(frames_in(tmp_path / "a"), drawn(styled, changed))


def test_one_seed_turns_from_class_to_class(told: Path, tmp_path: Path) -> None:
    of_both = ("--class", "a", "--class", "c")
    ganstudio("interpolate", told, "--seeds", 1, *of_both, "--open", "--frames", 6, "--out", tmp_path / "a")
    anchors = (Place(seed=1, classes=(1.0, 0.0, 0.0)), Place(seed=1, classes=(0.0, 0.0, 1.0)))
    expected = drawn(told, seeds(1, walk=Anchors()).revise("anchors", anchors))
    assert np.array_equal(frames_in(tmp_path / "a"), expected)
    assert not np.array_equal(expected[0], expected[-1])


def test_one_class_is_that_of_all_seeds(told: Path, tmp_path: Path) -> None:
    ganstudio("interpolate", told, "--seeds", "1,2", "--class", "b", "--frames", 6, "--out", tmp_path / "a")
    anchors = tuple(Place(seed=seed, classes=(0.0, 1.0, 0.0)) for seed in (1, 2))
    assert np.array_equal(frames_in(tmp_path / "a"), drawn(told, seeds(1, 2).revise("anchors", anchors)))


def test_a_strip_shows_all_frames_side_by_side(run: Path, tmp_path: Path) -> None:
    ganstudio("interpolate", run, "--seeds", "1,2", "--frames", 6, "--out", tmp_path / "new" / "a.png")
    with Image.open(tmp_path / "new" / "a.png") as strip:
        shown = np.asarray(strip)
    assert np.array_equal(shown, np.concatenate(drawn(run, seeds(1, 2))[..., 0], axis=1))


def test_an_mp4_has_every_frame_at_the_size_that_is_asked_for(run: Path, tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    ganstudio("interpolate", run, "--seeds", "1,2", "--frames", 6, "--size", 64, "--out", tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as video:
        shown = np.stack([frame.to_ndarray(format="gray") for frame in video.decode(video=0)])
    expected = drawn(run, seeds(1, 2))[..., 0].repeat(8, axis=1).repeat(8, axis=2)
    assert shown.shape == expected.shape
    assert np.abs(shown.astype(float) - expected).mean() < 12, "lossy, and hard edges"


def test_points_on_a_path_are_numbers_or_a_drawing(points: Path, tmp_path: Path) -> None:
    for name in ("a.npz", "a.csv", "a.png"):
        ganstudio("interpolate", points, "--seeds", "1,2", "--frames", 6, "--out", tmp_path / name)
    expected = drawn(points, seeds(1, 2))
    assert np.array_equal(np.load(tmp_path / "a.npz")["samples"], expected)
    with (tmp_path / "a.csv").open(newline="") as file:
        assert np.array_equal(np.array([*csv.reader(file)][1:], dtype=np.float32), expected)
    with Image.open(tmp_path / "a.png") as drawing:
        assert drawing.size == (512, 512)


def test_an_earlier_checkpoint_of_a_run_is_drawn_with(run: Path, tmp_path: Path) -> None:
    for step in (10, 20):
        chosen = ("--seeds", "1,2", "--frames", 6, "--step", step, "--out", tmp_path / str(step))
        ganstudio("interpolate", run, *chosen)
        assert np.array_equal(frames_in(tmp_path / str(step)), drawn(run, seeds(1, 2), step))
    assert not np.array_equal(frames_in(tmp_path / "10"), frames_in(tmp_path / "20"))


def test_a_restarted_program_writes_the_very_same_bytes(styled: Path, tmp_path: Path) -> None:
    save_path(seeds(4, walk=RandomWalk(seed=3), space="w"), tmp_path / "path.toml")
    for name, threads in (("a", "1"), ("b", "2")):
        subprocess.run(
            [sys.executable, "-m", "ganstudio", "interpolate", styled, "--path", tmp_path / "path.toml",
             "--out", tmp_path / name],
            env={**os.environ, "OMP_NUM_THREADS": threads}, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    files = [sorted((tmp_path / name).iterdir()) for name in ("a", "b")]
    assert len(files[0]) == 6
    assert [file.read_bytes() for file in files[0]] == [file.read_bytes() for file in files[1]]
    assert np.array_equal(frames_in(tmp_path / "a"), drawn(styled, load_path(tmp_path / "path.toml")))


# --- sample ---


def test_an_exported_generator_gives_the_samples_of_its_run(run: Path, tmp_path: Path) -> None:
    ganstudio("export", run, "--out", tmp_path / "g.safetensors")
    for source, name in ((run, "a.npz"), (tmp_path / "g.safetensors", "b.npz")):
        ganstudio("sample", source, "-n", 5, "--seed", 3, "--out", tmp_path / name)
    a, b = (np.load(tmp_path / name)["samples"] for name in ("a.npz", "b.npz"))
    assert np.array_equal(a, b)


def test_truncation_pulls_samples_towards_the_mean_one(styled: Path, tmp_path: Path) -> None:
    spread = []
    for psi in ("1", "0.5", "0"):
        ganstudio("sample", styled, "-n", 8, "--truncation", psi, "--out", tmp_path / f"{psi}.npz")
        spread.append(np.load(tmp_path / f"{psi}.npz")["samples"].astype(float).std(axis=0).mean())
    assert spread[0] > spread[1] > spread[2] == 0


def test_truncated_samples_are_of_the_class_that_is_asked_for(told: Path, tmp_path: Path) -> None:
    truncated = ("-n", 6, "--truncation", "0.5")
    ganstudio("sample", told, *truncated, "--out", tmp_path / "all.npz")
    ganstudio("sample", told, *truncated, "--class", "b", "--out", tmp_path / "b.npz")
    everything, only_b = (np.load(tmp_path / name)["samples"] for name in ("all.npz", "b.npz"))
    alike = (everything == only_b).reshape(6, -1).all(axis=1)
    assert alike.tolist() == [False, True, False, False, True, False], "those whose turn it was"


def test_a_data_set_has_so_many_pictures_of_each_class(told: Path, tmp_path: Path) -> None:
    ganstudio("sample", told, "-n", 4, "--seed", 2, "--per-class", "--out", tmp_path / "set")
    model = load(Source(told))
    expected = model.draw(model.random(12, 2), Look()).samples
    for number, name in enumerate(ABC):
        assert np.array_equal(frames_in(tmp_path / "set" / name), expected[number::3])
    assert sorted(folder.name for folder in (tmp_path / "set").iterdir()) == ["a", "b", "c"]


def test_a_data_set_without_classes_is_so_many_pictures(styled: Path, tmp_path: Path) -> None:
    chosen = ("-n", 4, "--truncation", "0.7", "--per-class")
    ganstudio("sample", styled, *chosen, "--out", tmp_path / "set")
    model = load(Source(styled))
    assert np.array_equal(frames_in(tmp_path / "set"), model.draw(model.random(4, 0), Look(truncation=0.7)).samples)


# --- what cannot be ---


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "name the anchors, such as --seeds 1,5,9, or a --path file"),
        (("--seeds", "1,x"), "“x” is no seed: give whole numbers, such as --seeds 1,5,9"),
        (("--seeds", "1,,2"), "“” is no seed"),
        (("--seeds", "1,-2"), "anchors.1.seed: must be at least 0; it is -2"),
        (("--seeds", "1"), "“Through the anchors” needs at least 2 anchors; there are 1"),
        (("--seeds", "1,2", "--frames", "1"), "journey.frames: must be at least 2; it is 1"),
        (("--seeds", "1,2", "--fps", "61"), "journey.fps: must be at most 60; it is 61"),
        (("--seeds", "1,2", "--truncation", "3"), "look.truncation: must be at most 2; it is 3"),
        (("--seeds", "1,2", "--walk", "stroll"), "there is no kind “stroll”; choose anchors, random_walk or circle"),
        (("--seeds", "1,2", "--walk", "circle"), "“Circle” starts at one anchor: name one seed, and one class at most"),
        (("--seeds", "1", "--walk", "circle", "--class", "a", "--class", "b"), "“Circle” starts at one anchor"),
        (("--seeds", "1,2", "--walk", "circle", "--method", "spline"), "there is no option “method” here"),
        (("--seeds", "1,2", "--space", "w"), "this generator makes no styles, so it has no w"),
        (("--seeds", "1,2", "--class", "x"), "there is no class “x”; there are a, b, c"),
        (("--seeds", "1,2,3", "--class", "a", "--class", "b"), "give one, or one for each of the 3 anchors"),
        (("--seeds", "1,2", "--step", "5"), "--step chooses a checkpoint of a run"),
        (("--path", "none.toml"), "there is no file none.toml"),
    ],
)  # fmt: skip
def test_a_path_that_cannot_be_gets_one_clear_sentence_and_status_2(
    told: Path, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    file = tmp_path / "path.toml"
    out, errors = ganstudio("interpolate", told, *arguments, "--out", tmp_path / "a.gif", "--save", file, status=2)
    assert not out
    assert sentence in " ".join(errors.split())
    assert errors.count("Error") == 1
    assert not list(tmp_path.iterdir()), "nothing is written"


@pytest.mark.parametrize(
    ("name", "more", "sentence"),
    [
        ("a.gif", (), "this generator makes rows of numbers, which are not animated: write them as .png, .csv or .npz"),
        ("a", (), "write them as .png, .csv or .npz"),
        ("a.png", ("--size", "64"), "--size is for animations and folders: leave it out for .png"),
    ],
)
def test_points_say_what_can_be_made_of_them(
    points: Path, tmp_path: Path, name: str, more: tuple[str, ...], sentence: str
) -> None:
    _, errors = ganstudio("interpolate", points, "--seeds", "1,2", *more, "--out", tmp_path / name, status=2)
    assert sentence in " ".join(errors.split())


def test_a_file_of_another_kind_is_told_before_anything_is_drawn(told: Path, tmp_path: Path) -> None:
    _, errors = ganstudio("interpolate", told, "--seeds", "1,2", "--out", tmp_path / "a.avi", status=2)
    assert "animations are written as .gif, .webp, .mp4 or into a folder, not as .avi" in errors
    assert "Drawing" not in errors


def test_an_mp4_without_its_package_is_told(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ganstudio.export.animation.importlib.util.find_spec", lambda name: None)
    _, errors = ganstudio("interpolate", told, "--seeds", "1,2", "--out", tmp_path / "a.mp4", status=2)
    assert "MP4 needs the package “av”" in errors


def test_a_damaged_path_file_is_told_whole(told: Path, tmp_path: Path) -> None:
    file = tmp_path / "path.toml"
    file.write_text("[journey]\nframez = 3\nfps = 0\n")
    _, errors = ganstudio("interpolate", told, "--path", file, "--out", tmp_path / "a.gif", status=2)
    assert f"journey.framez: there is no option “framez” here; did you mean “frames”? (in {file})" in errors
    assert f"journey.fps: must be at least 1; it is 0 (in {file})" in errors


@pytest.mark.parametrize("command", [("sample",), ("interpolate", "--seeds", "1,2")])
def test_a_source_that_is_none_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    name, *more = command
    (tmp_path / "text.safetensors").write_text("nothing of the kind")
    (tmp_path / "folder").mkdir()
    for source, sentence in (
        ("none", "there is no run folder or generator file none"),
        (tmp_path / "text.safetensors", "cannot be read as a generator"),
        (tmp_path / "folder", "is not a run folder"),
    ):
        _, errors = ganstudio(name, source, *more, "--out", tmp_path / "a.png", status=2)
        assert sentence in errors


def test_samples_that_cannot_be_get_a_sentence(told: Path, points: Path, run: Path, tmp_path: Path) -> None:
    for source, more, sentence in (
        (told, ("--per-class", "--class", "a"), "--per-class writes all classes into a folder"),
        (told, ("--per-class", "--out", tmp_path / "a.png"), "--per-class writes all classes into a folder"),
        (told, ("--truncation", "-1.5"), "truncation: must be at least -1; it is -1.5"),
        (told, ("--class", "x"), "there is no class “x”; there are a, b, c"),
        (run, ("--class", "1"), "this generator was trained without classes: leave the class out"),
        (run, ("--step", "7"), "has no sound checkpoint of step 7"),
        (points, ("--per-class",), "--per-class writes pictures, and this generator makes rows of numbers"),
    ):
        _, errors = ganstudio("sample", source, "--out", tmp_path / "a", *more, status=2)
        assert sentence in " ".join(errors.split())
    assert not list(tmp_path.iterdir())

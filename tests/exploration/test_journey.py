"""A path through latent space is a value with a file that gives it back to the last bit."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.exploration.journey import Journey, LatentPath, load_path, save_path
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.walks import WALKS, RandomWalk, Walk
from ganstudio.problems import ProblemError

FULL = LatentPath(
    source="/home/me/runs/digits",
    look=Look(truncation=-0.3, noise="seed", noise_seed=7),
    anchors=(
        Place(name="Ähnlich “so”", seed=4),
        Place(space="w", values=(0.1, -0.0, 5e-324, 1 / 3, -1e6), classes=(0.25, 0.75)),
    ),
    journey=Journey(walk=RandomWalk(seed=5, stride=0.3), space="w", frames=7, fps=12.5, class_change="fixed"),
)


def problems_of(file: Path) -> str:
    with pytest.raises(ProblemError) as raised:
        load_path(file)
    return str(raised.value)


def test_a_file_gives_the_path_back(tmp_path: Path) -> None:
    save_path(FULL, tmp_path / "path.toml")
    assert load_path(tmp_path / "path.toml") == FULL


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_numbers_come_back_from_the_file_bit_for_bit(tmp_path: Path, values: list[float]) -> None:
    save_path(LatentPath(anchors=(Place(values=tuple(values)),)), tmp_path / "path.toml")
    (read,) = load_path(tmp_path / "path.toml").anchors
    assert struct.pack(f"{len(values)}d", *read.values) == struct.pack(f"{len(values)}d", *values)


def test_a_file_says_only_what_differs_from_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "path.toml").write_text("[[anchors]]\nseed = 3\n[[anchors]]\nseed = 4\n[journey]\nfps = 30\n")
    assert load_path(tmp_path / "path.toml") == LatentPath(
        anchors=(Place(seed=3), Place(seed=4)), journey=Journey(fps=30.0)
    )


def test_everything_that_cannot_be_read_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "path.toml"
    file.write_text('[journey]\nframez = 3\nfps = 0\n[journey.walk]\nkind = "stroll"\n[[anchors]]\nseed = "one"\n')
    assert problems_of(file).splitlines() == [
        f'anchors.0.seed: must be a whole number; it is "one" (in {file})',
        f"journey.walk: there is no kind “stroll”; choose anchors, random_walk or circle (in {file})",
        f"journey.fps: must be at least 1; it is 0 (in {file})",
        f"journey.framez: there is no option “framez” here; did you mean “frames”? (in {file})",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"anchors = [", "is not valid TOML"),
        (b"\xff\xfe\x00", "is not a TOML text file"),
        (b"schema_version = 99\n", "has version 99; this program reads 1 to"),
        (b"[journey]\nframes = 1\n", "journey.frames: must be at least 2; it is 1"),
        (b"[journey]\nframes = 10001\n", "journey.frames: must be at most 10,000"),
        (b"[[anchors]]\nvalues = [nan]\n", "must be"),
    ],
)
def test_a_file_that_is_none_of_this_program_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "path.toml"
    file.write_bytes(content)
    problems = problems_of(file)
    assert sentence in problems
    assert str(file) in problems


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "none.toml") == f"there is no file {tmp_path / 'none.toml'}"


@pytest.mark.parametrize("walk", [kind.model_validate({}) for kind in WALKS], ids=lambda walk: walk.kind)
def test_a_path_with_too_few_anchors_for_its_walk_is_no_path(walk: Walk) -> None:
    journey = Journey(walk=walk)
    enough = tuple(Place(seed=seed) for seed in range(walk.fewest))
    assert not list(LatentPath(anchors=enough, journey=journey).problems())
    (problem,) = LatentPath(anchors=enough[1:], journey=journey).problems()
    assert problem.path == "anchors"
    assert f"“{walk.label}” needs at least {walk.fewest} anchor" in problem.message

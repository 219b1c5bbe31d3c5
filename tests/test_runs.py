"""Run folders: made, listed and replayed, whatever state they are in."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ganstudio.engine.record import record
from ganstudio.events import Event, Failed, Finished, Paused, Progress, Resumed, Samples, Saved, Started, Warned
from ganstudio.experiment import Experiment
from ganstudio.problems import ProblemError
from ganstudio.runs import Run, RunState, list_runs

STARTED = Started(0, 50, 0, "CPU", 1, 10, 20, "probability", (1, 2, 2))
GRID = np.arange(4 * 4, dtype=np.uint8).reshape(4, 2, 2, 1)
HISTORY: list[Event] = [
    STARTED,
    Samples(0, (2, 2, 1), 4, "samples/000000000.png", GRID),
    Progress(10, 160, 0.5, 320.0, {"loss.D": 1.25, "loss.G": 0.5}),
    Paused(10),
    Resumed(10),
    Saved(10, "checkpoints/000000010"),
    Warned("something"),
    Finished(10, "stopped"),
]


def recorded(folder: Path, events: list[Event]) -> Run:
    run = Run.create_at(folder, Experiment(name="Test"))
    list(record(run, events))
    return run


def test_replayed_events_equal_the_live_ones(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", HISTORY)
    assert list(run.events()) == HISTORY
    assert np.array_equal(run.load_samples(list(run.events())[1]), GRID)  # type: ignore[arg-type]


def test_a_torn_last_line_is_tolerated_and_damaged_lines_are_counted(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", HISTORY)
    whole = run.events_file.read_bytes()
    run.events_file.write_bytes(whole[:-7])
    assert list(run.events()) == HISTORY[:-1]
    run.events_file.write_bytes(b"\0\0\0\n" + whole + b'{"event": "Nonsense"}\n' + whole)
    *events, last = run.events()
    assert events == HISTORY + HISTORY
    assert last == Warned("left out of the history: 2 damaged lines")


def test_a_line_whose_step_is_no_number_is_a_damaged_line(tmp_path: Path) -> None:
    run = recorded(tmp_path / "2026-01-02-030405-test", HISTORY)
    with run.events_file.open("a") as file:
        file.write('{"event": "Saved", "step": "abc", "folder": "x"}\n{"event": "Warned", "message": "after"}\n')
    assert list(run.events())[-1] == Warned("left out of the history: 1 damaged line")
    assert list_runs(tmp_path)[0].state is RunState.STOPPED
    run.cut_history(10)
    assert list(run.events()) == [*HISTORY, Warned("after")]


def test_every_way_to_cut_the_last_lines_leaves_a_readable_history(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", HISTORY)
    whole = run.events_file.read_bytes()
    for length in range(len(whole) - 200, len(whole)):
        run.events_file.write_bytes(whole[:length])
        events = list(run.events())
        assert events == HISTORY[: len(events)]


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (Finished(50, "completed"), RunState.FINISHED),
        (Finished(20, "stopped"), RunState.STOPPED),
        (Failed(20, "broke"), RunState.FAILED),
        (Progress(20, 1, 1.0, 1.0, {}), RunState.INTERRUPTED),
    ],
)
def test_a_run_is_listed_with_how_it_ended(tmp_path: Path, last: Event, state: RunState) -> None:
    recorded(tmp_path / "2026-01-02-030405-test", [STARTED, HISTORY[1], last])
    (info,) = list_runs(tmp_path)
    assert (info.name, info.state, info.step) == ("Test", state, last.step)  # type: ignore[union-attr]
    assert info.created == datetime(2026, 1, 2, 3, 4, 5)
    assert info.thumbnail is not None
    assert (info.thumbnail.name, info.points, info.has_checkpoint) == ("000000000.png", False, False)


def test_a_run_that_is_being_trained_is_listed_as_running(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", [STARTED])
    with run.lock():
        assert run.info().state is RunState.RUNNING
        list(record(run, [Paused(3)]))
        assert run.info().state is RunState.PAUSED
        list(record(run, [Resumed(3)]))
        assert run.info().state is RunState.RUNNING
    assert run.info().state is RunState.INTERRUPTED


def test_runs_are_listed_newest_first_and_other_folders_are_left_out(tmp_path: Path) -> None:
    for name in ("2026-01-01-000000-a", "2026-03-01-000000-c", "2026-02-01-000000-b"):
        recorded(tmp_path / name, [])
    (tmp_path / "something else").mkdir()
    (tmp_path / "file").touch()
    assert [info.folder.name[-1] for info in list_runs(tmp_path)] == ["c", "b", "a"]
    assert {info.state for info in list_runs(tmp_path)} == {RunState.EMPTY}
    assert list_runs(tmp_path / "none") == []


def test_two_runs_of_one_name_in_one_second_get_folders_of_their_own(tmp_path: Path) -> None:
    folders = {Run.create(tmp_path, Experiment(name="Ä / b:c")).folder for _ in range(3)}
    assert len(folders) == 3
    assert all(folder.parent == tmp_path for folder in folders)


def test_a_folder_with_something_in_it_is_never_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_text("mine")
    with pytest.raises(ProblemError, match="is not empty"):
        Run.create_at(folder, Experiment())
    assert list(folder.iterdir()) == [folder / "file"]


def test_a_run_that_never_began_gives_way_to_a_new_one(tmp_path: Path) -> None:
    run = Run.create_at(tmp_path / "run", Experiment(name="First"))
    list(record(run, [Failed(0, "no data")]))
    again = Run.create_at(tmp_path / "run", Experiment(name="Second"))
    assert (again.info().name, again.info().state) == ("Second", RunState.EMPTY)


def test_a_runs_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "runs"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(ProblemError, match=f"cannot write to the runs folder {blocked}"):
        Run.create(blocked, Experiment())


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"is not a run folder: it holds no experiment\.toml"):
        Run.open(tmp_path)
    with pytest.raises(ProblemError, match="there is no run folder"):
        Run.open(tmp_path / "none")


@pytest.mark.parametrize("name", ["../outside.png", "/etc/passwd", ""])
def test_a_history_cannot_point_outside_its_folder(tmp_path: Path, name: str) -> None:
    run = recorded(tmp_path / "run", [])
    with pytest.raises(ValueError, match="is no file of this run"):
        run.load_samples(Samples(0, (2, 2, 1), 4, name))


def test_the_history_is_plain_json_lines(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", HISTORY)
    lines = [json.loads(line) for line in run.events_file.read_text().splitlines()]
    assert lines[2] == {
        "event": "Progress",
        "step": 10,
        "images": 160,
        "seconds": 0.5,
        "images_per_second": 320.0,
        "scalars": {"loss.D": 1.25, "loss.G": 0.5},
    }


def test_what_is_recorded_can_be_read_at_once(tmp_path: Path) -> None:
    run = Run.create_at(tmp_path / "run", Experiment())
    for count, _ in enumerate(record(run, HISTORY), 1):
        assert len(run.events_file.read_text().splitlines()) == count


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_history_goes_on_when_there_is_space_again(tmp_path: Path) -> None:
    run = Run.create_at(tmp_path / "run", Experiment())
    events = [Progress(step, step, 1.0, 1.0, {}) for step in range(4)]
    told = []
    run.events_file.symlink_to("/dev/full")
    for event in record(run, events):
        if event == events[1]:
            run.events_file.unlink()
        told.append(event)
    assert [event.message for event in told if isinstance(event, Warned)] == [
        "the run's history cannot be written (No space left on device); training goes on"
    ]
    assert [json.loads(line)["step"] for line in run.events_file.read_text().splitlines()] == [2, 3]


@pytest.mark.parametrize(
    "columns",
    [
        [{"name": "x", "mean": "a", "std": 1}],
        [{"name": "x"}],
        ["x"],
        [{"name": "x", "mean": 0, "std": 1}, {"name": "y", "mean": 0, "std": 1}],
    ],
)
def test_columns_that_cannot_be_are_a_damaged_plan(tmp_path: Path, columns: object) -> None:
    run = Run.create(tmp_path, Experiment())
    run.write_plan({"shape": [1], "samples": 9, "classes": [], "columns": columns})
    with pytest.raises(ProblemError, match=r"plan.json is gone or damaged"):
        run.spec()


@pytest.mark.parametrize("shape", ["[1e400]", "[-1, -8, -8]", "[0]", "[8, 8]", "[" * 100_000])
def test_a_shape_that_no_sample_has_is_a_damaged_plan(tmp_path: Path, shape: str) -> None:
    run = Run.create(tmp_path, Experiment())
    (run.folder / "plan.json").write_text(f'{{"samples": 9, "classes": [], "shape": {shape}}}')
    with pytest.raises(ProblemError, match=r"plan.json is gone or damaged"):
        run.spec()

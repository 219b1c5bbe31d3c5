"""The explorer over real runs: what it draws, what it keeps, and that a run in training is none the worse for it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ganstudio import checkpoints
from ganstudio.checkpoints import NETWORKS, trained_generator
from ganstudio.events import Weights
from ganstudio.exploration.facts import Source
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Direction, Slider
from ganstudio.latent.model import Explorable
from ganstudio.runs import Run
from ganstudio.sampling import sample_run
from ganstudio.session.explorer import Explorer
from ganstudio.session.state import State
from tests import tiny_runs
from tests.session.conftest import Watched


@pytest.fixture
def run(trained: Run, tmp_path: Path) -> Run:
    """One that nobody has explored yet."""
    return Run.open(shutil.copytree(trained.folder, tmp_path / "run"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("explored") / "run", *tiny_runs.OF_CLASSES)


def taken_up(watched: Watched, source: Source) -> Explorer:
    explorer = watched.session.explorer
    explorer.explore(source)
    watched.qtbot.waitUntil(lambda: explorer.picture is not None and not explorer.is_loading, timeout=60_000)
    return explorer


def picture_of(watched: Watched, explorer: Explorer) -> np.ndarray:
    """The picture in view once everything asked is answered."""
    watched.qtbot.waitUntil(lambda: not explorer.is_drawing, timeout=20_000)
    assert explorer.picture is not None
    return explorer.picture.samples[0]


def test_a_seed_is_the_sample_that_the_command_line_draws_of_it(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder))
    explorer.go(Place(seed=7))
    assert np.array_equal(picture_of(watched, explorer), sample_run(run, 1, 7)[0])


def test_a_class_shows_another_sample_of_the_same_seed(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder))
    before = picture_of(watched, explorer)
    explorer.choose_class(3)
    after = picture_of(watched, explorer)
    assert not np.array_equal(before, after)
    assert np.array_equal(after, sample_run(run, 1, 0, run.spec().classes[3])[0])


def test_everything_is_undone_and_done_again(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder))
    first = picture_of(watched, explorer)
    explorer.go(Place(seed=5))
    second = picture_of(watched, explorer)
    for psi in np.linspace(1, 0, 20).tolist():  # one drag
        explorer.propose("look.truncation", psi, "truncation")
    third = picture_of(watched, explorer)
    explorer.undo_stack.undo()
    assert np.array_equal(picture_of(watched, explorer), second), "a drag is one step"
    explorer.undo_stack.undo()
    assert np.array_equal(picture_of(watched, explorer), first)
    explorer.undo_stack.redo()
    explorer.undo_stack.redo()
    assert np.array_equal(picture_of(watched, explorer), third)


def test_a_value_out_of_range_is_refused_and_changes_nothing(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder))
    before = explorer.exploration
    problems = explorer.propose("look.truncation", 5.0)
    assert problems and "2" in problems[0].message
    assert explorer.exploration == before and not explorer.undo_stack.canUndo()


def test_a_moved_picture_kept_as_a_place_is_the_same_picture_after_a_restart(
    watched: Watched, run: Run, qtbot: QtBot, tmp_path: Path
) -> None:
    explorer = taken_up(watched, Source(run.folder))
    vector = tuple(float(number == 0) for number in range(16))
    slider = Slider(direction=Direction(name="first number", vector=vector), amount=2.5)
    explorer.propose("pose.sliders", (slider,))
    moved = picture_of(watched, explorer)
    place = explorer.here("moved")
    assert place is not None and place.values
    explorer.propose("favourites", (place,))
    assert watched.session.shutdown()

    again = Watched(qtbot, tmp_path / "runs")
    explorer = taken_up(again, Source(run.folder))
    (kept,) = explorer.exploration.favourites
    explorer.propose("pose.sliders", ())
    explorer.go(kept)
    assert kept == place and np.array_equal(picture_of(again, explorer), moved)
    assert again.session.shutdown()


def test_looking_alone_writes_nothing(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder))
    picture_of(watched, explorer)
    assert watched.session.shutdown()
    assert not (run.folder / "exploration.toml").exists()


def test_what_is_no_generator_is_told_in_a_sentence(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "nothing.safetensors"
    file.write_bytes(b"no weights")
    watched.session.explorer.explore(Source(file))
    watched.qtbot.waitUntil(lambda: bool(watched.notices), timeout=60_000)
    assert "cannot be read as a generator" in watched.notices[0].text
    assert watched.session.explorer.facts is None


def test_a_run_in_training_is_followed_and_ends_bit_for_bit_as_one_that_nobody_looked_at(
    watched: Watched,
) -> None:
    experiment = tiny_runs.tiny_experiment(*tiny_runs.OF_CLASSES).revise("training.steps", 400)
    runs = []
    for looks in (False, True):
        explorer = watched.session.explorer
        explorer.see(looks)
        steps: list[int] = []
        explorer.renewed.connect(lambda steps=steps: steps.append(watched.session.explorer.facts.step))
        watched.session.set_experiment(experiment)
        watched.qtbot.waitUntil(lambda: watched.session.check is not None, timeout=20_000)
        watched.session.train()
        watched.wait_until(State.TRAINING)
        number = 0
        while watched.session.state is not State.IDLE:
            if looks and explorer.facts is not None:
                explorer.go(Place(seed=(number := number + 1)))
                explorer.renew()
            watched.qtbot.wait(5)
        assert watched.session.run is not None
        runs.append(watched.session.run.folder)
        if looks:
            assert steps and sorted(steps) == steps, "the generator was renewed as it learnt"
    first, second = (folder / "checkpoints" / f"{400:09d}" / NETWORKS for folder in runs)
    assert first.read_bytes() == second.read_bytes()


def test_when_training_ends_the_explorer_shows_the_last_checkpoint(watched: Watched) -> None:
    explorer = watched.session.explorer
    explorer.see(True)
    watched.session.set_experiment(tiny_runs.tiny_experiment(*tiny_runs.DCGAN).revise("training.steps", 60))
    watched.qtbot.waitUntil(lambda: watched.session.check is not None, timeout=20_000)
    watched.session.train()
    watched.wait_until(State.TRAINING)
    watched.wait_until(State.IDLE)
    watched.qtbot.waitUntil(
        lambda: explorer.facts is not None and not explorer.facts.source.follows and explorer.facts.step == 60,
        timeout=20_000,
    )


def test_opening_a_run_takes_up_its_generator_once_somebody_looks(watched: Watched, run: Run, tmp_path: Path) -> None:
    other = tiny_runs.tiny_run(tmp_path / "other", *tiny_runs.DCGAN)
    explorer = taken_up(watched, Source(run.folder))
    watched.session.open_run(other.folder)
    watched.qtbot.waitUntil(lambda: watched.session.run is not None, timeout=20_000)
    assert explorer.facts is not None and explorer.facts.source.path == run.folder, "nobody looks yet"
    explorer.see(True)
    watched.qtbot.waitUntil(
        lambda: explorer.facts is not None and explorer.facts.source.path == other.folder, timeout=20_000
    )
    explorer.explore(Source(run.folder))  # and a person may go back
    watched.qtbot.waitUntil(
        lambda: explorer.facts is not None and explorer.facts.source.path == run.folder, timeout=20_000
    )


def test_work_in_progress_keeps_the_weights_it_began_with_and_the_next_has_the_newest(
    watched: Watched, run: Run
) -> None:
    explorer = taken_up(watched, Source(run.folder, follows=True))
    steps: list[int] = []

    def look(times: int, model: Explorable) -> Iterator[int]:
        for _ in range(times):
            yield model.step

    def lend(step: int) -> None:
        tensors = trained_generator(run).network.state_dict()
        explorer.take_weights(Weights(step, {name: tensor.numpy() for name, tensor in tensors.items()}))

    def hear(step: int) -> None:
        steps.append(step)
        if len(steps) == 2:
            lend(70)

    explorer.work("first", partial(look, 6), hear)
    watched.qtbot.waitUntil(lambda: len(steps) == 6, timeout=20_000)
    watched.qtbot.waitUntil(lambda: not explorer.is_working("first"))
    explorer.work("second", partial(look, 1), steps.append)
    watched.qtbot.waitUntil(lambda: len(steps) == 7, timeout=20_000)
    assert steps == [4] * 6 + [70]


def test_what_is_full_says_so(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder))
    places = tuple(Place(seed=seed) for seed in range(501))
    explorer.put("anchors", places, "new anchor")
    assert explorer.exploration.anchors == ()
    assert "New anchor did not work" in watched.notices[-1].text and "500" in watched.notices[-1].text


def weights_of(run: Run, step: int) -> Weights:
    tensors = trained_generator(run).network.state_dict()
    return Weights(step, {name: tensor.numpy() for name, tensor in tensors.items()})


def look(model: Explorable) -> Iterator[tuple[str, int]]:
    yield model.facts.source.path.name, model.step


def test_weights_that_come_while_another_generator_is_opened_stay_out_of_it(
    watched: Watched, run: Run, tmp_path: Path
) -> None:
    other = Run.open(shutil.copytree(run.folder, tmp_path / "other"))  # the same networks: nothing else would tell
    explorer = taken_up(watched, Source(run.folder, follows=True))
    explorer.explore(Source(other.folder))
    explorer.take_weights(weights_of(run, 70))
    picture_of(watched, explorer)
    assert explorer.facts is not None and explorer.facts.source.path == other.folder
    assert explorer.facts.step == 4 and explorer.picture is not None and explorer.picture.step == 4


def test_weights_that_come_after_following_was_left_are_let_go(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder, follows=True))
    explorer.follow(run, False)
    explorer.take_weights(weights_of(run, 70))
    picture_of(watched, explorer)
    assert explorer.facts is not None and explorer.facts.step == 4


def test_work_asked_while_a_generator_is_opened_is_done_with_that_one(
    watched: Watched, run: Run, tmp_path: Path
) -> None:
    other = Run.open(shutil.copytree(run.folder, tmp_path / "other"))
    explorer = taken_up(watched, Source(run.folder))
    heard: list[tuple[str, int]] = []
    explorer.explore(Source(other.folder))
    explorer.work("early", look, heard.append)
    watched.qtbot.waitUntil(lambda: len(heard) == 1 and not explorer.is_loading, timeout=20_000)
    explorer.work("late", look, heard.append)
    watched.qtbot.waitUntil(lambda: len(heard) == 2, timeout=20_000)
    assert heard == [("other", 4)] * 2


def test_work_is_done_with_the_generator_in_view_though_its_run_has_saved_another(watched: Watched, run: Run) -> None:
    explorer = taken_up(watched, Source(run.folder))
    checkpoints.write(run, 9, checkpoints.newest(run).files)
    heard: list[tuple[str, int]] = []
    explorer.work("look", look, heard.append)
    watched.qtbot.waitUntil(lambda: len(heard) == 1, timeout=20_000)
    assert heard == [("run", 4)]


def test_work_on_a_deleted_run_is_refused_each_time_and_done_once_it_is_back(
    watched: Watched, run: Run, tmp_path: Path
) -> None:
    explorer = taken_up(watched, Source(run.folder))
    away = run.folder.rename(tmp_path / "away")
    heard: list[tuple[str, int]] = []
    for count in (1, 2):
        explorer.work("look", look, heard.append)
        watched.qtbot.waitUntil(lambda count=count: len(watched.notices) == count, timeout=20_000)
        assert "there is no run folder" in watched.notices[-1].text
    away.rename(run.folder)
    explorer.work("look", look, heard.append)
    watched.qtbot.waitUntil(lambda: len(heard) == 1, timeout=20_000)


def test_a_run_that_ends_while_it_is_taken_up_is_taken_up_as_it_ended(watched: Watched, run: Run) -> None:
    other = tiny_runs.tiny_run(run.folder.parent / "ended", *tiny_runs.DCGAN)
    explorer = taken_up(watched, Source(run.folder))
    explorer.see(True)
    explorer.show_run(other)
    explorer.training_began(other)
    explorer.training_ended()  # before its generator has been loaded
    watched.qtbot.waitUntil(lambda: not explorer.is_loading, timeout=20_000)
    assert explorer.facts is not None and explorer.facts.source == Source(other.folder)


def test_work_outlives_the_end_of_the_training_that_was_followed(watched: Watched) -> None:
    explorer = watched.session.explorer
    explorer.see(True)
    watched.session.set_experiment(tiny_runs.tiny_experiment(*tiny_runs.DCGAN).revise("training.steps", 100_000))
    watched.qtbot.waitUntil(lambda: watched.session.check is not None, timeout=20_000)
    watched.session.train()
    watched.qtbot.waitUntil(lambda: explorer.facts is not None, timeout=60_000)
    gate, heard = threading.Event(), list[str]()

    def toil(model: Explorable) -> Iterator[str]:
        yield "begun"
        gate.wait(20)
        yield "done"

    explorer.work("search", toil, heard.append)
    watched.qtbot.waitUntil(lambda: heard == ["begun"], timeout=20_000)
    watched.session.stop()
    watched.qtbot.waitUntil(
        lambda: explorer.facts is not None and not explorer.facts.source.follows and not explorer.is_loading,
        timeout=20_000,
    )
    gate.set()
    watched.qtbot.waitUntil(lambda: heard == ["begun", "done"], timeout=20_000)
    assert watched.session.run is not None and explorer.facts is not None
    assert explorer.facts.step == max(watched.session.run.checkpoint_steps())

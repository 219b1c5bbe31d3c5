"""Training through the session, with the real engine on the digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.events import Failed, Finished, Paused, Progress, Resumed, Samples, Saved, Started
from ganstudio.experiment import Experiment
from ganstudio.session.session import State
from tests.session.conftest import Watched


def test_run_goes_through_its_states_and_ends_with_a_checkpoint(watched: Watched, digits: Experiment) -> None:
    watched.train(digits)
    assert watched.states == [State.PREPARING, State.TRAINING, State.IDLE]
    assert watched.events[-1] == Finished(40, "completed")
    assert watched.session.run is not None and watched.session.run.has_checkpoint()


def test_pause_holds_and_step_does_exactly_one(watched: Watched, endless: Experiment) -> None:
    session = watched.session
    session.set_experiment(endless)
    session.train()
    watched.wait_until(State.TRAINING)
    session.pause()
    watched.wait_until(State.PAUSED)
    held = watched.of(Paused)[-1].step
    watched.qtbot.wait(300)
    assert watched.of(Progress)[-1].step == held
    session.step()
    watched.qtbot.waitUntil(lambda: len(watched.of(Paused)) == 2)
    assert watched.of(Paused)[-1].step == held + 1
    session.resume()
    watched.wait_for(Resumed)
    watched.qtbot.waitUntil(lambda: watched.of(Progress)[-1].step > held + 1)
    session.snapshot()
    watched.wait_for(Saved)
    assert session.state is State.TRAINING
    session.stop()
    assert session.state is State.STOPPING
    watched.wait_until(State.IDLE)
    assert watched.of(Finished)[-1].reason == "stopped"


def test_stopped_run_is_reopened_with_the_same_history_and_continues(watched: Watched, endless: Experiment) -> None:
    session = watched.session
    session.set_experiment(endless)
    session.train()
    watched.wait_until(State.TRAINING)
    watched.qtbot.waitUntil(lambda: len(watched.of(Progress)) >= 3, timeout=60_000)
    session.stop()
    watched.wait_until(State.IDLE)
    live, folder = watched.of(Progress), session.run.folder
    step = live[-1].step
    assert session.can_resume

    watched.events.clear()
    session.open_run(folder)
    watched.wait_for(Finished)
    assert watched.of(Progress) == live
    assert session.experiment == endless
    assert session.can_resume

    watched.events.clear()
    session.resume_run()
    watched.wait_until(State.TRAINING)
    assert watched.of(Started)[-1].step == step
    watched.qtbot.waitUntil(lambda: bool(watched.of(Progress)), timeout=60_000)
    assert watched.of(Progress)[0].step > step
    session.stop()
    watched.wait_until(State.IDLE)


def test_complete_run_continues_only_to_more_steps(watched: Watched, digits: Experiment) -> None:
    session = watched.session
    watched.train(digits)
    assert not session.can_resume
    assert "40 steps" in session.why_not_resume
    session.propose("training.steps", 60)
    assert session.can_resume
    session.resume_run()
    watched.wait_until(State.IDLE)
    assert watched.events[-1] == Finished(60, "completed")
    assert session.run_experiment.training.steps == 60


def test_past_samples_are_read_from_their_files(watched: Watched, digits: Experiment) -> None:
    watched.train(digits)
    live = {event.step: event.values for event in watched.of(Samples) if event.file}
    assert sorted(live) == [0, 20, 40]
    folder = watched.session.run.folder
    watched.events.clear()
    watched.session.open_run(folder)
    watched.wait_for(Finished)
    past = watched.of(Samples)
    assert [event.step for event in past] == [0, 20, 40]
    for event in past:
        assert event.values is None
        np.testing.assert_array_equal(watched.session.sample_values(event), live[event.step])


def test_exports_are_what_they_say(watched: Watched, digits: Experiment, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    session = watched.session
    watched.train(digits)
    grid, weights = tmp_path / "grid.png", tmp_path / "generator.safetensors"
    session.export_samples(grid, watched.of(Samples)[-1])
    session.export_generator(weights)
    watched.qtbot.waitUntil(lambda: len(watched.notices) == 2, timeout=30_000)
    assert {notice.severity for notice in watched.notices} == {"info"}
    with Image.open(grid) as picture:
        assert picture.size == (4 * 48 + 5 * 3, 4 * 48 + 5 * 3)  # 4 × 4 samples of 8 × 8 pixels, sixfold
    assert all(np.isfinite(values).all() for values in load_file(weights).values())


def test_run_without_a_checkpoint_opens_and_says_why_it_cannot_go_on(
    watched: Watched, digits: Experiment, tmp_path: Path
) -> None:
    import shutil

    watched.train(digits)
    folder = watched.session.run.folder
    shutil.rmtree(folder / "checkpoints")
    watched.events.clear()
    watched.session.open_run(folder)
    watched.wait_for(Finished)
    assert watched.of(Progress)
    assert "before its first checkpoint" in watched.session.why_not_resume
    watched.session.export_generator(tmp_path / "g.safetensors")
    assert "no checkpoint" in watched.notices[-1].text


def test_damaged_history_is_told_and_the_rest_is_shown(watched: Watched, digits: Experiment) -> None:
    from ganstudio.events import Warned

    watched.train(digits)
    run = watched.session.run
    lines = run.events_file.read_bytes().splitlines(keepends=True)
    run.events_file.write_bytes(b"".join([*lines[:2], b"\x00\xff not json\n", *lines[2:]]))
    watched.events.clear()
    watched.session.open_run(run.folder)
    watched.wait_for(Warned)
    assert len(watched.events) == len(lines) + 1


def test_missing_run_folder_is_told_in_a_sentence(watched: Watched, tmp_path: Path) -> None:
    watched.session.open_run(tmp_path / "nothing")
    watched.qtbot.waitUntil(lambda: bool(watched.notices))
    assert "there is no run folder" in watched.notices[-1].text


def test_runs_folder_that_is_a_file_fails_the_run_and_not_the_window(
    watched: Watched, digits: Experiment, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    watched.session.set_preference("runs_folder", str(tmp_path / "file"))
    watched.train(digits)
    assert isinstance(watched.events[-1], Failed)
    assert "cannot write" in watched.events[-1].message
    assert watched.session.state is State.IDLE


def test_fault_in_the_engine_is_told_with_its_traceback(
    watched: Watched, digits: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ganstudio.engine.job

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(ganstudio.engine.job, "train", broken)
    watched.train(digits)
    failed = watched.events[-1]
    assert isinstance(failed, Failed)
    assert "by nothing" in failed.message and "ZeroDivisionError" in failed.details
    assert watched.session.state is State.IDLE
    monkeypatch.undo()
    watched.train(digits)
    assert watched.events[-1] == Finished(40, "completed")


def test_closing_while_training_saves_and_leaves_no_thread(watched: Watched, endless: Experiment) -> None:
    session = watched.session
    session.set_experiment(endless)
    session.train()
    watched.wait_until(State.TRAINING)
    assert session.shutdown()
    assert session.state is State.IDLE
    assert session.run.has_checkpoint()


def test_closing_while_preparing_leaves_no_thread(watched: Watched, endless: Experiment) -> None:
    session = watched.session
    session.set_experiment(endless)
    session.prepare_engine()
    session.train()
    watched.qtbot.waitUntil(lambda: session.state is State.PREPARING)
    assert session.shutdown()
    assert session.state is State.IDLE


def test_networks_are_described_once_the_engine_is_prepared(watched: Watched) -> None:
    with watched.qtbot.waitSignal(watched.session.networks_described, timeout=60_000) as described:
        watched.session.prepare_engine()
    generator, discriminator = described.args[0]
    assert (generator.name, discriminator.name) == ("Generator", "Discriminator")
    assert generator.parameters > 0 and discriminator.layers


def test_deleted_run_goes_to_the_trash(watched: Watched, digits: Experiment) -> None:
    watched.train(digits)
    folder = watched.session.run.folder
    watched.session.delete_run(folder)
    watched.qtbot.waitUntil(lambda: not folder.exists() or bool(watched.notices), timeout=10_000)
    assert folder.exists() == bool(watched.notices)  # without a trash nothing is deleted, and that is said

"""Editing an experiment: undo, files, refusals."""

from __future__ import annotations

from pathlib import Path

from ganstudio.experiment import Experiment, load
from ganstudio.runs import Run
from tests.session.conftest import Watched


def test_refused_value_leaves_the_experiment_as_it_is(watched: Watched) -> None:
    before = watched.session.experiment
    problems = watched.session.propose("training.batch_size", 1)
    assert [problem.path for problem in problems] == ["training.batch_size"]
    assert watched.session.experiment == before
    assert not watched.session.undo_stack.canUndo()


def test_typing_in_one_field_is_undone_as_one_edit(watched: Watched) -> None:
    session = watched.session
    before = session.experiment
    for name in ("D", "Di", "Dig"):
        assert session.propose("name", name) == ()
    session.propose("training.batch_size", 32)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.experiment == before
    assert not session.is_modified
    session.undo_stack.redo()
    assert session.experiment.name == "Dig"


def test_saving_makes_unmodified_and_undo_modified_again(watched: Watched, tmp_path: Path) -> None:
    session, file = watched.session, tmp_path / "mine.toml"
    session.propose("name", "Mine")
    assert session.is_modified
    session.save_experiment(file)
    assert (session.file, session.is_modified) == (file, False)
    assert load(file)[0] == session.experiment
    session.undo_stack.undo()
    assert session.is_modified


def test_unknown_keys_of_a_file_are_told_and_the_rest_is_kept(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "old.toml"
    file.write_text('name = "Old"\ncolour = "red"\n')
    watched.session.open_experiment(file)
    assert watched.session.experiment.name == "Old"
    assert "colour" in watched.notices[-1].details


def test_unwritable_file_is_told_in_a_sentence(watched: Watched, tmp_path: Path) -> None:
    watched.session.save_experiment(tmp_path / "missing" / "mine.toml")
    assert watched.notices[-1].severity == "error"
    assert watched.session.file is None


def test_settings_of_a_run_replace_unsaved_edits_only_until_undo(watched: Watched, tmp_path: Path) -> None:
    session = watched.session
    session.propose("name", "Unsaved")
    past = Run.create(tmp_path / "runs", Experiment(name="Past"))
    session.use_settings_of(past.folder)
    watched.qtbot.waitUntil(lambda: bool(watched.notices))
    assert session.experiment.name == "Past"
    assert "Undo" in watched.notices[-1].text
    session.undo_stack.undo()
    assert session.experiment.name == "Unsaved"
    assert session.is_modified


def test_damaged_preferences_keep_the_studio_usable(watched: Watched, home: Path) -> None:
    from ganstudio.preferences import preferences_file
    from ganstudio.session.session import Session

    preferences_file().write_text("theme = [")
    session = Session()
    try:
        assert session.preferences.theme == "system"
    finally:
        session.shutdown()

"""The form follows the declarations, keeps what is typed, and says what is wrong where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.catalog import Kind
from ganstudio.experiment import Experiment, preset, presets
from ganstudio.options import Options
from ganstudio.preferences import Preferences
from ganstudio.session.session import Session
from ganstudio.ui.form import Form
from ganstudio.ui.panels.experiment import ExperimentForm, summary
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.formula import SIZE, Formula, svg
from ganstudio.ui.widgets.note import Note
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.section import Section
from ganstudio.ui.window import Window


def declared_paths(kind: type[Options], value: Any, prefix: str = "") -> list[str]:
    """The dotted path of every option that such a value has."""
    paths = []
    for declared in kind.declared():
        path, inner = f"{prefix}{declared.name}", getattr(value, declared.name)
        if isinstance(inner, tuple) and declared.kinds is not None:
            paths += [f"{path}.{name}" for name in declared.kinds.names()]
        elif isinstance(inner, Options):
            paths += [path] if isinstance(inner, Kind) else []
            paths += declared_paths(type(inner), inner, f"{path}.")
        else:
            paths.append(path)
    return paths


def note(window: Window, path: str) -> Note:
    found = window.findChild(Note, f"{path}:note")
    assert found is not None
    return found


def type_into(qtbot: QtBot, control: QWidget, text: str) -> None:
    control.setFocus()
    line = control.lineEdit() if isinstance(control, NumberField) else control
    line.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(control, text)


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_declared_option_has_a_named_and_described_control(window: Window, session: Session, name: str) -> None:
    session.set_experiment(preset(name))
    for path in declared_paths(Experiment, session.experiment):
        control = window.findChild(QWidget, path)
        assert control is not None, path
        assert control.accessibleName(), path
        described = control if control.toolTip() else control.parentWidget()
        assert path in described.toolTip() or path in described.parentWidget().toolTip(), path


def test_every_kind_of_every_catalog_draws_a_form(window: Window, session: Session) -> None:
    for path in ("data", "loss", "architecture.generator", "architecture.discriminator", "optimizers.generator"):
        box = window.findChild(QComboBox, path)
        assert box is not None
        for index in range(box.count()):
            assert session.propose(path, {"kind": box.itemData(index)}) == ()
            assert box.currentIndex() == index
            assert box.itemText(index) == kind_at(session.experiment, path).label


def kind_at(experiment: Experiment, path: str) -> Kind:
    value: Any = experiment
    for part in path.split("."):
        value = getattr(value, part)
    assert isinstance(value, Kind)
    return value


def test_typing_changes_the_experiment(window: Window, session: Session, qtbot: QtBot, find: Any) -> None:
    type_into(qtbot, find("training.batch_size", NumberField), "32")
    type_into(qtbot, find("optimizers.generator.lr", QLineEdit), "1e-3")
    type_into(qtbot, find("architecture.generator.widths", QLineEdit), "64, 64")
    assert session.experiment.training.batch_size == 32
    assert session.experiment.optimizers.generator.lr == 1e-3
    assert session.experiment.architecture.generator.plain()["widths"] == [64, 64]


def test_refused_value_is_kept_shown_red_and_explained(
    window: Window, session: Session, qtbot: QtBot, find: Any
) -> None:
    before = session.experiment
    field = find("training.batch_size", NumberField)
    type_into(qtbot, field, "1")
    qtbot.waitUntil(lambda: "Must be" in note(window, "training.batch_size").text)
    assert session.experiment == before
    assert field.lineEdit().text() == "1"
    assert field.property("state") == "wrong"
    assert "2" in note(window, "training.batch_size").text
    session.propose("training.seed", 5)
    assert field.lineEdit().text() == "1", "another edit does not take the typed text away"
    assert not window.actions_by_id["train"].isEnabled()
    assert "training.batch_size" in window.actions_by_id["train"].toolTip()
    qtbot.keyClicks(field, "6")
    assert session.experiment.training.batch_size == 16
    assert field.property("state") != "wrong"
    assert note(window, "training.batch_size").text == ""
    qtbot.waitUntil(window.actions_by_id["train"].isEnabled)


def test_escape_brings_back_the_value_of_the_experiment(window: Window, qtbot: QtBot, find: Any) -> None:
    field = find("training.steps", NumberField)
    before = field.lineEdit().text()
    type_into(qtbot, field, "many")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.lineEdit().text() == before
    assert window.refusals == ()


def test_reset_arrow_stands_only_beside_changed_values(
    window: Window, session: Session, qtbot: QtBot, find: Any
) -> None:
    session.set_experiment(Experiment())
    for arrow in window.panel("experiment").findChildren(QToolButton):
        if arrow.objectName().endswith(":reset"):
            assert arrow.isHidden(), arrow.objectName()
    type_into(qtbot, find("training.batch_size", NumberField), "32")
    arrow = find("training.batch_size:reset", QToolButton)
    assert not arrow.isHidden()
    arrow.click()
    assert session.experiment == Experiment()
    assert arrow.isHidden()


def test_switching_kinds_back_and_forth_loses_nothing(
    window: Window, session: Session, qtbot: QtBot, find: Any
) -> None:
    generator = find("architecture.generator", QComboBox)
    type_into(qtbot, find("architecture.generator.widths", QLineEdit), "31, 41")
    before = session.experiment
    qtbot.keyClick(generator, Qt.Key.Key_Down)
    assert session.experiment.architecture.generator.kind_name() == "dcgan"
    qtbot.keyClick(generator, Qt.Key.Key_Up)
    assert session.experiment == before


def test_another_document_brings_nothing_of_the_last_one(
    window: Window, session: Session, qtbot: QtBot, find: Any
) -> None:
    type_into(qtbot, find("architecture.generator.widths", QLineEdit), "31")
    type_into(qtbot, find("training.steps", NumberField), "many")
    session.set_experiment(preset("mnist"))
    assert window.refusals == ()
    session.propose("architecture.generator", {"kind": "mlp"})
    assert session.experiment.architecture.generator.plain()["widths"] != [31]


def test_penalty_is_switched_on_and_off_and_keeps_its_options(
    window: Window, session: Session, qtbot: QtBot, find: Any
) -> None:
    box = find("penalties.wgan_gp", QCheckBox)
    session.propose("penalties", ())
    box.click()
    assert [penalty.kind_name() for penalty in session.experiment.penalties] == ["wgan_gp"]
    type_into(qtbot, find("penalties.wgan_gp.weight", QLineEdit), "5")
    box.click()
    assert session.experiment.penalties == ()
    box.click()
    assert session.experiment.penalties[0].weight == 5


def test_undo_and_redo_work_for_every_edit(window: Window, session: Session, qtbot: QtBot, find: Any) -> None:
    states = [session.experiment]
    edits = [
        ("training.batch_size", 16),
        ("name", "Another"),
        ("loss", {"kind": "least_squares"}),
        ("loss.a", 0.5),
        ("penalties", ({"kind": "wgan_gp"},)),
        ("penalties.wgan_gp.weight", 3.0),
        ("training.ema", {"kind": "none"}),
    ]
    for path, value in edits:
        assert session.propose(path, value) == ()
        states.append(session.experiment)
    for state in reversed(states[:-1]):
        window.actions_by_id["undo"].trigger()
        assert session.experiment == state
    assert not window.actions_by_id["undo"].isEnabled()
    for state in states[1:]:
        window.actions_by_id["redo"].trigger()
        assert session.experiment == state
    assert find("penalties.wgan_gp.weight", QLineEdit).text() == "3"


def test_undo_key_in_a_field_undoes_the_experiment(window: Window, session: Session, qtbot: QtBot, find: Any) -> None:
    before = session.experiment
    line = find("optimizers.generator.lr", QLineEdit)
    window.panel("experiment").open_sections(["optimizers"])  # type: ignore[attr-defined]
    window.activateWindow()
    type_into(qtbot, line, "0.5")
    assert session.experiment != before
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.experiment == before)


def test_problem_of_the_check_stands_beside_its_field(
    window: Window, session: Session, qtbot: QtBot, find: Any
) -> None:
    panel = window.panel("experiment")
    assert isinstance(panel, ExperimentForm)
    panel.open_sections([])
    session.propose("training.batch_size", 5000)
    qtbot.waitUntil(lambda: "1797" in note(window, "training.batch_size").text)
    assert note(window, "training.batch_size").severity == "problem"
    heading = find("section:training", Section).heading
    assert "1 to correct" in heading.toolTip()
    assert not window.actions_by_id["train"].isEnabled()
    assert "1797" in window.actions_by_id["train"].toolTip()
    session.propose("training.batch_size", 64)
    qtbot.waitUntil(lambda: note(window, "training.batch_size").text == "")
    assert window.actions_by_id["train"].isEnabled()
    assert heading.toolTip() == ""


def test_problem_without_a_field_of_its_own_stands_at_the_nearest_section(
    window: Window, session: Session, qtbot: QtBot
) -> None:
    session.set_experiment(preset("ring8"))
    session.propose("architecture.generator", {"kind": "dcgan"})
    qtbot.waitUntil(lambda: "needs pictures" in note(window, "architecture.generator").text)


def test_advice_is_amber_and_lets_training_begin(window: Window, session: Session, qtbot: QtBot) -> None:
    session.propose("penalties", ({"kind": "r1"}, {"kind": "wgan_gp"}))
    qtbot.waitUntil(lambda: "different values" in note(window, "penalties").text)
    assert note(window, "penalties").severity == "advice"
    assert window.actions_by_id["train"].isEnabled()


def test_sections_fold_by_mouse_and_key(window: Window, qtbot: QtBot, find: Any) -> None:
    section = find("section:training", Section)
    was_open = section.is_open
    qtbot.mouseClick(section.heading, Qt.MouseButton.LeftButton)
    assert section.is_open != was_open
    qtbot.keyClick(section.heading, Qt.Key.Key_Space)
    assert section.is_open == was_open


def test_form_never_scrolls_sideways(window: Window, session: Session, qtbot: QtBot) -> None:
    panel = window.panel("experiment")
    assert isinstance(panel, ExperimentForm)
    session.propose("data", {"kind": "image_folder", "folder": "/a/very/long/path" * 12})
    for name in presets():
        session.set_experiment(preset(name))
        panel.open_sections([heading.objectName().partition(":")[2] for heading in panel.findChildren(Section)])
        qtbot.wait(30)
        area = panel.findChild(QScrollArea)
        assert area is not None
        assert area.widget().minimumSizeHint().width() <= area.viewport().width(), name


def test_choosing_a_preset_can_be_undone(window: Window, session: Session, qtbot: QtBot, find: Any) -> None:
    session.propose("training.batch_size", 32)
    before = session.experiment
    box = find("presets", QComboBox)
    assert box.currentIndex() == -1, "an edited preset is one's own"
    box.setCurrentIndex(box.findData("ring8"))
    box.activated.emit(box.currentIndex())
    assert session.experiment == preset("ring8")
    window.actions_by_id["undo"].trigger()
    assert session.experiment == before


def test_preferences_have_a_form_too(session: Session, theme: Theme, qtbot: QtBot) -> None:
    form = Form(Preferences(), "", session.propose, theme)
    qtbot.addWidget(form)
    form.show_value(session.preferences)
    assert form.findChild(QComboBox, "theme") is not None
    assert form.findChild(QLineEdit, "runs_folder") is not None
    assert form.findChild(QPushButton) is not None


@pytest.mark.parametrize("path", ["loss", "optimizers.generator"])
def test_every_formula_is_drawn(window: Window, session: Session, theme: Theme, qtbot: QtBot, path: str) -> None:
    box = window.findChild(QComboBox, path)
    assert box is not None
    for index in range(box.count()):
        session.propose(path, {"kind": box.itemData(index)})
        kind = kind_at(session.experiment, path)
        drawn = Formula(kind.formula, theme)
        qtbot.addWidget(drawn)
        drawn.resize(600, 50)
        drawn.ready()
        image = drawn.grab().toImage()
        ground = image.pixelColor(0, 0)
        inked = sum(image.pixelColor(x, y) != ground for x in range(image.width()) for y in range(image.height()))
        letters = re.sub(r"\\[a-z]+|[\s{}_^]", "", kind.formula)
        assert inked > 20 * len(letters) > 100, kind.label
        assert drawn.height() >= SIZE


def test_formula_is_typeset_once_for_each_color(theme: Theme) -> None:
    assert svg("x^2", "#000000", 15) is svg("x^2", "#000000", 15)
    assert b"#123456" in svg("x^2", "#123456", 15)


def test_long_path_shows_the_folder_it_ends_in(window: Window, session: Session, qtbot: QtBot, find: Any) -> None:
    folder = str(Path("/", *["somewhere"] * 30, "flowers"))
    session.propose("data", {"kind": "image_folder", "folder": folder})
    line = find("data.folder", QLineEdit)
    assert line.cursorPosition() == len(folder)


def test_search_shows_only_the_options_that_it_finds(window: Window, qtbot: QtBot, find: Any) -> None:
    panel = window.panel("experiment")
    assert isinstance(panel, ExperimentForm)
    panel.open_sections(["data"])
    window.actions_by_id["find"].trigger()
    search = find("search", QLineEdit)
    qtbot.keyClicks(search, "generator.lr")
    assert panel.opened_sections == ("optimizers",)
    assert find("optimizers.generator.lr", QLineEdit).isVisible()
    assert not find("optimizers.generator.beta1", QLineEdit).isVisible()
    assert not find("section:training", Section).isVisible()
    search.clear()
    assert panel.opened_sections == ("data",)
    assert find("section:training", Section).isVisible()
    panel.open_sections(["optimizers"])
    assert find("optimizers.generator.beta1", QLineEdit).isVisible()


def test_a_folded_section_names_the_kinds_that_it_is_about() -> None:
    chosen = Experiment()
    assert summary(chosen.data) == "Handwritten digits (8×8)"
    assert summary(chosen.architecture) == "Normal · MLP · MLP"
    assert summary(chosen.optimizers) == "Adam"
    assert summary(chosen.penalties) == "none"
    assert summary(chosen.techniques) == summary(chosen.training) == ""


def test_names_that_look_like_markup_are_read_as_they_are(qtbot: QtBot, theme: Theme) -> None:
    shown = Note(theme)
    qtbot.addWidget(shown)
    shown.say("“<b>price</b>” is always 3")
    (text,) = (label for label in shown.findChildren(QLabel) if label.text())
    assert text.textFormat() == Qt.TextFormat.PlainText

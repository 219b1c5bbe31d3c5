"""Menus and lists of kinds: what is on stands first, what says nothing takes a line, a schedule follows its option."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.experiment import Experiment, preset
from ganstudio.options import Options, option
from ganstudio.penalties import PENALTIES
from ganstudio.session.session import Session
from ganstudio.stopping import STOPPING
from ganstudio.ui.form import in_order
from ganstudio.ui.kind_list import Caption, KindEntry
from ganstudio.ui.kinds import KindPage
from ganstudio.ui.panels.experiment import ExperimentForm
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.window import Window
from tests.ui.conftest import Find


def top(widget: QWidget, window: Window) -> int:
    return widget.mapTo(window, QPoint(0, 0)).y()


def unfold(window: Window, qtbot: QtBot, *names: str) -> ExperimentForm:
    panel = window.panel("experiment")
    assert isinstance(panel, ExperimentForm)
    panel.open_sections(names)
    qtbot.wait(30)
    return panel


def boxes(window: Window) -> list[str]:
    """The penalties from top to bottom."""
    found = [window.findChild(QCheckBox, f"penalties.{name}") for name in PENALTIES.names()]
    return [box.objectName().rpartition(".")[2] for box in sorted(found, key=lambda box: top(box, window))]


# --- lists ---


def test_penalties_of_a_document_stand_before_the_others(window: Window, session: Session, qtbot: QtBot) -> None:
    unfold(window, qtbot, "penalties")
    *_, last, very_last = PENALTIES.names()
    session.set_experiment(Experiment().revise("penalties", ({"kind": last}, {"kind": very_last})))
    qtbot.waitUntil(lambda: boxes(window)[:2] == [last, very_last])
    assert boxes(window)[2:] == list(PENALTIES.names()[:-2])
    session.set_experiment(Experiment())
    qtbot.waitUntil(lambda: boxes(window) == list(PENALTIES.names()))


def test_a_penalty_does_not_leave_from_under_the_mouse(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    session.set_experiment(Experiment())
    unfold(window, qtbot, "penalties")
    name = PENALTIES.names()[-1]
    box = find(f"penalties.{name}", QCheckBox)
    qtbot.waitUntil(lambda: session.check is not None)
    qtbot.wait(200)  # what the check had to say stands there
    before = top(box, window)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    qtbot.wait(30)
    assert [penalty.kind_name() for penalty in session.experiment.penalties] == [name]
    assert top(box, window) == before
    assert box.hasFocus()


def test_the_text_beside_a_check_box_switches_it_too(window: Window, session: Session, qtbot: QtBot) -> None:
    session.set_experiment(Experiment())
    unfold(window, qtbot, "penalties")
    entry = next(entry for entry in window.findChildren(KindEntry) if entry.path == "penalties.wgan_gp")
    label = entry.findChild(Caption)
    assert label.text() == PENALTIES["wgan_gp"].label
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert [penalty.kind_name() for penalty in session.experiment.penalties] == ["wgan_gp"]
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert session.experiment.penalties == ()


def test_what_is_off_takes_one_line_and_no_form(window: Window, session: Session, qtbot: QtBot) -> None:
    session.set_experiment(Experiment())
    unfold(window, qtbot, "penalties")
    entries = [entry for entry in window.findChildren(KindEntry) if entry.path.startswith("penalties.")]
    assert len(entries) == len(PENALTIES.names())
    assert not any(page.isVisible() for entry in entries for page in entry.findChildren(KindPage))
    made = [entry.path for entry in entries if entry.findChild(KindPage) is not None]
    assert set(made) <= {"penalties.wgan_gp"}, "forms are made when they are needed"
    assert sum(entry.height() for entry in entries) < 45 * len(entries)
    assert all(escape(PENALTIES[entry.path.rpartition(".")[2]].summary()) in tip(entry) for entry in entries)


def tip(entry: KindEntry) -> str:
    return entry.findChild(QCheckBox).toolTip()


def test_stopping_rules_keep_their_places(window: Window, session: Session, find: Find, qtbot: QtBot) -> None:
    unfold(window, qtbot, "stopping")
    session.set_experiment(Experiment().revise("stopping", ({"kind": STOPPING.names()[-1]},)))
    qtbot.wait(30)
    tops = [top(find(f"stopping.{name}", QCheckBox), window) for name in STOPPING.names()]
    assert tops == sorted(tops)


# --- menus ---


def test_a_default_that_has_nothing_to_say_takes_one_line(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    session.set_experiment(Experiment())
    unfold(window, qtbot, "optimizers")
    menu = find("optimizers.generator.lr_schedule", QComboBox)
    row = menu.parentWidget().parentWidget()
    assert not any(page.isVisible() for page in row.findChildren(KindPage))
    session.propose("optimizers.generator.lr_schedule", {"kind": "cosine"})
    page = next(page for page in row.findChildren(KindPage) if page.isVisible())
    assert any(label.isVisible() for label in page.findChildren(QLabel))
    session.propose("optimizers.generator.lr_schedule", {"kind": "constant"})
    assert not any(page.isVisible() for page in row.findChildren(KindPage))


def test_a_schedule_stands_right_below_its_option(window: Window, session: Session, find: Find, qtbot: QtBot) -> None:
    unfold(window, qtbot, "optimizers")
    rate = top(find("optimizers.generator.lr", QLineEdit), window)
    schedule = top(find("optimizers.generator.lr_schedule", QComboBox), window)
    others = [top(find(f"optimizers.generator.{name}", QLineEdit), window) for name in ("beta1", "beta2")]
    assert rate < schedule < min(others)
    assert schedule - rate < 60


class Inner(Options):
    """A record inside another."""

    size: int = option(default=1, ge=1, le=9, help="A size.")


class Mixed(Options):
    """Single values, a group, and schedules of both."""

    group: Inner = option(default=Inner(), help="A group.")
    rate: float = option(default=1.0, ge=0, le=9, help="A rate.")
    group_schedule: Inner = option(default=Inner(), help="How the group changes.")
    rate_schedule: Inner = option(default=Inner(), help="How the rate changes.")
    odd_schedule: Inner = option(default=Inner(), help="Of nothing.")
    count: int = option(default=1, ge=1, le=9, help="A count.")


def test_single_values_come_first_and_schedules_follow_what_they_are_of() -> None:
    assert [declared.name for declared in in_order(Mixed.declared())] == [
        "rate",
        "rate_schedule",
        "count",
        "group",
        "group_schedule",
        "odd_schedule",
    ]


@pytest.mark.parametrize("section", ["penalties", "techniques", "stopping", "optimizers", "architecture", "training"])
def test_no_section_is_wider_than_the_form_with_everything_on(
    window: Window, session: Session, qtbot: QtBot, section: str
) -> None:
    everything: dict[str, Any] = {"penalties": PENALTIES, "stopping": STOPPING}
    experiment = preset("digits")
    for path, catalog in everything.items():
        experiment = experiment.revise(path, tuple({"kind": name} for name in catalog.names()))
    session.set_experiment(experiment)
    area = unfold(window, qtbot, section).findChild(QScrollArea)
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_an_entry_too_long_for_its_menu_ends_in_dots(qtbot: QtBot) -> None:
    def painted(text: str) -> QImage:
        menu = Menu()
        qtbot.addWidget(menu)
        menu.addItem(text)
        menu.resize(120, 28)
        return menu.grab().toImage()

    text = "Data-to-data cross-entropy"
    shortened = [f"{text[:length]}…" for length in range(5, len(text))]
    assert painted(text) in [painted(short) for short in shortened]
    assert painted("Data") not in [painted(short) for short in shortened]

"""The slider that goes both ways from a neutral value, driven as a person does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.ui.theme import LIGHT, Theme
from ganstudio.ui.widgets.bipolar_slider import BipolarSlider, DecimalField, Track

LEFT = Qt.MouseButton.LeftButton
Make = Callable[..., BipolarSlider]


@pytest.fixture
def make(qtbot: QtBot, theme: Theme) -> Make:
    windows = []

    def made(**options: Any) -> BipolarSlider:
        windows.append(window := QWidget())
        qtbot.addWidget(window)
        column = QVBoxLayout(window)
        slider = BipolarSlider(theme, "Smile", **options)
        column.addWidget(slider)
        column.addWidget(QLineEdit())
        window.resize(340, 90)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        return slider

    return made


def told(slider: BipolarSlider) -> list[tuple[str, float]]:
    """What it tells from now on."""
    said: list[tuple[str, float]] = []
    slider.changed.connect(lambda value: said.append(("changed", value)))
    slider.finished.connect(lambda value: said.append(("finished", value)))
    return said


def track_of(slider: BipolarSlider) -> Track:
    track = slider.findChild(Track)
    assert track is not None
    return track


def field_of(slider: BipolarSlider) -> DecimalField:
    field = slider.findChild(DecimalField)
    assert field is not None
    return field


def at(slider: BipolarSlider, value: float) -> QPoint:
    return track_of(slider).place(round(value * 100)).toPoint()


def turn_wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    none = Qt.MouseButton.NoButton
    keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    whole = widget.mapToGlobal(middle)
    QApplication.sendEvent(widget, QWheelEvent(middle, whole, QPoint(), QPoint(0, 120), none, keys, phase, False))


def test_a_drag_tells_each_value_and_at_its_end_the_last(make: Make, qtbot: QtBot) -> None:
    slider = make(unit="σ")
    said, track = told(slider), track_of(slider)
    qtbot.mousePress(track, LEFT, pos=at(slider, 0))
    qtbot.mouseMove(track, at(slider, 1))
    qtbot.mouseMove(track, at(slider, 2))
    assert [name for name, _ in said] == ["changed", "changed"]
    qtbot.mouseRelease(track, LEFT, pos=at(slider, 2))
    assert said[-1] == ("finished", slider.value)
    assert [name for name, _ in said].count("finished") == 1
    assert slider.value == pytest.approx(2, abs=0.05)
    assert field_of(slider).text() == f"{slider.value:.2f} σ"


def test_a_handle_that_is_only_touched_stays_where_it_is(make: Make, qtbot: QtBot) -> None:
    slider = make()
    slider.set_value(1.37)
    said = told(slider)
    for aside in (0, 5):
        qtbot.mouseClick(track_of(slider), LEFT, pos=at(slider, 1.37) + QPoint(aside, 0))
    assert (slider.value, said) == (1.37, [])


def test_a_click_beside_the_handle_brings_it_there(make: Make, qtbot: QtBot) -> None:
    slider = make()
    qtbot.mouseClick(track_of(slider), LEFT, pos=at(slider, -2))
    assert slider.value == pytest.approx(-2, abs=0.05)


def test_a_drag_falls_into_the_neutral_value_when_it_is_near(make: Make, qtbot: QtBot) -> None:
    slider = make(low=-1, high=2, neutral=1)
    slider.set_value(-0.5)
    qtbot.mousePress(track_of(slider), LEFT, pos=at(slider, -0.5))
    qtbot.mouseMove(track_of(slider), at(slider, 1) + QPoint(4, 0))
    assert slider.value == 1
    qtbot.mouseMove(track_of(slider), at(slider, 1) + QPoint(9, 0))
    assert slider.value > 1
    qtbot.mouseRelease(track_of(slider), LEFT)


def test_a_double_click_goes_back_to_neutral(make: Make, qtbot: QtBot) -> None:
    slider = make(low=-1, high=2, neutral=1)
    slider.set_value(0.2)
    said = told(slider)
    qtbot.mouseDClick(track_of(slider), LEFT, pos=at(slider, 0.2))
    assert said == [("changed", 1.0), ("finished", 1.0)]


def test_keys_move_it_by_steps_and_tell_the_end_when_they_are_let_go(make: Make, qtbot: QtBot) -> None:
    slider = make(step=0.1)
    said, track = told(slider), track_of(slider)
    slider.setFocus()
    qtbot.keyPress(track, Qt.Key.Key_Right)
    qtbot.keyPress(track, Qt.Key.Key_Right)
    assert said == [("changed", 0.1), ("changed", 0.2)]
    qtbot.keyRelease(track, Qt.Key.Key_Right)
    assert said[2:] == [("finished", 0.2)]
    qtbot.keyClick(track, Qt.Key.Key_PageDown)
    assert slider.value == -0.8
    qtbot.keyClick(track, Qt.Key.Key_End)
    assert slider.value == 3
    qtbot.keyClick(track, Qt.Key.Key_Home)
    assert said[-1] == ("finished", -3.0)


def test_the_wheel_moves_it_only_where_it_has_the_focus(make: Make, qtbot: QtBot) -> None:
    slider = make()
    slider.window().findChildren(QLineEdit)[-1].setFocus()
    turn_wheel(track_of(slider))
    assert slider.value == 0
    slider.setFocus()
    qtbot.waitUntil(track_of(slider).hasFocus)
    said = told(slider)
    turn_wheel(track_of(slider))
    assert slider.value > 0
    assert said[-1] == ("finished", slider.value)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1.5", 1.5), ("-0,25", -0.25), ("−2 σ", -2.0), ("7", 3.0), ("0.123", 0.12), ("much", 1.0), ("nan", 1.0)],
)
def test_a_number_is_typed_as_it_is_written(make: Make, qtbot: QtBot, typed: str, value: float) -> None:
    slider = make(unit="σ")
    slider.set_value(1)
    said, field = told(slider), field_of(slider)
    field.selectAll()
    field.insert(typed)  # as if pasted: the tests' keyboard knows no σ
    assert said == [], "a half-typed number is none"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (slider.value, field.text()) == (value, f"{value:.2f} σ")
    assert said == ([] if value == 1 else [("changed", value), ("finished", value)])


def test_a_typed_minus_nothing_is_nothing(make: Make, qtbot: QtBot) -> None:
    slider = make()
    field = field_of(slider)
    field.selectAll()
    qtbot.keyClicks(field, "-0")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "0.00"


def test_up_and_down_change_the_typed_number_and_escape_takes_typing_back(make: Make, qtbot: QtBot) -> None:
    slider = make(step=0.5)
    field = field_of(slider)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert slider.value == 0.5
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert slider.value == -0.5
    qtbot.keyClicks(field, "77")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "-0.50"


def test_a_value_that_is_set_is_shown_without_a_word(make: Make) -> None:
    slider = make(unit="σ")
    said = told(slider)
    slider.set_value(-1.25)
    assert (slider.value, field_of(slider).text()) == (-1.25, "-1.25 σ")
    slider.set_value(99)
    assert slider.value == 3
    assert said == []


def test_the_bar_goes_from_neutral_to_the_handle(make: Make) -> None:
    slider = make(low=-1, high=2, neutral=1)
    slider.set_value(-0.5)
    picture = track_of(slider).grab().toImage()
    inside, outside = at(slider, 0.4), at(slider, 1.5)
    assert picture.pixelColor(inside) == LIGHT.button
    assert picture.pixelColor(outside) == LIGHT.border


def test_it_is_told_to_those_who_do_not_see_it(make: Make) -> None:
    slider = make(unit="σ")
    slider.set_value(1.5)
    assert track_of(slider).accessibleName() == "Smile"
    assert track_of(slider).accessibleDescription() == "1.5 σ"
    assert field_of(slider).accessibleName() == "Smile, as a number"


def test_a_neutral_value_outside_the_range_is_refused(qtbot: QtBot, theme: Theme) -> None:
    with pytest.raises(ValueError, match="no neutral value"):
        BipolarSlider(theme, "Smile", low=1, high=2, neutral=0)

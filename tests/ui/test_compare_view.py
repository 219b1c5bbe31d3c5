"""Before and after: what is in view on which side of the divider, and how it moves."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.compare_view import CompareView

BEFORE = np.full((32, 32, 3), (200, 20, 20), np.uint8)
AFTER = np.full((32, 32, 3), (20, 20, 200), np.uint8)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> CompareView:
    made = CompareView(theme, "given", "found")
    qtbot.addWidget(made)
    made.resize(318, 318)
    made.show()
    qtbot.waitExposed(made)
    made.show_pictures(BEFORE, AFTER)
    return made


def color(view: CompareView, x: float, y: float) -> tuple[int, ...]:
    """What is seen at a point of the pictures, from 0, 0 to 1, 1."""
    at = view.area.topLeft() + QPointF(x * view.area.width(), y * view.area.height())
    return view.grab().toImage().pixelColor(at.toPoint()).getRgb()[:3]


def at(view: CompareView, x: float, y: float = 0.5) -> QPoint:
    return (view.area.topLeft() + QPointF(x * view.area.width(), y * view.area.height())).toPoint()


def test_the_picture_before_is_left_and_the_one_after_right(view: CompareView) -> None:
    assert (color(view, 0.45, 0.2), color(view, 0.55, 0.2)) == (tuple(BEFORE[0, 0]), tuple(AFTER[0, 0]))
    view.move_divider(0.8)
    assert color(view, 0.75, 0.2) == tuple(BEFORE[0, 0])
    assert color(view, 0.85, 0.2) == tuple(AFTER[0, 0])
    view.move_divider(7)
    assert view.split == 1


def test_a_smaller_picture_is_seen_as_large_as_the_other_one(view: CompareView) -> None:
    area = view.area
    small = np.zeros((16, 16, 1), np.uint8)
    small[0, 0] = small[15, 15] = 255
    view.show_pictures(small, AFTER)
    assert view.area == area
    view.move_divider(1)
    assert color(view, 0.01, 0.01) == color(view, 0.06, 0.06) == (255, 255, 255)
    assert color(view, 0.07, 0.07) == (0, 0, 0)
    view.show_pictures(BEFORE, small)
    assert view.area == area


def test_through_a_picture_the_other_one_is_not_seen(view: CompareView, theme: Theme) -> None:
    clear = np.zeros((32, 32, 4), np.uint8)
    view.show_pictures(BEFORE, clear)
    assert color(view, 0.9, 0.2) == theme.colors.window.getRgb()[:3]
    view.show_pictures(clear, AFTER)
    assert color(view, 0.1, 0.2) == theme.colors.window.getRgb()[:3]


def test_a_drag_moves_the_divider_and_stays_where_it_is_held(view: CompareView, qtbot: QtBot) -> None:
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(view, 0.2))
    assert view.split == pytest.approx(0.2, abs=0.01), "it comes to where the picture is pressed"
    qtbot.mouseMove(view, at(view, 0.7))
    assert view.split == pytest.approx(0.7, abs=0.01)
    qtbot.mouseMove(view, at(view, 3))
    assert view.split == 1
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(view, 3))
    qtbot.mouseMove(view, at(view, 0.3))
    assert view.split == 1, "nobody holds it"
    view.move_divider(0.5)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(view, 0.5) + QPoint(5, 0))
    assert view.split == pytest.approx(0.5, abs=0.005), "it does not jump to where its handle is held"
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton)


def test_keys_move_the_divider(view: CompareView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.split == pytest.approx(0.52)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.split == pytest.approx(0.42)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.split == pytest.approx(0.52)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.split == 0
    assert color(view, 0.1, 0.2) == tuple(AFTER[0, 0])
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.split == 1


def test_a_double_click_brings_the_divider_back_to_the_middle(view: CompareView, qtbot: QtBot) -> None:
    view.move_divider(0.9)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, 0.2))
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at(view, 0.2))
    assert view.split == 0.5
    qtbot.mouseMove(view, at(view, 0.8))
    assert view.split == 0.5


def test_a_picture_alone_is_shown_whole_without_a_divider(view: CompareView, qtbot: QtBot) -> None:
    view.show_pictures(BEFORE, None)
    assert color(view, 0.5, 0.5) == color(view, 0.95, 0.5) == tuple(BEFORE[0, 0])
    assert view.accessibleDescription() == "Only given"
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, 0.1))
    assert view.split == 0.5


def test_both_pictures_are_named(view: CompareView, theme: Theme) -> None:
    assert view.accessibleName() == "Comparison of given and found"
    assert view.accessibleDescription() == "50 % given, 50 % found"
    view.move_divider(0.25)
    assert view.accessibleDescription() == "25 % given, 75 % found"

    def letters() -> tuple[bool, bool]:
        """Whether something is written below the left half and below the right half."""
        image, area, window = view.grab().toImage(), view.area.toRect(), theme.colors.window
        rows, middle = range(area.bottom() + 7, view.height()), area.center().x()
        halves = range(area.left(), middle - 20), range(middle + 20, area.right())
        left, right = (any(image.pixelColor(x, y) != window for x in half for y in rows) for half in halves)
        return left, right

    assert letters() == (True, True)
    view.show_pictures(None, AFTER)
    assert letters() == (False, True)
    view.show_pictures(None, None)
    assert view.accessibleDescription() == "Both pictures appear here."

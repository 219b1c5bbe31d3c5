"""A mask painted over a picture: with the mouse, with keys, and taken back stroke by stroke."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.mask_hatch import edges, hatched
from ganstudio.ui.widgets.mask_painter import MaskPainter
from ganstudio.ui.widgets.painted_mask import stroked

GREY = np.full((20, 30, 1), 128, np.uint8)  # wider than high, so that a swap of x and y is seen
Left, Right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def painter(qtbot: QtBot, theme: Theme) -> MaskPainter:
    made = MaskPainter(theme)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    made.show_picture(GREY)
    made.set_brush(1)
    return made


@pytest.fixture
def told(painter: MaskPainter) -> list[np.ndarray]:
    """The mask at each `mask_changed`."""
    masks: list[np.ndarray] = []
    painter.mask_changed.connect(lambda: masks.append(painter.mask))
    return masks


def at(painter: MaskPainter, x: int, y: int) -> QPoint:
    """The middle of a pixel of the picture."""
    return painter.place(QPointF(x + 0.5, y + 0.5)).toPoint()


def draw(
    qtbot: QtBot,
    painter: MaskPainter,
    *places: tuple[int, int],
    button: Qt.MouseButton = Left,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    qtbot.mousePress(painter, button, modifier, pos=at(painter, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(painter, at(painter, *place))
    qtbot.mouseRelease(painter, button, modifier, pos=at(painter, *places[-1]))


def turn(painter: MaskPainter, angle: int, place: QPoint) -> bool:
    """Turns the wheel there; whether the painter took it."""
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    where = QPointF(place)
    event = QWheelEvent(where, painter.mapToGlobal(where), QPoint(), QPoint(0, angle), *none, False)
    QApplication.sendEvent(painter, event)
    return event.isAccepted()


def painted(painter: MaskPainter) -> set[tuple[int, int]]:
    """(x, y) of the painted pixels."""
    return {(x, y) for y, x in np.argwhere(painter.mask).tolist()}


def test_a_stroke_paints_every_pixel_on_its_way(painter: MaskPainter, told: list[np.ndarray], qtbot: QtBot) -> None:
    assert (painter.mask.shape, painter.mask.dtype) == ((20, 30), np.bool_)
    assert not painter.mask.any()
    draw(qtbot, painter, (3, 2), (9, 2), (9, 7))
    assert painted(painter) == {(x, 2) for x in range(3, 10)} | {(9, y) for y in range(2, 8)}
    assert len(told) == 1, "once, at its end"


@pytest.mark.parametrize(
    ("button", "modifier"), [(Right, Qt.KeyboardModifier.NoModifier), (Left, Qt.KeyboardModifier.ShiftModifier)]
)
def test_the_right_button_and_shift_wipe_away(
    painter: MaskPainter, qtbot: QtBot, button: Qt.MouseButton, modifier: Qt.KeyboardModifier
) -> None:
    painter.paint_rectangle(2, 2, 5, 1)
    draw(qtbot, painter, (4, 2), (8, 2), button=button, modifier=modifier)
    assert painted(painter) == {(2, 2), (3, 2)}


def test_a_mouse_without_a_button_paints_nothing(painter: MaskPainter, qtbot: QtBot) -> None:
    qtbot.mouseMove(painter, at(painter, 4, 4))
    qtbot.mouseMove(painter, at(painter, 9, 4))
    draw(qtbot, painter, (20, 10))
    assert painted(painter) == {(20, 10)}, "nor does a stroke come from where the mouse was before"


def test_a_stroke_may_leave_the_picture(painter: MaskPainter, qtbot: QtBot) -> None:
    draw(qtbot, painter, (27, 5), (40, 5))
    assert painted(painter) == {(27, 5), (28, 5), (29, 5)}


def test_the_brush_is_round() -> None:
    mask = np.zeros((9, 9), bool)
    stroked(mask, (4.5, 4.5), (4.5, 4.5), 5, True)
    rows = [(-2, 1), (-1, 2), (0, 2), (1, 2), (2, 1)]
    assert {(x, y) for y, x in np.argwhere(mask).tolist()} == {
        (4 + x, 4 + y) for y, reach in rows for x in range(-reach, reach + 1)
    }


def test_a_mask_has_an_edge_where_it_ends() -> None:
    mask = np.zeros((5, 9), bool)
    mask[0, 3:5] = True
    sides = {tuple(side) for side in edges(mask).tolist()}
    across = {(x, y, x + 1, y) for x in (3, 4) for y in (0, 1)}
    assert sides == across | {(3, 0, 3, 1), (5, 0, 5, 1)}
    seen = hatched(mask, QSize(90, 50), 1.0, QColor("red")).toImage()
    assert {seen.pixelColor(x, 5).getRgb() for x in (30, 50)} == {(255, 0, 0, 255)}
    assert seen.pixelColor(40, 5).alpha() > 0
    assert seen.pixelColor(30, 45).alpha() == 0


def test_the_wheel_and_the_brackets_size_the_brush(painter: MaskPainter, qtbot: QtBot) -> None:
    sizes: list[int] = []
    painter.brush_changed.connect(sizes.append)
    middle = at(painter, 15, 10)
    assert turn(painter, 120, middle)
    assert painter.brush == 2
    turn(painter, 60, middle)
    assert painter.brush == 2, "half a notch is none yet"
    turn(painter, 60, middle)
    qtbot.keyClick(painter, Qt.Key.Key_BracketRight)
    assert painter.brush == 4
    qtbot.keyClick(painter, Qt.Key.Key_BracketLeft)
    assert sizes == [2, 3, 4, 3]
    turn(painter, -1200, middle)
    assert painter.brush == 1
    turn(painter, 120_000, middle)
    assert painter.brush == 30
    assert not turn(painter, 120, QPoint(1, 1)), "beside the picture the wheel scrolls what is around"


def test_the_brush_is_seen_in_its_size(painter: MaskPainter, qtbot: QtBot) -> None:
    painter.set_brush(9)
    bare = painter.grab().toImage()
    qtbot.mouseMove(painter, at(painter, 15, 10))
    ringed, pixel = painter.grab().toImage(), painter.area.width() / 30
    middle = at(painter, 15, 10)
    changed = [x for x in range(painter.width()) if bare.pixel(x, middle.y()) != ringed.pixel(x, middle.y())]
    assert changed[0] == pytest.approx(middle.x() - 4.5 * pixel, abs=3)
    assert changed[-1] == pytest.approx(middle.x() + 4.5 * pixel, abs=3)
    assert bare.pixel(middle) == ringed.pixel(middle), "it is an outline"


def test_the_mask_is_seen_while_it_is_painted(painter: MaskPainter, theme: Theme, qtbot: QtBot) -> None:
    def is_bare(x: int, y: int) -> bool:
        corner = painter.place(QPointF(x, y)).toPoint()
        image = painter.grab().toImage().copy(corner.x() + 3, corner.y() + 3, 5, 5)  # inside its edge
        return {image.pixelColor(x, y).getRgb()[:3] for x in range(5) for y in range(5)} == {(128, 128, 128)}

    qtbot.mousePress(painter, Left, pos=at(painter, 2, 2))
    qtbot.mouseMove(painter, at(painter, 8, 2))
    assert not is_bare(4, 2)
    assert is_bare(4, 4)
    qtbot.mouseMove(painter, at(painter, 25, 15))
    qtbot.keyClick(painter, Qt.Key.Key_Escape)
    qtbot.mouseRelease(painter, Left)
    assert is_bare(4, 2), "Escape drops the stroke"
    assert not painter.mask.any()
    painter.paint_rectangle(1, 1, 8, 8)
    light = painter.grab().toImage()
    theme.choose("dark")
    place = at(painter, 4, 4)
    near = [QPoint(x, y) + place for x in range(-9, 10) for y in range(-9, 10)]
    assert any(light.pixel(point) != painter.grab().toImage().pixel(point) for point in near[:40])


def test_the_mask_can_be_cleared_inverted_and_painted_in_rectangles(
    painter: MaskPainter, told: list[np.ndarray]
) -> None:
    painter.paint_rectangle(28, -3, 9, 5)
    assert painted(painter) == {(x, y) for x in (28, 29) for y in (0, 1)}
    painter.invert()
    assert painter.mask.sum() == 600 - 4
    painter.clear()
    assert not painter.mask.any()
    painter.clear()
    assert [int(mask.sum()) for mask in told] == [4, 596, 0], "nothing is told where nothing changes"


def test_strokes_are_taken_back_one_by_one(painter: MaskPainter, told: list[np.ndarray], qtbot: QtBot) -> None:
    painter.undo_stroke()
    assert not (told or painter.can_undo)
    draw(qtbot, painter, (3, 2), (5, 2))
    draw(qtbot, painter, (3, 2), (4, 2))
    assert len(told) == 1, "what was painted already is no stroke"
    painter.invert()
    painter.undo_stroke()
    assert painted(painter) == {(3, 2), (4, 2), (5, 2)}
    painter.undo_stroke()
    assert painted(painter) == set()
    assert not painter.can_undo
    assert len(told) == 4


def test_ctrl_z_takes_a_stroke_back_before_the_window_undoes_anything(painter: MaskPainter, qtbot: QtBot) -> None:
    undone: list[bool] = []
    undo = QAction("Undo", painter)
    undo.setShortcut(QKeySequence.StandardKey.Undo)
    undo.triggered.connect(lambda: undone.append(True))
    painter.addAction(undo)  # for the whole window
    painter.activateWindow()
    painter.setFocus()
    qtbot.waitUntil(painter.hasFocus)
    draw(qtbot, painter, (3, 2))
    qtbot.keyClick(painter, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not painter.mask.any()
    assert not undone
    qtbot.keyClick(painter, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(undone) == 1, "when no stroke is left, the window is asked"


def test_keys_move_the_brush_and_paint(painter: MaskPainter, told: list[np.ndarray], qtbot: QtBot) -> None:
    qtbot.keyClick(painter, Qt.Key.Key_Right)
    qtbot.keyClick(painter, Qt.Key.Key_Space)
    assert painted(painter) == {(16, 10)}, "from the middle, one to the right"
    painter.set_brush(3)
    qtbot.keyClick(painter, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    painter.set_brush(1)
    qtbot.keyClick(painter, Qt.Key.Key_Space)
    assert painted(painter) == {(16, 10), (16, 7)}
    assert painter.accessibleDescription() == "0% of 30 × 20 pixels are painted; the brush is at 17, 8"
    qtbot.keyClick(painter, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert painted(painter) == {(16, 10)}
    for _ in range(40):
        qtbot.keyClick(painter, Qt.Key.Key_Left)
    qtbot.keyClick(painter, Qt.Key.Key_Space)
    assert (0, 7) in painted(painter), "it stays on the picture"
    assert len(told) == 4


def test_another_picture_of_the_same_size_keeps_the_mask(painter: MaskPainter, told: list[np.ndarray]) -> None:
    painter.set_mask(np.eye(20, 30, dtype=bool))
    painter.show_picture(255 - GREY)
    assert painter.mask.sum() == 20
    painter.show_picture(np.zeros((64, 64, 3), np.uint8))
    assert (painter.mask.shape, painter.mask.any()) == ((64, 64), False)
    assert painter.brush == 11, "a size that suits the picture"
    painter.show_picture(None)
    assert painter.mask.shape == (0, 0)
    assert not told, "only what a person does is told"
    with pytest.raises(ValueError, match="does not lie on a picture"):
        painter.set_mask(np.ones((3, 3), bool))


def test_without_a_picture_nothing_is_painted(painter: MaskPainter, told: list[np.ndarray], qtbot: QtBot) -> None:
    painter.show_picture(None)
    for button in (Left, Right):
        qtbot.mouseClick(painter, button, pos=QPoint(100, 100))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_BracketLeft, Qt.Key.Key_Escape):
        qtbot.keyClick(painter, key)
    painter.invert()
    painter.undo_stroke()
    assert not turn(painter, 120, QPoint(100, 100))
    painter.grab()
    assert not told
    assert painter.accessibleDescription() == "A picture to paint on appears here."


def test_the_mask_that_was_asked_for_belongs_to_who_asked(painter: MaskPainter) -> None:
    painter.mask[:] = True
    given = np.zeros((20, 30), bool)
    painter.set_mask(given)
    given[:] = True
    assert not painter.mask.any()

"""One picture: how large it is, that its pixels are true, and the ways in which it leaves the window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.picture import Picture, fitted
from ganstudio.ui.widgets.picture_view import PictureView

RANDOM = np.random.default_rng(0)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> PictureView:
    made = PictureView(theme)
    qtbot.addWidget(made)
    made.resize(300, 240)
    made.show()
    qtbot.waitExposed(made)
    return made


def colored(height: int = 28, width: int = 28, channels: int = 3) -> np.ndarray:
    return RANDOM.integers(0, 256, (height, width, channels), np.uint8)


def pixels(image: QImage) -> np.ndarray:
    """(H, W, 4) uint8."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4).copy()


def seen(widget: QWidget, area: QRectF) -> np.ndarray:
    """(H, W, 3) uint8 of what the widget shows there."""
    part = widget.grab().toImage().copy(area.toRect())
    return pixels(part)[..., :3]


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_small_picture_is_enlarged_by_whole_pixels(view: PictureView, channels: int) -> None:
    picture = colored(channels=channels)
    if channels == 4:
        picture[..., 3] = 255
    view.show_picture(picture)
    assert view.area.size().toSize() == QSize(8 * 28, 8 * 28), "8 times 28 is the most that fits into 230 px"
    expected = picture[..., :3].repeat(8, axis=0).repeat(8, axis=1)
    assert np.array_equal(seen(view, view.area), np.broadcast_to(expected, (224, 224, 3)))


def test_a_picture_stands_in_the_middle(view: QWidget) -> None:
    assert isinstance(view, PictureView)
    view.show_picture(colored(16, 32))
    assert (view.area.center() - QRectF(view.rect()).center()).manhattanLength() <= 1
    assert view.area.width() == 2 * view.area.height()


def test_a_large_picture_is_smooth_and_fills_the_room(view: PictureView) -> None:
    stripes = np.zeros((64, 64, 1), np.uint8)
    stripes[:, ::2] = 255
    view.show_picture(stripes)
    assert view.area.height() == 230
    assert len(np.unique(seen(view, view.area))) > 2, "between black and white there are greys"


def test_on_a_fine_screen_a_small_picture_has_whole_pixels_of_the_screen() -> None:
    picture = Picture(colored(16, 16, 1))
    area = picture.area(QRectF(5, 5, 101, 90), 1.5)
    assert area.size().toTuple() == (128 / 1.5, 128 / 1.5), "8 times 16 of 135 px"
    assert (area.left() * 1.5, area.top() * 1.5) == pytest.approx((round(area.left() * 1.5), round(area.top() * 1.5)))
    enlarged = picture.pixmap(area.size(), 1.5)
    assert enlarged.size() == QSize(128, 128)
    assert np.array_equal(pixels(enlarged.toImage())[..., 0], picture.values[..., 0].repeat(8, 0).repeat(8, 1))


def test_a_picture_without_room_is_still_somewhere() -> None:
    assert fitted(QSize(28, 28), QRectF(5, 5, -3, 0), 1.0).size().toTuple() == (1, 1)


def test_a_small_picture_is_made_smaller_smoothly() -> None:
    stripes = np.zeros((40, 40, 1), np.uint8)
    stripes[:, ::2] = 255
    shrunk = pixels(Picture(stripes).pixmap(QRectF(0, 0, 20, 20).size(), 1.0).toImage())[..., 0]
    assert 100 < shrunk.mean() < 156, "neither only the black nor only the white lines are left"


def test_a_picture_is_scaled_once_and_not_at_each_paint(view: PictureView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.show_picture(colored())
    made: list[QSize] = []
    real = QPixmap.fromImage
    monkeypatch.setattr(QPixmap, "fromImage", lambda image: made.append(image.size()) or real(image))
    for _ in range(3):
        view.grab()
    assert len(made) <= 1
    view.resize(400, 400)
    view.grab()
    assert made[-1] == QSize(13 * 28, 13 * 28)


def test_the_view_keeps_what_it_shows_and_lets_it_go(view: PictureView) -> None:
    picture = colored()
    view.show_picture(picture)
    assert np.array_equal(view.picture, picture)
    assert view.accessibleDescription() == "28 × 28 pixels"
    view.show_picture(None)
    assert view.picture is None
    assert view.accessibleDescription() == "The picture appears here."


def test_an_empty_view_says_why(view: PictureView, theme: Theme) -> None:
    def ink() -> int:
        return int((seen(view, QRectF(view.rect())) != theme.colors.panel.getRgb()[:3]).any(axis=2).sum())

    blank = ink()
    view.say("")
    assert blank > ink()
    view.say("There is no mean latent here.")
    assert view.accessibleDescription() == "There is no mean latent here."
    theme.choose("dark")
    assert seen(view, QRectF(20, 20, 1, 1)).ravel().tolist() == list(theme.colors.panel.getRgb()[:3])


def test_ctrl_c_copies_the_picture_pixel_for_pixel(view: PictureView, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("something else")
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "something else", "there is nothing to copy yet"
    picture = colored()
    view.show_picture(picture)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(pixels(clipboard.image())[..., :3], picture)
    assert bytes(clipboard.mimeData().data("image/png").data()).startswith(b"\x89PNG")


def test_a_drag_carries_the_picture_out_of_the_window(
    view: PictureView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[np.ndarray] = []

    def drop(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        assert drag.mimeData().hasImage()
        carried.append(pixels(QImage.fromData(drag.mimeData().data("image/png")))[..., :3])
        return actions

    monkeypatch.setattr(QDrag, "exec", drop)
    picture = colored()
    view.show_picture(picture)
    middle = view.area.center().toPoint()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(view, middle + QPoint(2, 0))
    assert not carried, "a hand that shakes drags nothing"
    qtbot.mouseMove(view, middle + QPoint(60, 0))
    qtbot.mouseMove(view, middle + QPoint(70, 0))
    assert len(carried) == 1
    assert np.array_equal(carried[0], picture)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseMove(view, middle)
    assert len(carried) == 1, "beside the picture there is nothing to drag"
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle)


def test_the_focus_is_seen_around_the_picture(qtbot: QtBot, theme: Theme) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    first, second = PictureView(theme), PictureView(theme)
    layout = QVBoxLayout(box)
    for view in (first, second):
        view.show_picture(colored())
        layout.addWidget(view)
    box.show()
    box.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)

    def is_ringed(view: PictureView) -> bool:
        rim = seen(view, view.area.adjusted(-5, -5, 5, 5))
        return bool((rim == theme.colors.accent.getRgb()[:3]).all(axis=2).any())

    assert is_ringed(first)
    assert not is_ringed(second)
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert is_ringed(second)

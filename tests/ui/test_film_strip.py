"""The frames of a path: which are seen, how one is chosen, and that they play by the clock."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.film_strip import FilmStrip
from ganstudio.ui.widgets.player import Loop, frame_at


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme) -> FilmStrip:
    made = FilmStrip(theme)
    qtbot.addWidget(made)
    made.resize(600, 90)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.clearFocus()  # no ring about what is looked at
    return made


@pytest.fixture
def chosen(strip: FilmStrip) -> list[int]:
    frames: list[int] = []
    strip.frame_chosen.connect(frames.append)
    return frames


@pytest.fixture
def playing(strip: FilmStrip) -> list[bool]:
    told: list[bool] = []
    strip.playing_changed.connect(told.append)
    return told


def frames(count: int, side: int = 28) -> np.ndarray:
    """(F, H, W, 1) uint8, each of one grey: the number of the frame."""
    return np.broadcast_to(np.arange(count, dtype=np.uint8).reshape(-1, 1, 1, 1), (count, side, side, 1)).copy()


def color(strip: FilmStrip, place: QRectF) -> QColor:
    return strip.grab().toImage().pixelColor(place.center().toPoint())


def at(strip: FilmStrip, frame: int) -> QPoint:
    return QPoint(round(strip.place(frame)), 40)


def test_as_many_frames_as_fit_are_seen_evenly_chosen(strip: FilmStrip) -> None:
    strip.show_frames(frames(100))
    row = strip.row()
    assert {place.size().toTuple() for place in row.values()} == {(56, 56)}, "twice 28, the most that fits into 66 px"
    assert list(row) == np.linspace(0, 99, 10).round().tolist()
    assert row[0].left() >= 5
    assert row[99].right() <= 595
    for frame, place in list(row.items())[1:]:
        assert color(strip, place).getRgb()[:3] == (frame,) * 3
    strip.show_frames(frames(100) + 100)
    assert color(strip, strip.row()[99]).getRgb()[:3] == (199,) * 3, "others take their places"
    strip.resize(300, 90)
    assert len(strip.row()) == 5
    strip.resize(300, 160)
    place = strip.row()[99]
    assert place.size().toTuple() == (112, 112)
    assert color(strip, QRectF(place.right() - 3, place.bottom() - 3, 1, 1)).getRgb()[:3] == (199,) * 3
    strip.resize(600, 90)
    strip.show_frames(frames(3))
    assert list(strip.row()) == [0, 1, 2]


def test_small_frames_keep_crisp_pixels(strip: FilmStrip) -> None:
    board = np.indices((28, 28)).sum(axis=0, dtype=np.uint8)[None, ..., None] % 2 * 255
    strip.show_frames(np.concatenate([board, board, board]))
    place = strip.row()[2].toRect()
    image = strip.grab().toImage().copy(place)
    seen = {image.pixelColor(x, y).lightness() for x in range(place.width()) for y in range(place.height())}
    assert seen == {0, 255}


def test_large_frames_are_thumbnails_of_their_own_shape(strip: FilmStrip) -> None:
    strip.show_frames(np.zeros((4, 128, 256, 3), np.uint8))
    assert strip.row()[0].size().toTuple() == (132, 66)


def test_the_current_frame_is_marked_and_shown_at_its_place(strip: FilmStrip, theme: Theme) -> None:
    strip.show_frames(frames(100))
    strip.choose(5)
    assert 5 not in strip.row()
    middle, here = strip.place(5), QRectF(0, 0, 1, 1)
    here.moveCenter(QRectF(middle, 33, 0, 0).center())
    assert color(strip, here).getRgb()[:3] == (5, 5, 5)
    image = strip.grab().toImage()
    inked = [x for x in range(600) if image.pixelColor(x, 33) == theme.colors.accent]
    assert (min(inked), max(inked)) == (pytest.approx(middle - 31, abs=2), pytest.approx(middle + 31, abs=2))


def test_anchors_are_marked_by_diamonds(strip: FilmStrip, theme: Theme) -> None:
    def marks() -> list[int]:
        image, y = strip.grab().toImage(), round(strip.row()[0].bottom() + 8)
        return [x for x in range(600) if image.pixelColor(x, y) != theme.colors.window]

    strip.show_frames(frames(9))
    assert not marks()
    strip.show_frames(frames(9), anchors=(2, 6))
    for anchor in (2, 6):
        near = [x for x in marks() if abs(x - strip.place(anchor)) < 10]
        assert near
        assert np.mean(near) == pytest.approx(strip.place(anchor), abs=1)
    assert len(marks()) < 2 * 12
    strip.choose(6)
    image, y = strip.grab().toImage(), round(strip.row()[0].bottom() + 8)
    tints = [image.pixelColor(round(strip.place(anchor)), y) for anchor in (2, 6)]
    assert tints == [theme.colors.muted, theme.colors.accent], "the current one stands out"
    assert strip.accessibleDescription() == "Frame 7 of 9, an anchor"


def test_a_click_or_a_drag_chooses_a_frame(strip: FilmStrip, chosen: list[int], qtbot: QtBot) -> None:
    strip.show_frames(frames(100))
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=at(strip, 40))
    assert strip.frame == pytest.approx(40, abs=1)
    qtbot.mouseMove(strip, QPoint(9999, 40))
    assert strip.frame == 99
    qtbot.mouseMove(strip, QPoint(-9999, 40))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton)
    qtbot.mouseMove(strip, at(strip, 60))
    assert chosen[1:] == [99, 0]
    strip.show_frames(frames(5))
    for frame, place in strip.row().items():
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
        assert strip.frame == frame


def test_keys_choose_frames_and_anchors(strip: FilmStrip, chosen: list[int], qtbot: QtBot) -> None:
    strip.show_frames(frames(100), anchors=(0, 33, 66, 99))
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert not chosen, "before the first there is none"
    keys = "Right", "Right", "Left", "PageDown", "PageDown", "Right", "PageUp", "End", "Right", "PageUp", "Home"
    for key in keys:
        qtbot.keyClick(strip, getattr(Qt.Key, f"Key_{key}"))
    assert chosen == [1, 2, 1, 33, 66, 67, 66, 99, 66, 0]
    assert strip.accessibleDescription() == "Frame 1 of 100, an anchor"


def test_frames_appear_as_they_are_drawn(strip: FilmStrip, theme: Theme, chosen: list[int]) -> None:
    strip.show_frames(frames(5))
    strip.choose(4)
    chosen.clear()
    strip.expect(6, (28, 28, 1), anchors=(0, 5))
    assert strip.frame == 4
    assert strip.picture(2) is None
    assert color(strip, strip.row()[2]) == theme.colors.hover
    strip.set_frame(2, np.full((28, 28, 1), 200, np.uint8))
    assert color(strip, strip.row()[2]).getRgb()[:3] == (200, 200, 200)
    assert color(strip, strip.row()[3]) == theme.colors.hover
    strip.set_frame(2, np.full((28, 28, 1), 90, np.uint8))
    assert color(strip, strip.row()[2]).getRgb()[:3] == (90, 90, 90), "a frame may be drawn again"
    assert np.all(strip.picture(2) == 90)
    with pytest.raises(ValueError, match="are expected"):
        strip.set_frame(0, np.zeros((32, 32, 1), np.uint8))
    strip.expect(3, (28, 28, 1))
    assert strip.frame == 2
    assert not chosen


def test_without_frames_there_is_a_sentence(strip: FilmStrip, playing: list[bool], qtbot: QtBot) -> None:
    strip.show_frames(frames(4))
    strip.show_frames(None)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(strip, key)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(50, 40))
    strip.play(10)
    strip.grab()
    assert (strip.frame, strip.count, playing) == (0, 0, [])
    assert strip.accessibleDescription() == "The frames of the path appear here."
    strip.show_frames(frames(1))
    strip.play(10)
    strip.grab()
    assert not playing, "one frame alone does not move"


def test_a_narrow_strip_still_reaches_every_frame(strip: FilmStrip, qtbot: QtBot) -> None:
    strip.setMinimumSize(1, 1)
    strip.resize(90, 90)
    strip.show_frames(frames(10))
    assert len(strip.row()) == 1
    strip.grab()
    for x, frame in ((0, 0), (89, 9)):
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(x, 40))
        assert strip.frame == frame


# --- the player ---


def test_frames_play_once_and_the_player_stops_at_the_end(
    strip: FilmStrip, chosen: list[int], playing: list[bool], qtbot: QtBot
) -> None:
    strip.show_frames(frames(6))
    started = time.monotonic()
    strip.play(50, "once")
    assert strip.is_playing
    qtbot.waitUntil(lambda: not strip.is_playing, timeout=5_000)
    assert time.monotonic() - started >= 5 / 50
    assert chosen == sorted(set(chosen))
    assert (chosen[-1], strip.frame, playing) == (5, 5, [True, False])
    assert strip.accessibleDescription() == "Frame 6 of 6"
    strip.play(50, "once")
    assert strip.frame == 0, "at its end it begins again"
    strip.stop()


def test_a_late_timer_leaves_frames_out_and_keeps_the_speed(strip: FilmStrip, qtbot: QtBot) -> None:
    reached: list[tuple[float, int]] = []
    strip.frame_chosen.connect(lambda frame: reached.append((time.monotonic(), frame)))
    strip.show_frames(frames(1_000))
    started = time.monotonic()
    strip.play(100)
    for _ in range(3):
        QTimer.singleShot(0, lambda: time.sleep(0.25))  # the window is busy
        qtbot.wait(30)
    strip.stop()
    when, frame = reached[-1]
    assert frame > 50
    assert frame == pytest.approx((when - started) * 100, abs=5)
    assert len(reached) < frame / 2


@pytest.mark.parametrize("loop", ["loop", "there and back"])
def test_a_loop_goes_on(strip: FilmStrip, chosen: list[int], qtbot: QtBot, loop: Loop) -> None:
    strip.show_frames(frames(4))
    strip.play(100, loop)
    qtbot.waitUntil(lambda: {0, 1, 2, 3} <= set(chosen), timeout=10_000)
    first = len(chosen)
    qtbot.waitUntil(lambda: {0, 3} <= set(chosen[first:]), timeout=10_000)
    strip.stop()
    stood = strip.frame
    qtbot.wait(50)
    assert strip.frame == stood


def test_a_strip_that_is_hidden_does_not_play(strip: FilmStrip, playing: list[bool]) -> None:
    strip.show_frames(frames(4))
    strip.play(1)
    strip.hide()
    assert playing == [True, False]
    assert not strip.is_playing


def test_who_chooses_a_frame_stops_the_player(strip: FilmStrip, playing: list[bool], qtbot: QtBot) -> None:
    strip.show_frames(frames(40))
    strip.play(1)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at(strip, 0))
    assert not strip.is_playing, "even where that frame is the current one"
    strip.play(1)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert playing == [True, False, True, False]


def test_frames_that_are_drawn_again_go_on_playing(strip: FilmStrip, playing: list[bool]) -> None:
    strip.show_frames(frames(4))
    strip.play(1)
    strip.show_frames(frames(4))
    assert strip.is_playing
    strip.expect(5, (28, 28, 1))
    assert playing == [True, False], "not when they are others"


def test_the_speed_changes_while_it_plays(strip: FilmStrip, playing: list[bool], qtbot: QtBot) -> None:
    strip.show_frames(frames(30))
    strip.play(0.01)
    strip.play(200)
    qtbot.waitUntil(lambda: strip.frame > 3, timeout=5_000)
    strip.stop()
    assert playing == [True, False]
    for fps in (0, -3, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="frames a second"):
            strip.play(fps)


def test_on_its_way_back_a_new_speed_does_not_turn_it_round(strip: FilmStrip, qtbot: QtBot) -> None:
    strip.show_frames(frames(200))
    strip.choose(197)
    strip.play(50, "there and back")
    backwards: list[int] = []
    strip.frame_chosen.connect(backwards.append)
    qtbot.waitUntil(lambda: len(backwards) > 1 and backwards[-1] < backwards[-2], timeout=5_000)
    here = strip.frame
    strip.play(20, "there and back")
    qtbot.waitUntil(lambda: strip.frame != here, timeout=5_000)
    assert strip.frame < here
    strip.stop()


@given(place=st.integers(0, 10_000), count=st.integers(2, 50))
def test_there_and_back_moves_by_one_and_turns_at_the_ends(place: int, count: int) -> None:
    here, after = (frame_at(place + step, count, "there and back") for step in (0, 1))
    assert 0 <= here < count
    assert abs(after - here) == 1
    assert frame_at(place + 2 * count - 2, count, "there and back") == here


def test_the_ways_through_three_frames() -> None:
    ways: dict[Loop, list[int]] = {
        "loop": [0, 1, 2, 0, 1, 2, 0],
        "there and back": [0, 1, 2, 1, 0, 1, 2],
        "once": [0, 1, 2, 2, 2, 2, 2],
    }
    for loop, way in ways.items():
        assert [frame_at(place, 3, loop) for place in range(7)] == way

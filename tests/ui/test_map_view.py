"""The map of samples, driven as a person does."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.ui.theme import DARK, LIGHT, Theme
from ganstudio.ui.widgets.map_camera import Camera
from ganstudio.ui.widgets.map_canvas import EMPTY
from ganstudio.ui.widgets.map_layers import room_about
from ganstudio.ui.widgets.map_scene import APART, Layer, MapScene, Spot
from ganstudio.ui.widgets.map_view import MapView, Mode

LEFT, MIDDLE, SHIFT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.ShiftModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier
CORNERS = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1], [0.0, 0]])  # of samples that all have room


def pictures(count: int, value: int = 90) -> np.ndarray:
    return np.full((count, 8, 8, 3), value, np.uint8)


def cloud(count: int = 400) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(count, 2))


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> MapView:
    made = MapView(theme)
    qtbot.addWidget(made)
    made.resize(500, 450)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def corners(view: MapView) -> MapView:
    """A map of five samples and two real pictures between them."""
    view.show_map(CORNERS, pictures(5), "abcde", np.array([[0.5, 0.5], [-0.5, -0.5]]), pictures(2, 200))
    return view


def pixel(view: MapView, x: float, y: float) -> QPoint:
    return view.camera.pixel_of((x, y)).toPoint()


def drag(qtbot: QtBot, view: MapView, *path: QPoint, button: Qt.MouseButton = LEFT) -> None:
    qtbot.mousePress(view, button, pos=path[0])
    for place in path[1:]:
        qtbot.mouseMove(view, place)
    qtbot.mouseRelease(view, button, pos=path[-1])


def told(view: MapView) -> list[tuple[object, ...]]:
    """What it tells from now on."""
    said: list[tuple[object, ...]] = []
    view.moved.connect(lambda x, y: said.append(("moved", round(x, 2), round(y, 2))))
    view.released.connect(lambda: said.append(("released",)))
    view.picked.connect(lambda index: said.append(("picked", index)))
    view.picked_real.connect(lambda index: said.append(("picked real", index)))
    view.selected.connect(lambda mode, indices: said.append((mode, *indices.tolist())))
    return said


def with_pictures(view: MapView, count: int) -> set[int]:
    return {index for index in range(count) if view.has_picture(Spot("fake", index))}


def turn_wheel(view: MapView, at: QPoint, turned: int) -> None:
    whole, phase = view.mapToGlobal(at), Qt.ScrollPhase.NoScrollPhase
    button = Qt.MouseButton.NoButton
    event = QWheelEvent(QPointF(at), QPointF(whole), QPoint(), QPoint(0, turned), button, NO_KEYS, phase, False)
    QApplication.sendEvent(view, event)


# --- what is seen ---


def test_an_empty_map_says_why_it_is_empty(view: MapView, qtbot: QtBot) -> None:
    assert view.accessibleDescription() == EMPTY
    view.clear("Placing 600 samples …")
    assert view.accessibleDescription() == "Placing 600 samples …"
    said = told(view)
    qtbot.mouseMove(view, QPoint(100, 100))
    qtbot.mouseClick(view, LEFT, pos=QPoint(100, 100))
    qtbot.keyClick(view, Qt.Key.Key_Left)
    turn_wheel(view, QPoint(100, 100), 120)
    view.grab()
    assert said == []


def test_thumbnails_stand_at_their_places_in_frames_that_tell_real_from_generated(
    corners: MapView, theme: Theme
) -> None:
    assert corners.accessibleDescription() == "5 generated samples and 2 real ones"
    picture = corners.grab().toImage()
    assert picture.pixelColor(pixel(corners, 1, 1)) == QColor(90, 90, 90)
    assert picture.pixelColor(pixel(corners, 0.5, 0.5)) == QColor(200, 200, 200)
    for spot, light, dark in ((Spot("fake", 3), LIGHT.fake, DARK.fake), (Spot("real", 0), LIGHT.real, DARK.real)):
        edge = corners.area(spot).topLeft().toPoint() + QPoint(1, 10)
        theme.choose("light")
        assert corners.grab().toImage().pixelColor(edge) == light
        theme.choose("dark")
        assert corners.grab().toImage().pixelColor(edge) == dark


def test_thumbnails_never_cover_one_another_and_no_further_one_has_room(view: MapView) -> None:
    places = cloud()
    view.show_map(places, pictures(400))
    shown = with_pictures(view, 400)
    areas = {index: view.area(Spot("fake", index)) for index in shown}
    assert 20 < len(shown) < 400
    assert not any(areas[a].intersects(areas[b]) for a, b in combinations(shown, 2))
    side = areas[min(shown)].width() + 2 * APART
    for index in set(range(400)) - shown:
        wanted = QRectF(0, 0, side, side)
        wanted.moveCenter(view.area(Spot("fake", index)).center())
        assert any(wanted.intersects(area) for area in areas.values())


def test_the_choice_of_thumbnails_stays_while_moving_and_only_grows_while_zooming_in(
    view: MapView, qtbot: QtBot
) -> None:
    view.show_map(cloud(), pictures(400))
    before = with_pictures(view, 400)
    drag(qtbot, view, QPoint(10, 10), QPoint(60, 90), QPoint(137, 151))
    assert with_pictures(view, 400) == before
    for _ in range(12):
        view.zoom(1.3)
        after = with_pictures(view, 400)
        assert before <= after
        before = after
    assert len(before) > 300


def test_room_is_the_distance_to_all_that_came_before() -> None:
    places = np.array([[0.0, 0], [4, 1], [4, 1], [1, 0], [np.nan, 0]])
    room = room_about(places)
    assert room.tolist() == [4, np.inf, 0, 1, 0], "the middle comes first; what is nowhere has no room"
    assert room_about(np.empty((0, 2))).shape == (0,)


def test_real_ones_and_thumbnails_can_be_left_out(corners: MapView) -> None:
    there, fake = pixel(corners, 0.5, 0.5), corners.area(Spot("fake", 3)).topLeft() + QPointF(3, 3)
    corners.set_real(False)
    assert corners.spot_at(QPointF(there)) is None
    assert corners.grab().toImage().pixelColor(there) == LIGHT.panel
    corners.set_real(True)
    assert corners.spot_at(QPointF(there)) == Spot("real", 0)
    corners.set_thumbnails(False)
    assert not corners.has_picture(Spot("fake", 3))
    assert corners.spot_at(fake) is None
    dot = corners.grab().toImage().pixelColor(pixel(corners, 1, 1))
    assert abs(dot.hue() - LIGHT.fake.hue()) < 5


def test_density_shades_where_many_are_and_nothing_else(view: MapView) -> None:
    crowd = np.concatenate([cloud() * 0.1, [[3, 3]]])
    view.show_map(crowd, pictures(401))
    view.set_thumbnails(False)
    beside, afar = pixel(view, 0.4, 0.0), pixel(view, 3, 0)
    assert view.grab().toImage().pixelColor(beside) == LIGHT.panel
    view.set_density(True)
    picture = view.grab().toImage()
    assert picture.pixelColor(beside) != LIGHT.panel
    assert picture.pixelColor(afar) == LIGHT.panel


def test_a_fine_screen_gets_fine_thumbnails(qapp: QApplication) -> None:
    camera = Camera.around(CORNERS, QSizeF(500, 450), 30)
    painted = MapScene(Layer(CORNERS, pictures(5)), Layer()).painted(camera, LIGHT, 2.0)
    assert painted.devicePixelRatio() == 2
    assert (painted.width(), painted.height()) == (1000, 900)
    fine, middle = painted.toImage(), camera.pixel_of((1, 1)) * 2
    for aside, color in ((0, QColor(90, 90, 90)), (38, QColor(90, 90, 90)), (42, LIGHT.fake)):
        assert fine.pixelColor((middle + QPointF(aside, 0)).toPoint()) == color


@pytest.mark.parametrize(("side", "greys"), [(8, {0, 255}), (80, {126, 127, 128})])
def test_small_pictures_keep_their_pixels_and_large_ones_are_averaged(
    view: MapView, side: int, greys: set[int]
) -> None:
    board = (np.indices((side, side)).sum(axis=0) % 2 * 255).astype(np.uint8)
    view.show_map(np.zeros((1, 2)), board[None, :, :, None])
    picture = view.grab().toImage()
    row, middle = range(-18, 19), pixel(view, 0, 0)
    assert {picture.pixelColor(middle + QPoint(x, 0)).red() for x in row} <= greys


def test_the_sample_under_the_mouse_is_enlarged_with_its_label(corners: MapView, qtbot: QtBot) -> None:
    plain = corners.grab().toImage()
    qtbot.mouseMove(corners, pixel(corners, -1, 1))
    assert corners.hovered == Spot("fake", 2)
    assert corners.label(Spot("fake", 2)) == "c"
    enlarged = corners.grab().toImage()
    beside = corners.area(Spot("fake", 2)).center().toPoint() + QPoint(100, 0)
    assert (plain.pixelColor(beside), enlarged.pixelColor(beside)) == (LIGHT.panel, QColor(90, 90, 90))
    qtbot.mouseMove(corners, pixel(corners, 0.5, 0.5))
    assert corners.label(Spot("real", 0)) == "real picture 1"
    QApplication.sendEvent(corners, QEvent(QEvent.Type.Leave))
    assert corners.hovered is None


def test_samples_without_labels_are_counted_and_those_without_a_place_are_left_out(view: MapView) -> None:
    view.show_map(np.array([[0, 0], [np.nan, 1], [1, 1]]), pictures(3))
    view.grab()
    assert view.label(Spot("fake", 2)) == "sample 3"
    view.show_map(np.array([[2.0, 2]]), np.zeros((1, 64, 48, 1), np.uint8))
    assert view.spot_at(QPointF(pixel(view, 2, 2))) == Spot("fake", 0)
    assert view.area(Spot("fake", 0)).size().toTuple() == (34, 44)


def test_places_without_pictures_are_refused(view: MapView) -> None:
    with pytest.raises(ValueError, match="2 places for 3 pictures"):
        view.show_map(np.zeros((2, 2)), pictures(3))


# --- moving about ---


def test_the_wheel_zooms_about_the_mouse(corners: MapView) -> None:
    at = pixel(corners, 1, 1)
    before = corners.camera
    turn_wheel(corners, at, 240)
    assert corners.camera.scale == pytest.approx(before.scale * 1.25**2)
    assert corners.camera.point_at(QPointF(at)) == pytest.approx(before.point_at(QPointF(at)))
    turn_wheel(corners, at, -240)
    assert corners.camera.scale == pytest.approx(before.scale)


def test_a_pinch_zooms(corners: MapView) -> None:
    before, at = corners.camera.scale, QPointF(100, 100)
    kind, device = Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, at, at, corners.mapToGlobal(at), 0.5, QPointF())
    QApplication.sendEvent(corners, event)
    assert corners.camera.scale == pytest.approx(before * 1.5)


def test_zooming_ends_somewhere(corners: MapView) -> None:
    fitting = corners.camera.scale
    corners.zoom(1e9)
    assert corners.camera.scale == pytest.approx(fitting * 200)
    corners.zoom(1e-9)
    assert corners.camera.scale == pytest.approx(fitting / 2)


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_a_drag_takes_the_map_along(corners: MapView, qtbot: QtBot, button: Qt.MouseButton) -> None:
    said, start = told(corners), QPoint(100, 100)
    held = corners.camera.point_at(QPointF(start))
    drag(qtbot, corners, start, QPoint(130, 90), QPoint(150, 80), button=button)
    assert corners.camera.point_at(QPointF(150, 80)) == pytest.approx(held)
    assert said == []


def test_keys_move_zoom_and_show_everything(corners: MapView, qtbot: QtBot) -> None:
    home = corners.camera
    qtbot.keyClick(corners, Qt.Key.Key_Right)
    qtbot.keyClick(corners, Qt.Key.Key_Up)
    assert corners.camera.x == pytest.approx(home.x + 40 / home.scale)
    assert corners.camera.y == pytest.approx(home.y + 40 / home.scale)
    qtbot.keyClick(corners, Qt.Key.Key_Plus)
    assert corners.camera.scale == pytest.approx(home.scale * 1.25)
    qtbot.keyClick(corners, Qt.Key.Key_Minus)
    assert corners.camera.scale == pytest.approx(home.scale)
    qtbot.keyClick(corners, Qt.Key.Key_Home)
    assert corners.camera == home


def test_nobody_gets_lost(corners: MapView, qtbot: QtBot) -> None:
    for _ in range(100):
        qtbot.keyClick(corners, Qt.Key.Key_Right)
    assert corners.camera.x == 1, "the middle of the view stays among the samples"


def test_everything_still_fits_in_another_size_until_somebody_zooms(corners: MapView) -> None:
    corners.resize(250, 220)
    assert QRectF(corners.rect()).contains(corners.area(Spot("fake", 3)))
    corners.zoom(2)
    scale = corners.camera.scale
    corners.resize(500, 450)
    assert corners.camera.scale == scale


def test_new_pictures_at_the_same_places_leave_view_and_choice_as_they_are(corners: MapView, qtbot: QtBot) -> None:
    corners.zoom(2)
    corners.set_mode("more")
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 0, 0))
    near = corners.camera
    corners.show_map(CORNERS, pictures(5, 30))
    assert corners.camera == near
    assert corners.chosen("more").tolist() == [4]
    corners.show_map(CORNERS * 2, pictures(5))
    assert corners.camera != near
    assert corners.chosen("more").tolist() == []


# --- the point, and picking ---


def test_a_click_beside_the_samples_moves_the_point_there(corners: MapView, qtbot: QtBot) -> None:
    said = told(corners)
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 0.5, -0.5))
    assert said == [("moved", 0.5, -0.5), ("released",)]
    assert corners.point == pytest.approx((0.5, -0.5), abs=0.01)


def test_the_point_can_be_dragged_and_stays_in_sight(corners: MapView, qtbot: QtBot) -> None:
    corners.place_point(0.5, -0.5)
    said, before = told(corners), corners.camera
    path = [pixel(corners, *place) for place in ((0.5, -0.5), (0.3, -0.5), (0.25, -0.25))]
    drag(qtbot, corners, path[0] + QPoint(4, 0), path[1] + QPoint(4, 0), path[2])
    assert [name for name, *_ in said] == ["moved", "moved", "released"]
    assert corners.point == pytest.approx((0.25, -0.25), abs=0.01)
    assert corners.camera == before
    drag(qtbot, corners, path[2], QPoint(900, 225))
    assert corners.point is not None
    assert corners.camera.pixel_of(corners.point).x() == pytest.approx(500)


def test_a_point_that_is_placed_is_shown_without_a_word(corners: MapView) -> None:
    said = told(corners)
    corners.place_point(0.5, -0.5)
    assert corners.grab().toImage().pixelColor(pixel(corners, 0.5, -0.5)) == LIGHT.button
    assert said == []


def test_a_click_on_a_sample_picks_it_and_takes_the_point_along(corners: MapView, qtbot: QtBot) -> None:
    said = told(corners)
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 1, 1) + QPoint(15, -15))
    assert said == [("picked", 3)]
    assert corners.point == (1, 1)
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, -0.5, -0.5))
    assert said[1:] == [("picked real", 1)]
    assert corners.point == (1, 1)


def test_a_dot_is_picked_as_well(corners: MapView, qtbot: QtBot) -> None:
    corners.set_thumbnails(False)
    said = told(corners)
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, -1, 1) + QPoint(3, 3))
    assert said == [("picked", 2)]


def test_a_double_click_shows_everything_and_leaves_the_point(corners: MapView, qtbot: QtBot) -> None:
    home = corners.camera
    corners.place_point(-0.5, 0.5)
    corners.zoom(1.5)
    said, there = told(corners), pixel(corners, 0.5, -0.5)
    qtbot.mouseClick(corners, LEFT, pos=there)
    qtbot.mouseDClick(corners, LEFT, pos=there)
    assert corners.camera == home
    assert said == [("moved", 0.5, -0.5), ("released",), ("moved", -0.5, 0.5), ("released",)]


def test_the_point_moves_by_keys_and_picks_the_sample_next_to_it(corners: MapView, qtbot: QtBot) -> None:
    said = told(corners)
    corners.place_point(0.8, 0.9)
    across = round(0.8 + 8 / corners.camera.scale, 2)
    qtbot.keyPress(corners, Qt.Key.Key_Right, SHIFT)
    assert said == [("moved", across, 0.9)]
    qtbot.keyRelease(corners, Qt.Key.Key_Right, SHIFT)
    assert said[1:] == [("released",)]
    qtbot.keyClick(corners, Qt.Key.Key_Return)
    assert said[2:] == [("picked", 3)]


def test_keys_find_a_point_where_there_was_none(corners: MapView, qtbot: QtBot) -> None:
    said = told(corners)
    qtbot.keyClick(corners, Qt.Key.Key_Return)
    assert said == []
    qtbot.keyClick(corners, Qt.Key.Key_Left, SHIFT)
    assert corners.point == pytest.approx((0, 0), abs=1e-6)


# --- choosing more and less ---


def loop_around(view: MapView, x: float, y: float, reach: float) -> list[QPoint]:
    turns = np.linspace(0, 2 * np.pi, 24)
    return [pixel(view, x + reach * np.cos(turn), y + reach * np.sin(turn)) for turn in turns.tolist()]


def test_a_loop_chooses_what_is_inside(corners: MapView, qtbot: QtBot) -> None:
    said, before = told(corners), corners.camera
    corners.set_mode("more")
    drag(qtbot, corners, *loop_around(corners, -1.3, 0, 1.2))
    assert said == [("more", 0, 2)]
    assert corners.camera == before
    drag(qtbot, corners, *loop_around(corners, 1, 1, 0.2))
    assert corners.chosen("more").tolist() == [0, 2, 3]
    assert said[1:] == [("more", 0, 2, 3)]


def test_a_sample_is_of_one_choice_only_and_both_are_told(corners: MapView, qtbot: QtBot) -> None:
    corners.set_mode("more")
    for x, y in ((-1, -1), (1, 1)):
        qtbot.mouseClick(corners, LEFT, pos=pixel(corners, x, y))
    said = told(corners)
    corners.set_mode("less")
    drag(qtbot, corners, *loop_around(corners, 1, 1, 0.2))
    assert said == [("less", 3), ("more", 0)]


def test_a_click_chooses_one_and_another_lets_it_go(corners: MapView, qtbot: QtBot) -> None:
    said = told(corners)
    corners.set_mode("less")
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 1, -1))
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 1, -1))
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 0.5, 0.5))
    qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 0.5, -0.5))
    assert said == [("less", 1), ("less",)], "neither real ones nor the ground can be chosen"


def test_with_shift_the_loop_is_a_rectangle(corners: MapView, qtbot: QtBot) -> None:
    said = told(corners)
    corners.set_mode("more")
    start, end = pixel(corners, -1.05, 1.1), pixel(corners, 1.05, 0.6)
    qtbot.mousePress(corners, LEFT, SHIFT, pos=start)
    qtbot.mouseMove(corners, start + QPoint(30, 10))
    with_shift(corners, end)
    qtbot.mouseRelease(corners, LEFT, SHIFT, pos=end)
    assert said == [("more", 2, 3)]


def with_shift(view: MapView, to: QPoint) -> None:
    """Moves the mouse with the left button and Shift down, which the tests' own mouse cannot."""
    kind, whole = QEvent.Type.MouseMove, QPointF(view.mapToGlobal(to))
    QApplication.sendEvent(view, QMouseEvent(kind, QPointF(to), whole, LEFT, LEFT, SHIFT))


def test_escape_takes_a_loop_back(corners: MapView, qtbot: QtBot) -> None:
    said = told(corners)
    corners.set_mode("more")
    path = loop_around(corners, 1, 1, 0.3)
    qtbot.mousePress(corners, LEFT, pos=path[0])
    for place in path:
        qtbot.mouseMove(corners, place)
    qtbot.keyClick(corners, Qt.Key.Key_Escape)
    qtbot.mouseRelease(corners, LEFT, pos=path[-1])
    assert said == []


def test_the_middle_button_moves_the_map_while_choosing(corners: MapView, qtbot: QtBot) -> None:
    said, before = told(corners), corners.camera
    corners.set_mode("more")
    drag(qtbot, corners, QPoint(100, 100), QPoint(150, 150), button=MIDDLE)
    assert corners.camera != before
    assert said == []


def test_chosen_samples_keep_a_ring_until_they_are_let_go(corners: MapView, qtbot: QtBot) -> None:
    edge = corners.area(Spot("fake", 1)).center().toPoint()
    edge.setX(round(corners.area(Spot("fake", 1)).left() - 1.5))
    assert corners.grab().toImage().pixelColor(edge) == LIGHT.panel
    rings: tuple[tuple[Mode, QColor], ...] = ("more", LIGHT.ok), ("less", LIGHT.danger)
    for mode, color in rings:
        corners.set_mode(mode)
        qtbot.mouseClick(corners, LEFT, pos=pixel(corners, 1, -1))
        corners.set_mode("look")
        assert corners.grab().toImage().pixelColor(edge) == color
    corners.clear_selection()
    assert corners.grab().toImage().pixelColor(edge) == LIGHT.panel
    assert corners.chosen("less").tolist() == []

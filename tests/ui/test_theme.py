"""Light and dark are readable, follow the system unless told otherwise, and reach every icon."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.session.session import Session
from ganstudio.ui.theme import DARK, LIGHT, Colors, Theme
from ganstudio.ui.window import Window


def luminance(color: QColor) -> float:
    """WCAG 2's relative luminance."""
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["window", "panel", "field", "hover"])
def test_texts_and_curves_stand_out_from_their_ground(colors: Colors, ground: str) -> None:
    behind = getattr(colors, ground)
    for name in ("text", "muted", "accent", "danger", "warning", "ok"):
        assert contrast(getattr(colors, name), behind) >= 4.5, name
    for name in ("d", "g", "real", "fake"):
        assert contrast(getattr(colors, name), behind) >= 3, name


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_further_curves_stand_out_and_can_be_told_apart(colors: Colors) -> None:
    assert len(colors.more) >= 6
    for color in colors.more:
        assert all(contrast(color, behind) >= 3 for behind in (colors.window, colors.panel, colors.field, colors.hover))
    for one, other in combinations((colors.d, colors.g, *colors.more), 2):
        assert math.dist(lab(one), lab(other)) > 25, (one.name(), other.name())


def lab(color: QColor) -> tuple[float, float, float]:
    """CIE 1976 L*a*b*, in which equal distances look about equal."""
    r, g, b = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (
            (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
            0.2126 * r + 0.7152 * g + 0.0722 * b,
            (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_the_accent_is_readable(colors: Colors) -> None:
    for button in (colors.button, colors.button.darker(112)):
        assert contrast(colors.on_button, button) >= 4.5


def test_choosing_a_theme_changes_palette_and_icons(qtbot: QtBot, theme: Theme) -> None:
    def color(icon_theme: Theme) -> QColor:
        image = icon_theme.icon("stop").pixmap(16, 16).toImage()
        return image.pixelColor(8, 8)

    light = color(theme)
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert QApplication.palette().window().color() == DARK.window
    assert luminance(color(theme)) > luminance(light) + 0.5
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("dark")
    theme.choose("light")
    assert color(theme) == light


def test_system_theme_is_that_of_the_desktop(qtbot: QtBot) -> None:
    theme = Theme("system")
    wants_dark = QGuiApplication.styleHints().colorScheme().name == "Dark"
    assert theme.is_dark == wants_dark


def test_theme_menu_is_a_preference_and_applies_at_once(
    window: Window, session: Session, theme: Theme, open_window: Callable[[], Window]
) -> None:
    window.actions_by_id["theme_dark"].trigger()
    assert theme.is_dark
    assert session.preferences.theme == "dark"
    ticks = [id for id in ("theme_system", "theme_light", "theme_dark") if window.actions_by_id[id].isChecked()]
    assert ticks == ["theme_dark"]
    window.actions_by_id["theme_light"].trigger()
    assert not theme.is_dark

"""Colours, spacing and icons of the window, light and dark, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from ganstudio.ui.style import style_sheet

Choice = Literal["system", "light", "dark"]
SPACING = 8  # px between things that belong together
MARGIN = 12  # px around them


@dataclass(frozen=True)
class Colors:
    """Every colour that is used. Texts reach a contrast of 4.5 on `window`, `panel` and `field`, curves one of 3."""

    window: QColor  # behind everything
    panel: QColor  # cards, plots
    field: QColor  # where something is typed
    border: QColor
    hover: QColor
    text: QColor
    muted: QColor
    accent: QColor  # as text or line
    button: QColor  # the accent behind `on_button`
    on_button: QColor
    danger: QColor
    warning: QColor
    ok: QColor
    grid: QColor  # lines of a plot
    d: QColor
    g: QColor
    real: QColor
    fake: QColor
    more: tuple[QColor, ...]  # further curves, told apart from d, g and each other


def _colors(more: str, **names: str) -> Colors:
    return Colors(
        **{name: QColor(value) for name, value in names.items()}, more=tuple(QColor(value) for value in more.split())
    )


LIGHT = _colors(
    window="#f3f4f7",
    panel="#ffffff",
    field="#ffffff",
    border="#d3d7df",
    hover="#e6e8ef",
    text="#1b1f27",
    muted="#596170",
    accent="#4a42d6",
    button="#544be0",
    on_button="#ffffff",
    danger="#b3261e",
    warning="#855300",
    ok="#18744a",
    grid="#dfe2e8",
    d="#c96a00",
    g="#0072b2",
    real="#00805a",
    fake="#b4498a",
    more="#5b3fd6 #1f8a3b #c4267e #596170 #0a8a8a #c62828 #7d7a00 #8a4b12",
)
DARK = _colors(
    window="#17191f",
    panel="#1e2129",
    field="#252932",
    border="#383d49",
    hover="#2b303b",
    text="#e7e9ee",
    muted="#a0a8b6",
    accent="#a5a0ff",
    button="#635bea",
    on_button="#ffffff",
    danger="#ff8a80",
    warning="#f2b84b",
    ok="#5fd39b",
    grid="#2d323d",
    d="#f0a63c",
    g="#58b2ee",
    real="#2fc59c",
    fake="#e58bc0",
    more="#a493ff #6fce6f #f277c0 #a0a8b6 #3fd0c4 #ff7b70 #d5d14a #c08a5c",
)


class Theme(QObject):
    """The colours in use. Emits `changed` when they change; whoever draws or shows icons does so again then."""

    changed = Signal()

    def __init__(self, choice: Choice = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._is_dark = self._wants_dark()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def is_dark(self) -> bool:
        return self._is_dark

    @property
    def colors(self) -> Colors:
        return DARK if self._is_dark else LIGHT

    @property
    def choice(self) -> Choice:
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Light, dark, or whatever the desktop has."""
        self._choice = choice
        self._refresh()

    def icon(self, name: str, color: QColor | None = None) -> QIcon:
        """A Material Design icon by its name in `mdi6`, in the colour of the text."""
        import qtawesome

        colors = self.colors
        shade = colors.border if self._is_dark else colors.muted.lighter(160)
        return qtawesome.icon(f"mdi6.{name}", color=color or colors.text, color_disabled=shade)

    def _follow_system(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        wanted = self._wants_dark()
        if wanted == self._is_dark:
            return
        self._is_dark = wanted
        import qtawesome

        qtawesome.reset_cache()  # it keeps icons with their colours
        self._apply()
        self.changed.emit()

    def _wants_dark(self) -> bool:
        match self._choice:
            case "light":
                return False
            case "dark":
                return True
            case "system":
                return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _apply(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(palette(self.colors))
        application.setStyleSheet(style_sheet(self.colors))


def palette(colors: Colors) -> QPalette:
    """The colours as Qt's own widgets use them."""
    role = QPalette.ColorRole
    made = QPalette()
    for name, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.field),
        (role.AlternateBase, colors.panel),
        (role.Text, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Button, colors.field),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.danger),
        (role.ToolTipBase, colors.panel),
        (role.ToolTipText, colors.text),
        (role.Highlight, colors.button),
        (role.HighlightedText, colors.on_button),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Accent, colors.button),
        (role.Light, colors.hover),
        (role.Midlight, colors.hover),
        (role.Mid, colors.border),
        (role.Dark, colors.border),
        (role.Shadow, colors.border),
    ):
        made.setColor(name, color)
    faded = QColor(colors.muted)
    faded.setAlpha(150)
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, faded)
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colors.border)
    return made

"""One entry of a plot's legend: the curve's colour, name and value; a click hides the curve."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

WIDEST = "−0.0e−0"
SWATCH = QSize(14, 10)


class LegendButton(QToolButton):
    """Checked while the curve is shown. Its size is fixed: that spares the window a new layout at every value."""

    def __init__(self, name: str, label: str, is_named: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label if is_named else ""
        self.setObjectName(f"curve.{name}")
        self.setAccessibleName(f"Show {label}")
        self.setToolTip(f"Show or hide {label}")
        self.setProperty("look", "chip")
        self.setCheckable(True)
        self.setChecked(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(SWATCH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_color(QColor("grey"))
        self.show_value(WIDEST)
        self.setFixedSize(self.sizeHint())

    def show_value(self, value: str) -> None:
        text = f"{self._label} {value}".lstrip()
        if text != self.text():
            self.setText(text)

    def show_color(self, color: QColor) -> None:
        self.setIcon(_swatch(color, self.devicePixelRatioF()))


def _swatch(color: QColor, ratio: float) -> QIcon:
    """A piece of the curve, hollow while it is hidden."""
    icon = QIcon()
    for state in (QIcon.State.On, QIcon.State.Off):
        picture = QPixmap(SWATCH * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        if state is QIcon.State.On:
            painter.fillRect(1, 4, 12, 3, color)
        else:
            painter.setPen(color)
            painter.drawRect(1, 3, 11, 3)
        painter.end()
        icon.addPixmap(picture, QIcon.Mode.Normal, state)
    return icon

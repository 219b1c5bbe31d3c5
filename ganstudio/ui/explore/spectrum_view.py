"""A Fourier spectrum in colours, with the scale of its decibels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.painting import small
from ganstudio.ui.widgets.picture import Picture
from ganstudio.ui.widgets.picture_canvas import PictureCanvas
from ganstudio.ui.widgets.scale import axis_number, round_values

EMPTY = "The spectrum appears here."
SCALE = 10  # px, width of the scale
LABELS = 52  # px beside it
FLOOR = 60.0  # dB below the strongest frequency, from where on everything is as dark
# Dark to light with steps that look alike, for those who see no red or green too
STOPS = np.array([[12, 10, 40], [72, 22, 105], [150, 40, 100], [217, 80, 60], [249, 150, 30], [252, 240, 160]])


class SpectrumView(PictureCanvas):
    """Frequency 0 is in the middle, the finest patterns are at the edges."""

    def __init__(self, theme: Theme, name: str = "Fourier spectrum", parent: QWidget | None = None) -> None:
        super().__init__(theme, name, EMPTY, parent)
        self._picture: Picture | None = None
        self._range = (0.0, 1.0)  # dB
        self._ramp = Picture(in_colours(np.linspace(1, 0, 128)[:, None]))

    @property
    def is_empty(self) -> bool:
        return self._picture is None

    @property
    def range(self) -> tuple[float, float]:
        """The decibels of the darkest and of the lightest colour."""
        return self._range

    @property
    def area(self) -> QRectF:
        """Where the spectrum is in the widget."""
        room = self._room().adjusted(0, 0, -SCALE - LABELS, 0)
        return self._picture.area(room, self.devicePixelRatioF()) if self._picture else QRectF()

    def show_spectrum(self, decibels: np.ndarray | None) -> None:
        """decibels: (H, W) float, frequency 0 in the middle."""
        if decibels is None:
            self._picture = None
        else:
            most = float(decibels.max())
            least = max(float(decibels.min()), most - FLOOR)
            self._range = (least, most if most > least else least + 1)
            self._picture = Picture(in_colours((decibels - self._range[0]) / (self._range[1] - self._range[0])))
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 180)

    # --- inside ---

    def _paint(self, painter: QPainter) -> None:
        assert self._picture
        area, ratio, colors = self.area, self.devicePixelRatioF(), self._theme.colors
        painter.drawPixmap(area.topLeft(), self._picture.pixmap(area.size(), ratio))
        scale = self._scale()
        painter.drawImage(scale, self._ramp.image)
        painter.setFont(small(painter.font()))
        painter.setPen(colors.text)
        least, most = self._range
        height = painter.fontMetrics().height()
        for value in round_values(least, most, 4):
            y = scale.bottom() - (value - least) / (most - least) * scale.height()
            beside = QRectF(scale.right() + 6, y - height / 2, LABELS - 6, height)
            painter.drawLine(QPointF(scale.right(), y), QPointF(scale.right() + 3, y))
            painter.drawText(
                beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{axis_number(value)} dB"
            )

    def _scale(self) -> QRectF:
        """Where the scale is: beside the spectrum, with room for half a number at both ends."""
        area = self.area
        return QRectF(area.right() + 6, area.top() + 7, SCALE, max(area.height() - 14, 20))

    def _shown(self) -> QRectF:
        return self.area

    def _described(self) -> str:
        least, most = self._range
        return f"From {least:.0f} to {most:.0f} dB, frequency 0 in the middle"


def in_colours(shares: np.ndarray) -> np.ndarray:
    """Numbers (H, W) from 0 to 1 → (H, W, 3) uint8."""
    places = np.clip(np.nan_to_num(shares), 0, 1)
    at = np.linspace(0, 1, len(STOPS))
    channels = [np.interp(places, at, STOPS[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)

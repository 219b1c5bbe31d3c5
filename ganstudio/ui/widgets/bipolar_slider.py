"""A slider that goes both ways from a neutral value, with a field for its number."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSlider, QWidget

from ganstudio.ui.theme import SPACING, Theme

HANDLE = 7.0  # px, from its middle to its edge
GROOVE = 4.0  # px high
RIM = 2.0  # px around the handle, for the ring that shows the focus
SNAP = 5.0  # px from the neutral value within which a drag falls into it
PAGE = 10  # steps
ROOM = "-0.00 σ"  # fields that need less are this wide, so that sliders below one another are of one length


class BipolarSlider(QWidget):
    """From low to high; a double click goes back to neutral. Arrow and page keys, Home and End move it, and the wheel
    where it has the focus."""

    changed = Signal(float)  # the value, while it moves
    finished = Signal(float)  # the value, once it rests

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        low: float = -3.0,
        high: float = 3.0,
        neutral: float = 0.0,
        step: float = 0.1,
        decimals: int = 2,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """name: what it moves, for those who do not see it. step: of an arrow key."""
        super().__init__(parent)
        if not low <= neutral <= high or low == high:
            raise ValueError(f"a slider from {low} to {high} has no neutral value {neutral}")
        self._parts = 10**decimals  # of one, to which a value is rounded
        self._unit = f" {unit}" if unit else ""
        self._is_moving = False
        self._track = Track(theme, *(round(value * self._parts) for value in (low, high, neutral, step)))
        self._track.setAccessibleName(name)
        self._field = DecimalField(low, high, step, decimals, self._unit)
        self._field.setAccessibleName(f"{name}, as a number")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self._track, 1)
        row.addWidget(self._field)
        self.setFocusProxy(self._track)
        self.set_value(neutral)
        self._track.valueChanged.connect(self._follow_track)
        self._track.rested.connect(self._finish)
        self._field.edited.connect(self._follow_field)

    @property
    def value(self) -> float:
        return self._track.value() / self._parts

    def set_value(self, value: float) -> None:
        """Shows a value, or the nearest that there is, without a signal."""
        self._track.blockSignals(True)
        self._track.setValue(round(value * self._parts))
        self._track.blockSignals(False)
        self._show_number()

    def reset(self) -> None:
        """Back to the neutral value, as a person does it."""
        self._track.reset()

    def _follow_track(self) -> None:
        self._is_moving = True
        self._show_number()
        self.changed.emit(self.value)

    def _follow_field(self, value: float) -> None:
        self.set_value(value)
        self.changed.emit(self.value)
        self.finished.emit(self.value)

    def _finish(self) -> None:
        if self._is_moving:
            self._is_moving = False
            self.finished.emit(self.value)

    def _show_number(self) -> None:
        self._field.show_number(self.value)
        self._track.setAccessibleDescription(f"{self.value:g}{self._unit}")


class Track(QSlider):
    """The slider itself, in whole parts of a value."""

    rested = Signal()  # nobody moves it any more

    def __init__(self, theme: Theme, low: int, high: int, neutral: int, step: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._neutral = neutral
        self._grip = 0.0  # px from the middle of the handle to where it is held
        self.setRange(low, high)
        self.setSingleStep(max(1, step))
        self.setPageStep(max(1, PAGE * step))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    def reset(self) -> None:
        self.setValue(self._neutral)
        self.rested.emit()

    def place(self, value: int) -> QPointF:
        """Where the middle of the handle is at that value."""
        first, last = self._ends()
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return QPointF(first + share * (last - first), self.height() / 2)

    def sizeHint(self) -> QSize:
        return QSize(160, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, is_usable = self._theme.colors, self.isEnabled()
        first, last = self._ends()
        handle, neutral = self.place(self.value()), self.place(self._neutral)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(first, handle.y() - GROOVE / 2, last - first, GROOVE)
        painter.setBrush(colors.border)
        painter.drawRoundedRect(groove, GROOVE / 2, GROOVE / 2)
        tick = QRectF(QPointF(), QSizeF(2, 12))
        tick.moveCenter(neutral)
        painter.setBrush(colors.muted if is_usable else colors.border)
        painter.drawRoundedRect(tick, 1, 1)
        ink = colors.button if is_usable else colors.muted
        bar = QRectF(min(handle.x(), neutral.x()), groove.y(), abs(handle.x() - neutral.x()), GROOVE)
        painter.setBrush(ink)
        painter.drawRect(bar)
        if self.hasFocus():
            painter.setPen(QPen(colors.accent, RIM))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(handle, HANDLE + RIM, HANDLE + RIM)
        painter.setPen(QPen(colors.panel, 1))
        painter.setBrush(ink.lighter(112) if self.underMouse() and is_usable else ink)
        painter.drawEllipse(handle, HANDLE, HANDLE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        away = event.position().x() - self.place(self.value()).x()
        is_held = abs(away) <= HANDLE
        self._grip = away if is_held else 0.0
        self.setSliderDown(True)
        if not is_held:
            self._follow(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event.position().x() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.rested.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()  # scrolls what is around instead of changing a value in passing
            return
        super().wheelEvent(event)
        self.rested.emit()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.rested.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.rested.emit()

    # --- inside ---

    def _ends(self) -> tuple[float, float]:
        """Where the handle is at the lowest and the highest value."""
        room = HANDLE + 2 * RIM
        return room, max(self.width() - room, room + 1)

    def _follow(self, x: float) -> None:
        first, last = self._ends()
        if abs(x - self.place(self._neutral).x()) <= SNAP:
            self.setValue(self._neutral)
        else:
            share = (x - first) / (last - first)
            self.setValue(round(self.minimum() + share * (self.maximum() - self.minimum())))


class DecimalField(QLineEdit):
    """A number with its unit, typed with a point or a comma; the up and down keys change it by a step."""

    edited = Signal(float)  # a number was typed to its end

    def __init__(self, low: float, high: float, step: float, decimals: int, unit: str) -> None:
        super().__init__()
        self._low, self._high, self._step, self._decimals, self._unit = low, high, step, decimals, unit
        self._number = low
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._read)

    def show_number(self, number: float) -> None:
        self._number = number
        self.setText(self._written(number))

    def sizeHint(self) -> QSize:
        widest = max(
            self.fontMetrics().horizontalAdvance(text) for text in (ROOM, *map(self._written, (self._low, self._high)))
        )
        return QSize(widest + 22, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up:
                self._change(self._number + self._step)
            case Qt.Key.Key_Down:
                self._change(self._number - self._step)
            case Qt.Key.Key_Escape if self.isModified():
                self.show_number(self._number)
            case _:
                super().keyPressEvent(event)

    def _read(self) -> None:
        """What is no number leaves everything as it was."""
        if not self.isModified():
            return
        bare = self.text().strip().removesuffix(self._unit.strip()).strip()
        try:
            number = float(bare.replace(",", ".").replace("−", "-"))
        except ValueError:
            number = self._number
        self._change(self._number if isnan(number) else number)

    def _change(self, number: float) -> None:
        before = self._number
        self.show_number(round(min(max(number, self._low), self._high), self._decimals) + 0.0)  # no -0.0
        if self._number != before:
            self.edited.emit(self._number)

    def _written(self, number: float) -> str:
        return f"{number:.{self._decimals}f}{self._unit}"

"""Whether anybody can see a widget, so that what draws can rest meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

TELLING = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Expose)


class Sight(QObject):
    """A widget is seen when no other tab is in front of it and its window is neither hidden nor minimised."""

    changed = Signal(bool)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._window: QWindow | None = None
        self._was_seen = False
        widget.installEventFilter(self)

    @property
    def is_seen(self) -> bool:
        window = self._widget.window().windowHandle()
        return (
            self._widget.isVisible()
            and not self._widget.window().isMinimized()
            and window is not None
            and window.isExposed()
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TELLING:
            self._look()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        window = self._widget.window().windowHandle()
        if window is not None and window is not self._window:
            self._window = window
            window.installEventFilter(self)
            window.visibilityChanged.connect(self._look)
        if self.is_seen != self._was_seen:
            self._was_seen = not self._was_seen
            self.changed.emit(self._was_seen)

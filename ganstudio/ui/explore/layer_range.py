"""From which layer to which a style acts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ganstudio.exploration.pose import MOST_LAYERS
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.menu import Menu

Sides = Sequence[tuple[int, int]]


class LayerRange(QWidget):
    """Two menus, coarse to fine. The last layer of all is told as `MOST_LAYERS`: from there on."""

    changed = Signal(int, int)  # the first and the last layer

    def __init__(self, id: str, name: str, parent: QWidget | None = None) -> None:
        """id: names the widget and its menus. name: what acts on these layers, for those who do not see it."""
        super().__init__(parent)
        self.setObjectName(id)
        self._sides: tuple[tuple[int, int], ...] = ()
        self._first, self._last = Menu(), Menu()
        for menu, which in ((self._first, "First"), (self._last, "Last")):
            menu.setObjectName(f"{id}.{which.lower()}")
            menu.setAccessibleName(f"{which} layer of {name}")
            menu.setToolTip(f"{which} layer that feels it: coarse ones shape, fine ones colour and detail")
            menu.activated.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        for widget, stretch in ((QLabel("Layers"), 0), (self._first, 1), (QLabel("to"), 0), (self._last, 1)):
            row.addWidget(widget, stretch)

    @property
    def layers(self) -> tuple[int, int]:
        """The first and the last."""
        last = self._last.currentIndex()
        return max(self._first.currentIndex(), 0), MOST_LAYERS if last == self._last.count() - 1 else last

    def show_sides(self, sides: Sides) -> None:
        """(H, W) of the maps of each layer; (0, 0) where they are not known."""
        if tuple(sides) == self._sides:
            return
        self._sides = tuple(sides)
        layers = self.layers if self._last.count() else (0, MOST_LAYERS)
        for menu in (self._first, self._last):
            with QSignalBlocker(menu):
                menu.clear()
                menu.addItems([layer_name(number, side) for number, side in enumerate(sides)])
        self.show_layers(*layers)

    def show_layers(self, first: int, last: int) -> None:
        for menu, layer in ((self._first, first), (self._last, last)):
            with QSignalBlocker(menu):
                menu.setCurrentIndex(min(layer, menu.count() - 1))

    def _choose(self, _: int) -> None:
        """The other end gives way."""
        if self._first.currentIndex() > self._last.currentIndex():
            other = self._last if self.sender() is self._first else self._first
            other.setCurrentIndex(self.sender().currentIndex())  # type: ignore[attr-defined]  # one of the two menus
        self.changed.emit(*self.layers)


def layer_name(number: int, side: tuple[int, int]) -> str:
    """A layer by its number and the size of its maps."""
    return f"{number} · {side[0]} × {side[1]}" if all(side) else str(number)

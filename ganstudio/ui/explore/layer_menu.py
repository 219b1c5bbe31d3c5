"""A menu of the layers of a generator."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker

from ganstudio.exploration.views import LayerInfo
from ganstudio.ui.widgets.menu import Menu


class LayerMenu(Menu):
    """In the order in which they come; at first it stands in the middle of those that give maps."""

    _layers: tuple[LayerInfo, ...] = ()

    @property
    def layer(self) -> LayerInfo | None:
        """The chosen one."""
        return self._layers[self.currentIndex()] if self._layers else None

    def show_layers(self, layers: Sequence[LayerInfo]) -> None:
        self._layers = tuple(layers)
        maps = [number for number, layer in enumerate(layers) if len(layer.shape) == 3 and layer.channels > 1]
        with QSignalBlocker(self):
            self.clear()
            self.addItems([f"{layer.name} · {layer.kind} · {' × '.join(map(str, layer.shape))}" for layer in layers])
            self.setCurrentIndex(maps[len(maps) // 2] if maps else min(0, len(layers) - 1))

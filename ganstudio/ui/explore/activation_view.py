"""What the layers of a generator make of the picture in view: channels side by side, one of them enlarged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.views import ChannelSheet, LayerInfo, LayerView, Statistics
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.directions import name_layers
from ganstudio.session.questions.layers import look_at, look_into
from ganstudio.ui.explore.channel_wall import ChannelWall
from ganstudio.ui.explore.layer_menu import LayerMenu
from ganstudio.ui.explore.spectrum_view import SpectrumView
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.note import Note, sentence
from ganstudio.ui.widgets.picture_view import PictureView

QUESTION = "layers.activations"


class ActivationView(QWidget):
    """Follows the picture in view."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._channels: list[int] = []  # those on the wall, in turn
        self._channel: int | None = None  # None for all at once
        self._asked: tuple[object, ...] = ()
        self._is_walled = False  # whether the wall is of what was asked for
        self._menu = LayerMenu()
        self._menu.setObjectName("layers.layer")
        self._menu.setAccessibleName("Layer")
        self._menu.setToolTip("Which layer is looked into, from the first to the last")
        self._menu.activated.connect(self._choose_layer)
        self._about = QLabel()
        self._about.setObjectName("layers.channels")
        self._about.setProperty("look", "muted")
        self._about.setWordWrap(True)
        self._note = Note(theme)
        self._note.setObjectName("layers.note")
        self._wall = ChannelWall(theme)
        self._wall.setObjectName("layers.wall")
        self._wall.chosen.connect(self._choose_channel)
        self._map = PictureView(theme, "Map of the channel", "The map appears here.")
        self._map.setObjectName("layers.map")
        self._spectrum = SpectrumView(theme)
        self._spectrum.setObjectName("layers.spectrum")
        self._spectrum.setToolTip(
            "<qt>Power of each frequency of the map, the mean in the middle and the finest patterns at the edges. "
            "0 dB is white noise of variance 1.</qt>"
        )
        self._numbers = QLabel()
        self._numbers.setObjectName("layers.statistics")
        self._numbers.setWordWrap(True)
        self._numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._title = QLabel()
        self._title.setProperty("look", "title")
        heading = QLabel("Spectrum")
        heading.setProperty("look", "title")
        below = QGridLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setHorizontalSpacing(SPACING)
        below.setVerticalSpacing(2)
        below.addWidget(self._title, 0, 0)
        below.addWidget(heading, 0, 1)
        below.addWidget(self._map, 1, 0)
        below.addWidget(self._spectrum, 1, 1)
        below.setColumnStretch(0, 4)
        below.setColumnStretch(1, 5)
        below.setRowStretch(1, 1)
        for view in (self._map, self._spectrum):
            view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._menu)
        column.addWidget(self._note)
        column.addWidget(self._about)
        column.addWidget(self._wall, 5)
        column.addLayout(below, 4)
        column.addWidget(self._numbers)

    def begin(self, facts: Facts) -> None:
        """Another generator is there."""
        self._channel = None
        self._menu.show_layers(())
        self._note.say("")
        self._clear()
        self._explorer.ask("layers.names", name_layers, self._show_layers, rank=2)

    def refresh(self) -> None:
        """Looks into the layer again if the picture in view, or the generator, is another one."""
        if self.isVisible() and self._menu.layer is not None and self._wanted() != self._asked:
            self._ask(look_into)

    # --- inside ---

    def _wanted(self) -> tuple[object, ...]:
        """All that what is shown depends on."""
        facts, exploration = self._explorer.facts, self._explorer.exploration
        generator = facts and (facts.source, facts.step)
        return exploration.pose, exploration.look, generator, self._menu.layer, self._channel

    def _ask(self, look: Callable[..., Iterator[LayerView | ChannelSheet]]) -> None:
        layer, exploration = self._menu.layer, self._explorer.exploration
        if layer is not None:
            self._asked = self._wanted()
            self._is_walled = self._is_walled and look is not look_into  # else the wall is still due
            question = partial(look, exploration.pose, exploration.look, layer.name, self._channel)
            self._explorer.ask(QUESTION, question, self._show, self._fail, rank=2)

    def _show_layers(self, layers: tuple[LayerInfo, ...]) -> None:
        self._menu.show_layers(layers)
        self._choose_layer()

    def _choose_layer(self) -> None:
        layer = self._menu.layer
        is_row = layer is not None and len(layer.shape) == 1
        self._channel = 0 if is_row else None
        self._wall.setVisible(not is_row)
        self._clear()
        self.refresh()

    def _choose_channel(self, index: int | None) -> None:
        """Only the channel is drawn anew; the wall stays as it is."""
        channel = None if index is None else self._channels[index]
        if channel != self._channel:
            self._channel = channel
            self._ask(look_at if self._is_walled else look_into)

    def _show(self, answer: LayerView | ChannelSheet) -> None:
        self._note.say("")
        if isinstance(answer, LayerView):
            self._show_view(answer)
        else:
            self._show_sheet(answer)

    def _show_view(self, view: LayerView) -> None:
        layer, channel = view.layer, view.channel
        is_row = len(layer.shape) == 1
        title = "Numbers" if is_row else "Mean of all channels" if channel is None else f"Channel {channel}"
        self._title.setText(title)
        self._title.setToolTip("" if channel is not None else "The mean of their absolute values at each pixel")
        self._map.show_picture(in_grey(view.map)[..., None])
        self._spectrum.show_spectrum(view.spectrum)
        lines = [] if is_row else [f"{title}: {told(view.of_map)}"]
        self._numbers.setText("\n".join([*lines, f"Layer: {told(view.of_layer)}"]))

    def _show_sheet(self, sheet: ChannelSheet) -> None:
        order = np.argsort(sheet.channels)  # each keeps its place while the picture changes
        self._channels = [int(channel) for channel in sheet.channels[order]]
        labels = [f"Channel {channel}" for channel in self._channels]
        with QSignalBlocker(self._wall):
            self._wall.show_samples(sheet.maps[order][..., None], labels)
            if self._channel is None or self._channel in self._channels:
                self._wall.choose(None if self._channel is None else self._channels.index(self._channel))
            else:
                self._wall.choose(None)
        self._about.setText(about(sheet))
        self._is_walled = True

    def _fail(self, error: Exception) -> None:
        self._clear()
        if isinstance(error, ProblemError):
            self._note.say("\n".join(sentence(problem.message) for problem in error.problems), "advice")
        else:
            self._explorer.tell("Looking into the layer", error)

    def _clear(self) -> None:
        self._channels, self._asked, self._is_walled = [], (), False
        self._wall.clear()
        self._map.show_picture(None)
        self._spectrum.show_spectrum(None)
        for label in (self._numbers, self._about, self._title):
            label.clear()


def about(sheet: ChannelSheet) -> str:
    """What the wall shows, in a sentence."""
    shown, count = len(sheet.channels), sheet.layer.channels
    if len(sheet.layer.shape) == 1:
        return f"{sheet.layer.shape[0]} numbers, drawn as one map."
    if shown < count:
        return f"The {shown} of {count} channels that vary most, dark is low. Click one to enlarge it."
    return f"{count} channels, dark is low. Click one to enlarge it, again for all."


def told(numbers: Statistics) -> str:
    """What numbers are like, in a line."""
    words = (
        f"mean {numbers.mean:.3g}",
        f"std {numbers.std:.3g}",
        f"min {numbers.least:.3g}",
        f"max {numbers.most:.3g}",
        f"zeros {numbers.zeros:.0%}",
    )
    return " · ".join(words).replace("-", "−")


def in_grey(values: np.ndarray) -> np.ndarray:
    """Numbers (H, W) → (H, W) uint8, from the least to the greatest."""
    low, high = float(values.min()), float(values.max())
    return ((values - low) / max(high - low, 1e-12) * 255).round().astype(np.uint8)

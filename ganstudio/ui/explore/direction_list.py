"""Directions below one another under a heading, each with its slider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.pose import Direction, Slider
from ganstudio.exploration.sliders import Way, way
from ganstudio.ui.explore.direction_row import DirectionRow
from ganstudio.ui.explore.layer_range import Sides
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.note import Note, sentence


class DirectionList(QWidget):
    """Rows stay as long as their directions do, so that one that is moved is not lost under the mouse.

    The signals are those of the rows. came, gone: a row is there, or is no more.
    """

    moved = Signal(object)
    rested = Signal()
    kept = Signal(object)
    renamed = Signal(object)
    removed = Signal(object)
    unfolded = Signal(object, bool)  # DirectionRow
    gone = Signal(object)  # DirectionRow

    def __init__(self, title: str, theme: Theme, *, is_saved: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._is_saved = theme, is_saved
        self._rows: dict[Way, DirectionRow] = {}
        self._sides: Sides = ()
        heading = QLabel(title)
        heading.setProperty("look", "title")
        self._note = Note(theme)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(heading)
        self._column.addWidget(self._note)
        self.setAccessibleName(title)
        self.hide()

    def __iter__(self) -> Iterator[DirectionRow]:
        yield from self._rows.values()

    def show_sliders(self, shown: Sequence[Slider], facts: Facts, set_: Sequence[Slider], sides: Sides) -> None:
        """shown: the directions, with the layers that they are for. set_: the sliders of the picture in view."""
        wanted = {way(slider.direction): slider for slider in shown}
        named = {one: slider.direction.name for one, slider in wanted.items()}
        for gone in [one for one, row in self._rows.items() if row.direction.name != named.get(one)]:
            row = self._rows.pop(gone)
            self.gone.emit(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        rows = {one: self._rows.get(one) or self._made(slider, facts, sides) for one, slider in wanted.items()}
        if list(rows) != list(self._rows):
            for row in rows.values():
                self._column.removeWidget(row)
                self._column.addWidget(row)
        self._rows = rows
        moved = {way(slider.direction): slider for slider in set_}
        for one, row in rows.items():
            if sides != self._sides:
                row.show_about(is_pictures=facts.is_pictures, sides=sides)
            row.show_slider(moved.get(one))
        self._sides = sides
        self.setVisible(bool(rows))

    def show_stars(self, saved: Sequence[Direction]) -> None:
        ways = {way(direction) for direction in saved}
        for one, row in self._rows.items():
            row.show_star(one in ways)

    def refuse(self, reasons: Mapping[Way, str]) -> None:
        """Why directions cannot move the picture in view, at those that are moved, and once for all that are not."""
        for one, row in self._rows.items():
            row.refuse(reasons.get(one, ""))
        still = (reasons.get(one, "") for one, row in self._rows.items() if not row.slider.amount)
        reason = next(filter(None, still), "")
        self._note.say(sentence(reason) if reason else "", "advice")

    # --- inside ---

    def _made(self, slider: Slider, facts: Facts, sides: Sides) -> DirectionRow:
        row = DirectionRow(slider, self._theme, is_saved=self._is_saved)
        row.show_about(is_pictures=facts.is_pictures, sides=sides)
        for signal, own in ((row.moved, self.moved), (row.rested, self.rested), (row.kept, self.kept)):
            signal.connect(own)
        row.renamed.connect(self.renamed)
        row.removed.connect(self.removed)
        row.unfolded.connect(lambda is_unfolded: self.unfolded.emit(row, is_unfolded))
        return row

"""Favourites, each beside the real picture nearest to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ganstudio.exploration.place import Place
from ganstudio.exploration.views import By, Neighbours
from ganstudio.ui.explore.described import SIDE, thumbnail
from ganstudio.ui.explore.nearest_column import verdict
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.sample_grid import picture_of
from ganstudio.ui.widgets.sentence_label import SentenceLabel

FEW = 4  # more would leave no room for the picture in view
HEADINGS: dict[By, str] = {"pixels": "By pixels", "features": "By what D sees"}
COLUMNS: dict[By, int] = {"pixels": 2, "features": 4}


class NearestFavourites(QWidget):
    """One row for each; samples that are no pictures have their distances alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nearest.favourites")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(SPACING // 2)
        self._grid.setColumnStretch(1, 1)
        self._count = 0
        self.hide()

    def show_places(self, places: Sequence[Place], samples: np.ndarray) -> None:
        """samples: one for each."""
        self.clear()
        self._count = len(places)
        for text, column in (("Favourites", 0), *((HEADINGS[by], column) for by, column in COLUMNS.items())):
            heading = QLabel(text)
            heading.setProperty("look", "muted")
            self._grid.addWidget(heading, 0, column, 1, 2)
        for row, (place, sample) in enumerate(zip(places, samples, strict=True), 1):
            self._put(picture(sample), row, 0)
            name = SentenceLabel()
            name.say(place.name or "favourite")
            self._put(name, row, 1)
        self.setVisible(bool(places))

    def take(self, found: Neighbours) -> None:
        """Its first row is the picture in view, the others are the favourites."""
        for row in range(1, 1 + self._count):
            told = QLabel(f"{found.ratios[row]:.2f}")
            told.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            told.setFixedWidth(told.fontMetrics().horizontalAdvance("00.00 !"))
            if found.copied[row]:
                told.setText(f"{told.text()} !")
                told.setProperty("look", "advice")
            nearest = picture(found.real[row, 0])
            for widget in (nearest, told):
                widget.setToolTip(f"<qt>{HEADINGS[found.by]}: {verdict(found, row)}</qt>")
            self._put(nearest, row, COLUMNS[found.by])
            self._put(told, row, COLUMNS[found.by] + 1)

    def clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._count = 0
        self.hide()

    def _put(self, widget: QWidget, row: int, column: int) -> None:
        self._grid.addWidget(widget, row, column)
        widget.show()


def picture(sample: np.ndarray) -> QLabel:
    """A small one; nothing of a row of numbers."""
    label = QLabel()
    if sample.ndim == 3:
        label.setFixedSize(SIDE, SIDE)
        small = thumbnail(picture_of(sample[None], 1))
        label.setPixmap(QPixmap.fromImage(small).scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    return label

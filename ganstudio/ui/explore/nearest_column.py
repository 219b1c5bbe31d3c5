"""The real samples nearest to the picture in view by one measure, and what follows from how near they are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.exploration.views import By, Neighbours
from ganstudio.session.questions.nearest import Unknown
from ganstudio.ui.explore.nearest_pictures import NearestPictures, written
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.note import Note, sentence

NEARER, FARTHER = 0.75, 1.5  # of the usual distance, between which a sample is about as far as real ones are
NUMBERS = 6  # of a row that are written out
HEADINGS: dict[By, tuple[str, str]] = {
    "pixels": ("By pixels", "The root of the mean squared difference of pixels, of 0 to 255 each"),
    "features": ("By what D sees", "The same difference of the features that the discriminator looks at"),
}
ROWS: dict[By, tuple[str, str]] = {
    "pixels": ("By numbers", "The root of the mean squared difference of the numbers, in standard deviations"),
    "features": HEADINGS["features"],
}


class NearestColumn(QWidget):
    def __init__(self, by: By, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"nearest.{by}")
        self._by = by
        self._heading = QLabel()
        self._heading.setProperty("look", "title")
        self._pictures = NearestPictures(theme)
        self._pictures.setObjectName(f"nearest.{by}.pictures")
        self._rows = QLabel()
        self._rows.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._rows.setWordWrap(True)
        self._rows.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._warning = Note(theme)
        self._warning.setObjectName(f"nearest.{by}.warning")
        self._verdict = QLabel()
        self._verdict.setObjectName(f"nearest.{by}.verdict")
        self._verdict.setProperty("look", "muted")
        self._verdict.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addWidget(self._heading)
        column.addWidget(self._pictures, 1)
        column.addWidget(self._rows)
        for widget in (self._warning, self._verdict):
            column.addWidget(widget)
        column.addStretch()

    def begin(self, *, is_pictures: bool) -> None:
        """Nothing has been compared yet."""
        heading, hint = (HEADINGS if is_pictures else ROWS)[self._by]
        self._heading.setText(heading)
        self._heading.setToolTip(f"<qt>{hint}</qt>")
        self._pictures.setAccessibleName(f"Nearest training pictures, {heading[:1].lower()}{heading[1:]}")
        self._show(None)
        self._verdict.setText("")
        self._warning.say("")

    def take(self, answer: Neighbours | Unknown) -> None:
        if isinstance(answer, Unknown):
            self._show(None)
            self._warning.say("")
            self._verdict.setText(sentence(answer.reason))
            return
        self._show(answer)
        text = verdict(answer, 0)
        is_copied = bool(answer.copied[0])
        self._warning.say(text if is_copied else "", "advice")
        self._verdict.setText("" if is_copied else text)

    def _show(self, found: Neighbours | None) -> None:
        is_rows = found is not None and found.real.ndim == 3
        self._pictures.setVisible(not is_rows)
        self._rows.setVisible(is_rows)
        self._pictures.show_found(None if is_rows else found)
        if found is not None and is_rows:
            told = zip(found.distances[0].tolist(), found.real[0], strict=True)
            self._rows.setText("\n".join(f"{written(distance)}:  {numbers(row)}" for distance, row in told))


def verdict(found: Neighbours, row: int) -> str:
    """What the distance of one sample to the nearest real one means."""
    word = "picture" if found.real.ndim == 5 else "sample"
    ratio = float(found.ratios[row])
    if not np.isfinite(ratio):
        return f"Most real {word}s are copies of one another, so nothing follows from the distance."
    if found.copied[row]:
        said = f"Closer to a training {word} than real {word}s are to one another: it may be a copy"
    elif ratio < NEARER:
        said = f"Closer to a real {word} than most real ones are to one another, though some are as close"
    elif ratio <= FARTHER:
        said = f"About as far from the nearest real {word} as real ones are from one another"
    else:
        said = f"Farther from the nearest real {word} than real ones are from one another"
    return f"{said} ({ratio:.2f} of the usual distance)."


def numbers(row: np.ndarray) -> str:
    told = ", ".join(f"{value:.3g}".replace("-", "−") for value in row[:NUMBERS].tolist())
    return f"{told}, …" if len(row) > NUMBERS else told

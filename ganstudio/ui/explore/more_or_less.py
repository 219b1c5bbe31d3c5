"""Choosing favourites that have more of something, and others that have less."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from superqt import QElidingLabel

from ganstudio.exploration.facts import Drawn
from ganstudio.exploration.place import Place
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.places import draw_places
from ganstudio.ui.explore.described import SIDE, thumbnail
from ganstudio.ui.theme import MARGIN, SPACING
from ganstudio.ui.widgets.sample_grid import picture_of

QUESTION = "directions.favourites"
LONGEST = 80  # characters of a name


class MoreOrLess(QDialog):
    """decided: the places that have more of it, those that have less, and the name of what leads there."""

    decided = Signal(object, object, str)

    def __init__(self, explorer: Explorer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("more_or_less")
        self.setWindowTitle("More like these, less like those")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._explorer = explorer
        self._places = explorer.exploration.favourites
        self._has_pictures = explorer.facts is not None and explorer.facts.is_pictures
        self.pictures: list[QLabel] = []
        self._more: list[QToolButton] = []
        self._less: list[QToolButton] = []
        self._name = QLineEdit()
        self._name.setObjectName("more_or_less.name")
        self._name.setAccessibleName("Name of the direction")
        self._name.setMaxLength(LONGEST)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._find = self._buttons.addButton("Find", QDialogButtonBox.ButtonRole.AcceptRole)
        self._find.setObjectName("more_or_less.find")
        self._buttons.accepted.connect(self._decide)
        self._buttons.rejected.connect(self.reject)
        said = QLabel(
            "Choose at least one. Where nothing is chosen on one side, random places stand for it, so that the "
            "direction leads from or to what is usual."
        )
        said.setProperty("look", "muted")
        said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(SPACING)
        column.addWidget(said)
        column.addWidget(self._list(), 1)
        column.addWidget(QLabel("Name"))
        column.addWidget(self._name)
        column.addWidget(self._buttons)
        self.resize(420, min(220 + (SIDE + SPACING) * len(self._places), 560))
        self._choose()
        if self._has_pictures:
            question = partial(draw_places, self._places, explorer.exploration.look)
            explorer.ask(QUESTION, question, self._show_picture, rank=2)
        self.finished.connect(lambda _: explorer.forget(QUESTION))

    def _list(self) -> QScrollArea:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, SPACING, 0)
        grid.setSpacing(SPACING)
        grid.setColumnStretch(1, 1)
        for number, place in enumerate(self._places):
            picture = QLabel()
            picture.setFixedSize(SIDE, SIDE)
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            picture.setVisible(self._has_pictures)
            name = QElidingLabel(place.name)
            name.setToolTip(place.name)
            more, less = self._choice("More", place), self._choice("Less", place)
            more.toggled.connect(partial(self._let_go, less))
            less.toggled.connect(partial(self._let_go, more))
            self.pictures.append(picture)
            self._more.append(more)
            self._less.append(less)
            for place_in_row, widget in enumerate((picture, name, more, less)):
                grid.addWidget(widget, number, place_in_row)
        grid.setRowStretch(len(self._places), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        return area

    def _choice(self, text: str, place: Place) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setProperty("look", "toggle")
        button.setAccessibleName(f"{text} like “{place.name}”")
        button.toggled.connect(self._choose)
        return button

    def _let_go(self, other: QToolButton, is_chosen: bool) -> None:
        if is_chosen:
            other.setChecked(False)

    def _choose(self) -> None:
        more, less = self._chosen(self._more), self._chosen(self._less)
        is_own = self._name.isModified() and self._name.text().strip()
        if not is_own:
            self._name.setText(name_of(more, less))
            self._name.setCursorPosition(0)
        self._find.setEnabled(bool(more or less))
        self._find.setToolTip("" if more or less else "Choose a favourite that has more of it, or less")

    def _chosen(self, buttons: Sequence[QToolButton]) -> tuple[Place, ...]:
        return tuple(place for place, button in zip(self._places, buttons, strict=False) if button.isChecked())

    def _decide(self) -> None:
        more, less = self._chosen(self._more), self._chosen(self._less)
        self.decided.emit(more, less, self._name.text().strip() or name_of(more, less))
        self.accept()

    def _show_picture(self, answer: tuple[int, Drawn]) -> None:
        number, drawn = answer
        ratio = self.devicePixelRatioF()
        shown = QPixmap.fromImage(thumbnail(picture_of(drawn.samples, 1)))
        fits = QSize(SIDE, SIDE) * ratio
        mode = Qt.AspectRatioMode.KeepAspectRatio
        shown = shown.scaled(fits, mode, Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        self.pictures[number].setPixmap(shown)


def name_of(more: Sequence[Place], less: Sequence[Place]) -> str:
    """“more A, less B”."""
    parts = [
        f"{word} {' + '.join(place.name or 'unnamed' for place in places)}"
        for word, places in (("more", more), ("less", less))
        if places
    ]
    return ", ".join(parts)[:LONGEST]

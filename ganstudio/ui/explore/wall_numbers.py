"""The numbers that the picture in view is made of: to be read, copied, changed, or replaced by one's own."""

from __future__ import annotations

import re
from math import isfinite

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Drawn, Facts
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.pose import Pose
from ganstudio.session.explorer import Explorer
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.note import Note
from ganstudio.ui.widgets.sentence_label import SentenceLabel

BETWEEN = re.compile(r"[\s,;\[\]()]+")
LINES = 4
TOLD = 20  # characters of what is no number


class Numbers(QWidget):
    """A field of numbers; what is typed is looked at with “Go there”."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._shown = ""  # the text as it was put there
        self._title = SentenceLabel()
        self._title.setProperty("look", "muted")
        self._field = QPlainTextEdit()
        self._field.setObjectName("explore.wall.numbers")
        self._field.setAccessibleName("Numbers of the place in view")
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(LINES * self._field.fontMetrics().lineSpacing() + 18)
        self._field.textChanged.connect(self._judge)
        self._copy = self._button("explore.wall.copy", "Copy", "Copy all of these numbers", self._copy_all)
        self._restore = self._button(
            "explore.wall.restore", "Restore", "The numbers of the picture in view again", self._put_back
        )
        self._go = self._button("explore.wall.go", "Go there", "Look at the place with these numbers", self._go_there)
        self._note = Note(theme)
        self._note.setObjectName("explore.wall.wrong")
        heading = QHBoxLayout()
        heading.setSpacing(SPACING // 2)
        heading.addWidget(self._title, 1)
        for button in (self._copy, self._restore, self._go):
            heading.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addLayout(heading)
        column.addWidget(self._field)
        column.addWidget(self._note)

    def begin(self) -> None:
        """Another generator is there."""
        self._shown = ""
        self._field.clear()

    def show_place(self, drawn: Drawn | None) -> None:
        """The numbers of the picture in view, unless a person is changing others."""
        if drawn is None or not self.isVisible() or (self._is_changed() and self._field.hasFocus()):
            return
        text = ", ".join(f"{value:.9g}" for value in drawn.latents.values[0])
        if text != self._shown or self._is_changed():
            self._shown = text
            self._field.setPlainText(text)
        self._judge()

    def _judge(self) -> None:
        facts, drawn = self._explorer.facts, self._explorer.picture
        if facts is None or drawn is None:
            return
        is_changed = self._is_changed()
        wrong = ""
        try:
            place_of(self._field.toPlainText(), facts, drawn.latents)
        except ValueError as error:
            wrong = str(error)
        self._note.say(wrong if is_changed else "")
        self._restore.setEnabled(is_changed)
        self._go.setEnabled(is_changed and not wrong)
        count = drawn.latents.values.shape[1]
        self._title.say(f"{count:,} numbers in {drawn.latents.space}")

    def _go_there(self) -> None:
        facts, drawn = self._explorer.facts, self._explorer.picture
        if facts is None or drawn is None:
            return
        place = place_of(self._field.toPlainText(), facts, drawn.latents)
        place = place.revise("classes", self._explorer.exploration.pose.place.classes)
        self._shown = self._field.toPlainText()
        self._explorer.propose("pose", Pose(place=place), "numbers of z", merges=False)
        self._judge()

    def _put_back(self) -> None:
        self._field.setPlainText(self._shown)

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self._field.toPlainText())

    def _is_changed(self) -> bool:
        return self._field.toPlainText() != self._shown

    def _button(self, name: str, text: str, hint: str, does: object) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(hint)
        button.clicked.connect(does)
        return button


def place_of(text: str, facts: Facts, in_view: Latents) -> Place:
    """The place with the numbers in a text. Raises ValueError, with a sentence, for what is none.

    As many as latent_dim are a place in z, as many as a place in view in w has are one there.
    """
    values = read_numbers(text)
    spaces: dict[int, Space] = {facts.latent_dim: "z"}
    if in_view.space == "w":
        spaces[in_view.values.shape[1] // facts.layers] = "w"
        spaces[in_view.values.shape[1]] = "w"
    if len(values) not in spaces:
        wanted = " or ".join(f"{count:,} in {space}" for count, space in sorted(spaces.items()))
        have = "This is 1 number" if len(values) == 1 else f"These are {len(values):,} numbers"
        raise ValueError(f"{have}; a place of this generator has {wanted}.")
    return Place(space=spaces[len(values)], values=values)


def read_numbers(text: str) -> tuple[float, ...]:
    """Numbers with commas, spaces or new lines between them. Raises ValueError, with a sentence."""
    numbers = []
    for word in filter(None, BETWEEN.split(text)):
        told = word if len(word) <= TOLD else f"{word[:TOLD]}…"
        try:
            number = float(word.replace("−", "-"))
        except ValueError:
            raise ValueError(f"“{told}” is not a number. Write 0.5, −1.2 and so on, with commas or spaces.") from None
        if not isfinite(number) or abs(number) > 1e6:
            raise ValueError(f"“{told}” is too far away: a place lies between −1,000,000 and 1,000,000.")
        numbers.append(number)
    return tuple(numbers)

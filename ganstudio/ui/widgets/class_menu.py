"""A menu of the classes that samples may show: all in turn, or one; of many, one is found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from ganstudio.ui.widgets.menu import Menu

ALL = "All classes"
HINT = "Which class the newest samples show; those that are kept show all in turn."
FEW = 15  # classes that need no typing
WIDEST = 170  # px
BESIDE = 46  # px of the menu beside its text


class ClassMenu(Menu):
    """chosen: the number of a class, None for all."""

    chosen = Signal(object)

    def __init__(self, first: str = ALL, hint: str = HINT, parent: QWidget | None = None) -> None:
        """first: the entry for no class in particular. hint: what choosing does, in a sentence."""
        super().__init__(parent)
        self._first, self._hint = first, hint
        self._classes: tuple[str, ...] = ()
        self.setAccessibleName("Which class the samples show")
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(FEW + 1)
        self.activated.connect(self._choose)
        self.hide()

    @property
    def classes(self) -> tuple[str, ...]:
        return self._classes

    @property
    def choice(self) -> int | None:
        """The number of the chosen class, None for all."""
        return self.currentIndex() - 1 if self.currentIndex() > 0 else None

    def show_classes(self, classes: Sequence[str]) -> None:
        """Offers these. Without any there is nothing to choose and nothing to see."""
        if tuple(classes) == self._classes:
            return
        self._classes = tuple(classes)
        with QSignalBlocker(self):
            self.clear()
            self.addItems(texts := [self._first, *map(spoken, classes)])
            for row, name in enumerate(classes, 1):
                self.setItemData(row, f"<qt>{escape(name)}</qt>", Qt.ItemDataRole.ToolTipRole)
            self.setEditable(False)
            if len(classes) > FEW:
                self._make_searchable()
            self.setCurrentIndex(0)
        longest = max(map(self.fontMetrics().horizontalAdvance, texts))
        self.setFixedWidth(min(longest + BESIDE, WIDEST))
        self._tell()
        self.setVisible(bool(classes))

    def _make_searchable(self) -> None:
        """A part of a name is enough, and what is none goes again."""
        line = QLineEdit()
        line.setStyleSheet("border: 0; padding: 0; min-height: 0; background: transparent")  # the menu has a frame
        self.setLineEdit(line)
        completer = QCompleter(self.model(), line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(FEW)
        if (names := completer.popup()) is not None:
            names.setStyleSheet("border: 1px solid palette(mid)")
        self.setCompleter(completer)
        line.editingFinished.connect(lambda: self.setEditText(self.itemText(self.currentIndex())))

    def _choose(self, index: int) -> None:
        self._tell()
        self.chosen.emit(self.choice)

    def _tell(self) -> None:
        name = "" if self.choice is None else f"<b>{escape(self._classes[self.choice])}</b><br>"
        search = " Type a part of a name to find it." if self.isEditable() else ""
        self.setToolTip(f"<qt>{name}{self._hint}{search}</qt>")


def spoken(name: str) -> str:
    """A number alone says too little."""
    return f"Class {name}" if name.isdecimal() else name

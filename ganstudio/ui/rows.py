"""A row of a form: one option with its name, its editor, a way back to the default, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ganstudio.options import Declaration
from ganstudio.problems import Problem
from ganstudio.ui.editors import Editor, editor_for, value_text, wanted_path
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.note import Note, sentence

Propose = Callable[[str, object], tuple[Problem, ...]]  # takes a path and a value; says why not, or nothing
LABEL = 104  # px, the same in every form so that all editors stand in one line
ARROW = 22  # px
PATIENCE = 600  # ms of standing still before half a number is called wrong


class Row(QWidget):
    """One option, or several that belong together.

    refused_changed: something that cannot be a value has been typed, or is so no longer.
    """

    refused_changed = Signal()

    def __init__(self, path: str, theme: Theme) -> None:
        super().__init__()
        self.path = path
        self.theme = theme
        self.note = Note(theme)
        self.note.setObjectName(f"{path}:note")
        self._marks: tuple[tuple[Problem, ...], tuple[Problem, ...]] = ((), ())

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Why the experiment is not what stands in this row, if so."""
        return ()

    def rows(self) -> Iterator[Row]:
        """This row and those inside it that can be seen when all is unfolded."""
        yield self

    def show_value(self, value: Any) -> None:
        raise NotImplementedError

    def mark(self, problems: Sequence[Problem], advice: Sequence[Problem]) -> None:
        """Shows what the check of the whole experiment found about this row."""
        self._marks = (tuple(problems), tuple(advice))
        self.say()

    def say(self) -> None:
        problems, advice = self._marks
        if self.refused or problems:
            self.note.say("\n".join(sentence(p.message) for p in self.refused or problems), "problem")
        else:
            self.note.say("\n".join(sentence(p.message) for p in advice), "advice")

    def forget(self) -> None:
        """Another document is shown from now on: what was typed for the last one means nothing."""

    def narrow(self, text: str) -> bool:
        """Shows itself only if the text is in its name, path or help, or in a row inside it. True if it is shown."""
        raise NotImplementedError

    def ready(self) -> None:
        """The window has been painted; what takes long may be done now."""


class ValueRow(Row):
    """One option with its editor."""

    def __init__(self, declared: Declaration, default: Any, path: str, propose: Propose, theme: Theme) -> None:
        super().__init__(path, theme)
        self._propose = propose
        self._default = default
        is_free_text = declared.type is str and wanted_path(declared) is None
        self._can_reset = not is_free_text  # nobody wants “Untitled” back
        self._words = words(declared, path)
        self._refused: tuple[Problem, ...] = ()
        self.editor: Editor = editor_for(declared)
        self.editor.control.setObjectName(path)
        self.editor.control.setAccessibleName(declared.label)
        self.editor.control.setAccessibleDescription(declared.help)
        label = row_label(declared.label)
        label.setBuddy(self.editor.control)
        for widget in (label, self.editor):
            widget.setToolTip(tooltip(declared, default, path))
        self._reset = ResetButton(f"Back to the default: {value_text(default, declared)}", path, theme)
        arrange(self, label, self.editor, self._reset, self.note, is_wide=self.editor.is_wide)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self.say)
        self.editor.edited.connect(self._edit)
        self.editor.left.connect(self._leave)
        self.editor.cancelled.connect(self._cancel)
        self._reset.clicked.connect(self._take_default)

    @property
    def refused(self) -> tuple[Problem, ...]:
        return self._refused

    def show_value(self, value: Any) -> None:
        if self._refused and value == self.editor.shown:
            return  # the typed text is kept until it is corrected
        self.editor.show_value(value)
        self._reset.setVisible(self._can_reset and value != self._default)
        self._settle(())

    def say(self) -> None:
        super().say()
        wrong = self.note.severity == "problem" and bool(self.note.text)
        self.editor.control.setProperty("state", "wrong" if wrong else "")
        self.editor.control.style().polish(self.editor.control)

    def narrow(self, text: str) -> bool:
        found = text in self._words
        self.setVisible(found)
        return found

    def forget(self) -> None:
        if self._refused:
            self._cancel()

    def _edit(self, value: Any) -> None:
        refused = self._propose(self.path, value)
        if refused:
            self._refused = refused
            self._patience.start()
            self.refused_changed.emit()
        else:
            self._settle(())

    def _leave(self) -> None:
        self._patience.stop()
        if not self._refused:
            self.editor.tidy()
        self.say()

    def _cancel(self) -> None:
        self.editor.tidy()
        self._settle(())

    def _take_default(self) -> None:
        self._cancel()
        self._edit(self._default)
        self.editor.setFocus()

    def _settle(self, refused: tuple[Problem, ...]) -> None:
        changed = self._refused != refused
        self._refused = refused
        self._patience.stop()
        self.say()
        if changed:
            self.refused_changed.emit()


class ResetButton(QToolButton):
    """Back to the default. It keeps its place while hidden, so that nothing jumps."""

    def __init__(self, hint: str, path: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(f"{path}:reset")
        self.setAutoRaise(True)
        self.setFixedSize(ARROW, ARROW)
        self.setIconSize(QSize(14, 14))
        self.setToolTip(hint)
        self.setAccessibleName(hint)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._color)
        self._color()
        self.hide()

    def _color(self) -> None:
        self.setIcon(self._theme.icon("backup-restore", self._theme.colors.muted))


def arrange(
    row: QWidget, label: QLabel | None, editor: QWidget, reset: QWidget, note: QWidget, *, is_wide: bool
) -> None:
    """Label beside the editor, or above it where the editor needs the width; the note below."""
    line = QHBoxLayout()
    line.setSpacing(4)
    layout = QVBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    if label is not None and is_wide:
        layout.addWidget(label)
    elif label is not None:
        label.setFixedWidth(LABEL)
        line.addWidget(label)
    line.addWidget(editor, 1)
    line.addWidget(reset, 0, Qt.AlignmentFlag.AlignTop if is_wide else Qt.AlignmentFlag.AlignVCenter)
    layout.addLayout(line)
    below = QHBoxLayout()
    below.setContentsMargins(0, 0, ARROW, 0)
    below.addWidget(note)
    layout.addLayout(below)


def stack(widget: QWidget) -> QVBoxLayout:
    """A layout without margins for what belongs together."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACING)
    return layout


def divider() -> QFrame:
    """A thin line before a group of rows."""
    line = QFrame()
    line.setProperty("look", "divider")
    line.setFixedHeight(1)
    return line


def row_label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("look", "row-label")
    return label


def words(declared: Declaration, path: str) -> str:
    """What an option is found by."""
    return f"{declared.label} {path} {declared.help} {declared.unit}".lower()


def tooltip(declared: Declaration, default: Any, path: str) -> str:
    """Everything that is known of an option, as a person reads it."""
    facts = []
    if declared.range and not declared.choices:
        facts.append(f"Range: {declared.range} {declared.unit}".rstrip())
    facts.append(f"Default: {value_text(default, declared)}")
    lines = "<br>".join(escape(fact) for fact in facts)
    return (
        f"<qt><b>{escape(declared.label)}</b><br>{escape(declared.help)}"
        f"<p style='margin-top:6px'>{lines}</p><p style='margin-top:6px'><code>{escape(path)}</code></p></qt>"
    )

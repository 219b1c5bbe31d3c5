"""The path of a folder: typed, chosen in a dialog, or dropped from a file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget


class FolderField(QWidget):
    """edited: the path as text."""

    edited = Signal(object)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self.line = PathLine()
        self.line.setPlaceholderText("Drop a folder here")
        self.button = QPushButton("Browse…")
        self.button.setAccessibleName(f"Browse for: {label}")
        self.button.setAutoDefault(False)  # Enter in the line is not meant for it
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.button)
        self.line.textEdited.connect(self.edited.emit)
        self.line.dropped.connect(self._take)
        self.button.clicked.connect(self._browse)

    def show_folder(self, folder: str) -> None:
        if folder != self.line.text():
            self.line.setText(folder)
        self.line.rest()

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._label, self.line.text())
        if chosen:
            self._take(chosen)

    def _take(self, folder: str) -> None:
        self.line.setText(folder)
        self.line.rest()
        self.edited.emit(folder)


class PathLine(QLineEdit):
    """A line that shows the end of a long path, where the folder's own name is, and takes a dropped folder."""

    dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)

    def rest(self) -> None:
        """Shows the end unless someone is typing."""
        if not self.hasFocus():
            self.end(False)
        self.setStatusTip(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.end(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _folder(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _folder(event)
        if folder is not None:
            event.acceptProposedAction()
            self.dropped.emit(str(folder))


def _folder(event: QDropEvent) -> Path | None:
    """The one folder that is dragged, if it is one."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].is_dir() else None

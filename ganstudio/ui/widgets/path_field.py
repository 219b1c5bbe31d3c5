"""The path of a folder or a file: typed, chosen in a dialog, or dropped from a file manager."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget


@dataclass(frozen=True)
class Wanted:
    """A file with one of those suffixes, which have no dot; with `folder` a folder, or such a file if there are any."""

    suffixes: tuple[str, ...] = ()
    folder: bool = False

    @property
    def invitation(self) -> str:
        files = f".{self.suffixes[0]} file" if self.suffixes else ""
        if self.folder and len(self.suffixes) > 1:  # there is no room for one of them, and it would not be all
            files = "file"
        return f"Drop a {' or '.join(filter(None, (self.folder * 'folder', files)))} here"

    def fits(self, path: Path) -> bool:
        is_such_file = path.is_file() and path.suffix.lower().removeprefix(".") in self.suffixes
        return is_such_file or (self.folder and path.is_dir())

    def ask_folder(self, parent: QWidget, title: str, start: str) -> str:
        """The folder that a person chooses in the system's dialog, or nothing."""
        return QFileDialog.getExistingDirectory(parent, title, start)

    def ask_file(self, parent: QWidget, title: str, start: str) -> str:
        """The file that a person chooses in the system's dialog, or nothing."""
        patterns = " ".join(f"*.{suffix}" for suffix in self.suffixes)
        path, _ = QFileDialog.getOpenFileName(parent, title, start, f"{title} ({patterns});;All files (*)")
        return path


class PathField(QWidget):
    """edited: the path as text."""

    edited = Signal(object)

    def __init__(self, label: str, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self.line = PathLine(wanted)
        self.line.setPlaceholderText(wanted.invitation)
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
        if wanted.folder and wanted.suffixes:  # no system has a dialog for both
            menu = QMenu(self.button)
            menu.addAction("Folder…", lambda: self._browse(wanted.ask_folder))
            files = "File…" if len(wanted.suffixes) > 1 else f"{wanted.suffixes[0].upper()} file…"
            menu.addAction(files, lambda: self._browse(wanted.ask_file))
            self.button.setMenu(menu)
        else:
            self.button.clicked.connect(lambda: self._browse(wanted.ask_folder if wanted.folder else wanted.ask_file))

    def show_path(self, path: str) -> None:
        if path != self.line.text():
            self.line.setText(path)
        self.line.rest()

    def _browse(self, ask: Callable[[QWidget, str, str], str]) -> None:
        chosen = ask(self, self._label, self.line.text())
        if chosen:
            self._take(chosen)

    def _take(self, path: str) -> None:
        self.line.setText(path)
        self.line.rest()
        self.edited.emit(path)


class PathLine(QLineEdit):
    """A line that shows the end of a long path, where the name is, and takes what is wanted when it is dropped."""

    dropped = Signal(str)

    def __init__(self, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted
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
        if self._dragged(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dragged(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(str(path))

    def _dragged(self, event: QDropEvent) -> Path | None:
        """The one thing that is dragged, if it is what is wanted."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return paths[0] if len(paths) == 1 and self._wanted.fits(paths[0]) else None

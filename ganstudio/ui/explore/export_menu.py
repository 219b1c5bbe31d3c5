"""The menu of what leaves the explorer as files, and of the path's own file, which also comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from ganstudio.exploration.journey import LatentPath, load_path, save_path
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.notice import Notice
from ganstudio.session.questions import export
from ganstudio.session.questions.path import CornerGrid
from ganstudio.ui.explore.export_dialog import ExportDialog
from ganstudio.ui.explore.export_progress import ExportProgress
from ganstudio.ui.explore.grid_view import wanting
from ganstudio.ui.explore.paths import path_of, problems_of
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.note import sentence

PICTURES, PATHS = "Pictures (*.png)", "Paths (*.toml)"
BUSY = "Something is being written; wait for it, or cancel it."


class ExportMenu(QToolButton):
    """What cannot be written says why, when the mouse rests on it."""

    def __init__(
        self,
        explorer: Explorer,
        theme: Theme,
        grid: Callable[[], CornerGrid | None],
        progress: ExportProgress,
        parent: QWidget | None = None,
    ) -> None:
        """grid: as it is set now."""
        super().__init__(parent)
        self._explorer, self._theme, self._grid, self._progress = explorer, theme, grid, progress
        self.setObjectName("explore.path.export")
        self.setText("Export")
        self.setAccessibleName("Export")
        self.setToolTip("Pictures, an animation, a data set or the path itself as files")
        self.setProperty("look", "toggle")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._picture = self._offer(menu, "picture", "Picture in view…", self._export_picture)
        self._strip = self._offer(menu, "strip", "Strip as picture…", self._export_strip)
        self._sheet = self._offer(menu, "grid", "Grid as picture…", self._export_grid)
        self._animation = self._offer(menu, "animation", "Animation…", self._export_animation)
        self._samples = self._offer(menu, "dataset", "Data set of samples…", self._export_samples)
        menu.addSeparator()
        self._save = self._offer(menu, "save", "Path file…", self._save_path)
        self._open = self._offer(menu, "open", "Open path file…", self._open_path)
        menu.aboutToShow.connect(self.refresh)
        self.setMenu(menu)
        theme.changed.connect(self._colour)
        self._colour()

    def refresh(self) -> None:
        """Offers what there is now."""
        facts, exploration = self._explorer.facts, self._explorer.exploration
        if facts is None:
            return
        problems = problems_of(path_of(exploration, facts), facts)
        no_path = " ".join(sentence(problem.message) for problem in problems)
        no_grid = wanting(len(exploration.anchors)) if self._grid() is None else ""
        busy = BUSY if self._progress.is_working else ""
        for action, reason in (
            (self._picture, "" if self._explorer.picture else "It is being drawn."),
            (self._strip, busy or no_path),
            (self._sheet, busy or no_grid),
            (self._animation, busy or no_path),
            (self._samples, busy),
            (self._save, "" if exploration.anchors else "There are no anchors yet."),
        ):
            action.setEnabled(not reason)
            action.setToolTip(reason)

    def _offer(self, menu: QMenu, name: str, text: str, does: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(f"explore.path.export.{name}")
        action.triggered.connect(does)
        return action

    def _colour(self) -> None:
        self.setIcon(self._theme.icon("export-variant"))

    # --- pictures ---

    def _export_picture(self) -> None:
        if self._explorer.picture is not None:
            pixels = self._explorer.picture.samples[0]  # as it is now, whatever happens behind the dialog
            dialog = ExportDialog(export.Picture(), "Export the picture in view", self._theme, self.window())
            dialog.accepted.connect(lambda: self._save_picture(pixels, dialog.value))
            dialog.open()

    def _save_picture(self, pixels: object, wanted: export.Picture) -> None:
        if (file := self._ask("Export the picture in view", self._named(".png"), PICTURES)) is not None:
            try:
                export.save_picture(pixels, wanted.size, file)  # type: ignore[arg-type]
            except OSError as error:
                self._explorer.tell("The export", error)
            else:
                self._explorer.notice(Notice(f"The picture is in {file}."))

    def _export_strip(self) -> None:
        path = self._path()
        if (file := self._ask("Export the strip", self._named("-strip.png"), PICTURES)) is not None:
            question = partial(export.write_strip, path, file)
            self._progress.write("strip", question, path.journey.frames, file)

    def _export_grid(self) -> None:
        grid, look = self._grid(), self._explorer.exploration.look
        if grid is not None and (file := self._ask("Export the grid", self._named("-grid.png"), PICTURES)) is not None:
            question = partial(export.write_grid, grid, look, file)
            self._progress.write("grid", question, grid.count, file)

    def _export_animation(self) -> None:
        path = self._path()
        proposed = export.Animation(fps=path.journey.fps, loop=path.journey.walk.is_loop)
        dialog = ExportDialog(proposed, "Export an animation", self._theme, self.window())
        dialog.refuse("format", export.refused_formats())
        dialog.accepted.connect(lambda: self._write_animation(path, dialog.value))
        dialog.open()

    def _write_animation(self, path: LatentPath, wanted: export.Animation) -> None:
        files = f"{wanted.format} (*{wanted.suffix})" if wanted.suffix else "Folders (*)"
        file = self._ask("Export an animation", self._named(wanted.suffix or "-frames"), files, wanted.suffix)
        if file is not None:
            question = partial(export.write_animation, path, wanted, file)
            self._progress.write("animation", question, path.journey.frames, file)

    def _export_samples(self) -> None:
        dialog = ExportDialog(export.Samples(), "Export a data set of samples", self._theme, self.window())
        if not self._explorer.facts or not self._explorer.facts.classes:
            dialog.leave_out("per_class")
        dialog.accepted.connect(lambda: self._write_samples(dialog.value))
        dialog.open()

    def _write_samples(self, wanted: export.Samples) -> None:
        facts, look = self._explorer.facts, self._explorer.exploration.look
        folder = self._ask("Export a data set of samples", self._named("-samples"), "Folders (*)", "")
        if facts is not None and folder is not None:
            question = partial(export.write_dataset, wanted, look, folder)
            self._progress.write("data set", question, wanted.total(facts), folder)

    # --- the path itself ---

    def _save_path(self) -> None:
        path = self._path()
        if (file := self._ask("Save the path", self._named("-path.toml"), PATHS, ".toml")) is not None:
            try:
                save_path(path, file)
            except OSError as error:
                self._explorer.tell("Saving the path", error)
            else:
                self._explorer.notice(Notice(f"The path is in {file}."))

    def _open_path(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Open a path", "", f"{PATHS};;All files (*)")
        if not chosen:
            return
        file = Path(chosen)
        try:
            path = load_path(file)
        except ProblemError as error:
            self._explorer.tell(f"Opening {file.name}", error)
            return
        exploration = self._explorer.exploration.revise("anchors", path.anchors)
        exploration = exploration.revise("journey", path.journey).revise("look", path.look)
        self._explorer.edit(exploration, f"path “{file.stem}”")

    # --- inside ---

    def _path(self) -> LatentPath:
        assert self._explorer.facts is not None
        return path_of(self._explorer.exploration, self._explorer.facts)

    def _named(self, ending: str) -> str:
        """What a file is proposed to be called."""
        facts = self._explorer.facts
        name = (facts.name or facts.source.path.stem) if facts else "path"
        return f"{name}{ending}".replace("/", "-")

    def _ask(self, title: str, proposed: str, files: str, suffix: str = ".png") -> Path | None:
        """Where to; with that suffix if none is given."""
        chosen, _ = QFileDialog.getSaveFileName(self, title, proposed, files)
        if not chosen:
            return None
        return Path(chosen) if not suffix or Path(chosen).suffix.lower() == suffix else Path(f"{chosen}{suffix}")

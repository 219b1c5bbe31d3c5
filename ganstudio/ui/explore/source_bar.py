"""Which generator is explored, and the way to another one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QWidget

from ganstudio.exploration.facts import Facts, Source
from ganstudio.runs import Run
from ganstudio.session.session import Session
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.sentence_label import SentenceLabel

GENERATORS = "Exported generators (*.safetensors)"


class SourceBar(QWidget):
    """A menu of checkpoints, runs and files, beside the name and step of what is explored."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._explorer, self._theme = session, session.explorer, theme
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self._button = QToolButton()
        self._button.setObjectName("explore.source")
        self._button.setText("Generator")
        self._button.setAccessibleName("Generator to explore")
        self._button.setToolTip("Choose a checkpoint of a run, the run in progress or an exported generator")
        self._button.setProperty("look", "toggle")
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setMenu(self._menu)
        self._name = SentenceLabel()
        self._name.setObjectName("explore.name")
        self._follow = QToolButton()
        self._follow.setObjectName("explore.follow")
        self._follow.setText("Follow the training")
        self._follow.setCheckable(True)
        self._follow.setProperty("look", "toggle")
        self._follow.setToolTip("Renew the generator every few moments while it learns; training goes on at its speed")
        self._follow.clicked.connect(self._choose_following)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self._button)
        row.addWidget(self._name, 1)
        row.addWidget(self._follow)
        explorer = session.explorer
        explorer.facts_changed.connect(self._show)
        explorer.renewed.connect(self._show)
        explorer.following_changed.connect(self._show)
        session.state_changed.connect(self._show)
        theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        facts = self._explorer.facts
        self._button.setIcon(self._theme.icon("shape-outline"))
        opening = "Opening the generator…" if self._explorer.is_loading else ""
        self._name.say(opening or (named(facts) if facts else ""))
        self._follow.setVisible(self._explorer.training is not None)
        self._follow.setChecked(self._explorer.is_following)

    def _fill(self) -> None:
        """The menu as things stand now."""
        self._menu.clear()
        if (training := self._explorer.training) is not None:
            self._offer("The training in progress", Source(training.folder, follows=True))
        if (run := self._explorer.open_run) is not None:
            self._offer_checkpoints(run)
        self._menu.addSeparator()
        for text, name, choose in (
            ("Another run folder…", "explore.open_run", self._choose_run),
            ("Exported generator…", "explore.open_file", self._choose_file),
        ):
            action = self._menu.addAction(text)
            action.setObjectName(name)
            action.triggered.connect(choose)

    def _offer_checkpoints(self, run: Run) -> None:
        steps = run.checkpoint_steps()
        if not steps:
            self._menu.addAction(f"{run.name} has no checkpoint yet").setEnabled(False)
        for number, step in enumerate(steps):
            self._offer(
                f"{run.name}, step {step:,}" + (" (newest)" if number == 0 else ""),
                Source(run.folder, None if number == 0 else step),
            )

    def _offer(self, text: str, source: Source) -> None:
        action = QAction(text, self._menu, checkable=True)
        facts = self._explorer.facts
        action.setChecked(facts is not None and facts.source == source)
        action.triggered.connect(partial(self._explorer.explore, source))
        self._menu.addAction(action)

    def _choose_run(self) -> None:
        start = str(self._session.preferences.runs)
        if folder := QFileDialog.getExistingDirectory(self, "Explore the generator of a run", start):
            self._explorer.explore(Source(Path(folder)))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Explore an exported generator", "", GENERATORS)
        if chosen:
            self._explorer.explore(Source(Path(chosen)))

    def _choose_following(self, follow: bool) -> None:
        if (training := self._explorer.training) is not None:
            self._explorer.follow(training, follow)
        self._show()


def named(facts: Facts) -> str:
    """The generator in a few words."""
    words = [facts.name or facts.source.path.stem, f"step {facts.step:,}"]
    return " · ".join(words)

"""What the mouse does on the map: look, or choose places that have more of something and others that have less."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QInputDialog, QToolButton, QWidget

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.pose import Direction
from ganstudio.exploration.views import Map
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.notice import Notice
from ganstudio.session.questions.map import direction_between
from ganstudio.ui.explore.place_map import PlaceMap
from ganstudio.ui.explore.toggle import toggle
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.map_view import Mode

WORK = "map.direction"
LONGEST = 80  # characters of a name
HINTS: dict[Mode, tuple[str, str]] = {
    "look": ("Look", "A click looks at a place; a drag of the point blends those around it."),
    "more": ("More", "Draw a loop around places that have more of something, or click them one by one."),
    "less": ("Less", "Draw a loop around places that have less of it, or click them one by one."),
}
CHOOSING: tuple[Mode, ...] = ("more", "less")
NONE = "Choose places with “More”, “Less” or both first"


class MapSelection(QWidget):
    """The direction that is made leads from the mean of one selection to that of the other."""

    def __init__(self, explorer: Explorer, view: PlaceMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._view = explorer, view
        self._map: Map | None = None
        self._modes = QButtonGroup(self)
        self._buttons: dict[Mode, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        for mode, (text, hint) in HINTS.items():
            button = toggle(f"map.{mode}", text, hint)
            button.clicked.connect(partial(view.set_mode, mode))
            self._modes.addButton(button)
            self._buttons[mode] = button
            row.addWidget(button)
        self._buttons["look"].setChecked(True)
        self._clear = toggle("map.clear", "Clear", "Let all chosen places go", stays=False)
        self._clear.clicked.connect(self._let_go)
        self._make = toggle("map.direction", "Make a direction…", NONE, stays=False)
        self._make.clicked.connect(self._ask_name)
        row.addStretch()
        row.addWidget(self._clear)
        row.addWidget(self._make)
        view.selected.connect(self._show)
        self.show_map(None)

    def show_map(self, made: Map | None) -> None:
        """None where there is nothing to choose from."""
        if made is None:
            self._explorer.forget(WORK)
        self._map = made
        if made is None:
            self._buttons["look"].click()
        for button in self._buttons.values():
            button.setEnabled(made is not None)
        self._show()

    # --- inside ---

    def _show(self) -> None:
        counts = {mode: len(self._view.chosen(mode)) for mode in CHOOSING}
        for mode, count in counts.items():
            text = HINTS[mode][0]
            self._buttons[mode].setText(f"{text} ({count:,})" if count else text)
        is_making = self._explorer.is_working(WORK)
        self._clear.setVisible(any(counts.values()))
        self._make.setEnabled(any(counts.values()) and not is_making)
        if is_making:
            hint = "The direction is being made"
        elif all(counts.values()):
            hint = "Make a slider that leads from the mean of “Less” to that of “More”"
        elif any(counts.values()):
            which = "“More”" if counts["more"] else "“Less”"
            hint = f"Make a slider between {which} and what is usual: random places stand for the other side"
        else:
            hint = NONE
        self._make.setToolTip(f"<qt>{hint}</qt>")

    def _let_go(self) -> None:
        self._view.clear_selection()
        self._show()

    def _ask_name(self) -> None:
        made = self._map
        if made is None:
            return
        name, wanted = QInputDialog.getText(self, "Make a direction", "What does it change?", text="more of it")
        if wanted and name.strip():
            more, less = (self._chosen(made, mode) for mode in CHOOSING)
            question = partial(direction_between, more, less, name.strip()[:LONGEST])
            self._explorer.work(WORK, question, self._keep, self._fail, ended=self._show, rank=1)
            self._show()

    def _chosen(self, made: Map, mode: Mode) -> Latents:
        return made.latents.part(self._view.chosen(mode))

    def _keep(self, directions: tuple[Direction, ...]) -> None:
        exploration, (name,) = self._explorer.exploration, (one.name for one in directions)
        problems = self._explorer.propose(
            "directions", (*exploration.directions, *directions), f"direction “{name}”", merges=False
        )
        if problems:
            self._fail(ProblemError(problems))
            return
        self._explorer.notice(Notice(f"“{name}” is saved: move the picture in view along it on the page “Directions”."))
        self._buttons["look"].click()
        self._let_go()

    def _fail(self, error: Exception) -> None:
        self._explorer.tell("Making a direction", error)

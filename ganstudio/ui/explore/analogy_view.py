"""A is to B as C is to what? Three pictures are chosen, the generator answers with the fourth."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Drawn
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.own_picture import complete_analogy
from ganstudio.session.questions.places import draw_places
from ganstudio.ui.explore.described import described
from ganstudio.ui.explore.picture_tools import allow, tool
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.note import Note, sentence
from ganstudio.ui.widgets.picture_view import PictureView

SLOTS = ("A", "B", "C")
KEY = "own_picture.analogy"
HINT = "Choose A, B and C: the answer differs from C as B differs from A."
TAKE = "Shows the answer beside this page, to be edited"


class AnalogyView(QWidget):
    """Asks again whenever one of the three, the look or the generator is another."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._places: dict[str, Place] = {}
        self._asked: tuple[object, ...] = ()
        self._answer: Drawn | None = None
        self._views = {slot: PictureView(theme, slot, f"{slot} appears here.") for slot in SLOTS}
        self._choosers = {slot: self._chooser(slot) for slot in SLOTS}
        self._result = PictureView(theme, "Answer", "?")
        self._result.setObjectName("own_picture.analogy.answer")
        self._take = tool("own_picture.analogy.take", "Take into view", TAKE, self._take_answer)
        hint = QLabel(HINT)
        hint.setProperty("look", "muted")
        hint.setWordWrap(True)
        self._note = Note(theme)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACING)
        for number, slot in enumerate(SLOTS):
            grid.addWidget(_cell(self._views[slot], self._choosers[slot]), number // 2, 2 * (number % 2))
        grid.addWidget(_cell(self._result, self._take), 1, 2)
        for row in (0, 1):
            arrow = QLabel("→")
            arrow.setAccessibleName("is to")
            grid.addWidget(arrow, row, 1)
        for side in (0, 2):
            grid.setColumnStretch(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(hint)
        column.addLayout(grid, 1)
        column.addWidget(self._note)
        self.begin()

    def begin(self) -> None:
        """Another generator is there."""
        self._explorer.forget(KEY)
        self._explorer.forget(f"{KEY}.answer")
        self._places, self._asked, self._answer = {}, (), None
        for slot, chooser in self._choosers.items():
            chooser.setText(f"{slot}: choose")
            self._views[slot].show_picture(None)
        self._result.show_picture(None)
        self._note.say("")
        self._enable()

    def refresh(self) -> None:
        facts, look = self._explorer.facts, self._explorer.exploration.look
        wanted = (dict(self._places), look, facts and facts.source, facts and facts.step)
        if facts is None or not self.isVisible() or not self._places or wanted == self._asked:
            return
        self._asked, self._answer = wanted, None
        slots = [slot for slot in SLOTS if slot in self._places]
        places = [self._places[slot] for slot in slots]
        self._explorer.ask(KEY, partial(draw_places, places, look), partial(self._show_slot, slots), self._fail)
        if len(places) == len(SLOTS):
            a, b, c = places
            question = partial(complete_analogy, a, b, c, look)
            self._explorer.ask(f"{KEY}.answer", question, self._show_answer, self._fail)
        self._enable()

    # --- inside ---

    def _chooser(self, slot: str) -> QToolButton:
        button = tool(f"own_picture.analogy.{slot.lower()}", slot, f"Chooses {slot}", lambda: None)
        button.setStyleSheet("padding-right: 18px")  # for the arrow
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.aboutToShow.connect(partial(self._offer, slot, menu))
        button.setMenu(menu)
        return button

    def _offer(self, slot: str, menu: QMenu) -> None:
        menu.clear()
        in_view = menu.addAction("Picture in view")
        in_view.setEnabled(self._explorer.here() is not None)
        in_view.triggered.connect(partial(self._choose_view, slot))
        menu.addSeparator()
        favourites = self._explorer.exploration.favourites
        for place in favourites:
            menu.addAction(place.name.replace("&", "&&")).triggered.connect(partial(self._choose, slot, place))
        if not favourites:
            menu.addAction("Favourites will be offered here").setEnabled(False)

    def _choose_view(self, slot: str) -> None:
        facts = self._explorer.facts
        place = self._explorer.here() if facts is not None else None
        if facts is not None and place is not None:
            self._choose(slot, place.revise("name", described(self._explorer.exploration.pose, facts)[:80]))

    def _choose(self, slot: str, place: Place) -> None:
        self._places[slot] = place
        self._choosers[slot].setText(f"{slot}: {place.name}" if len(place.name) < 14 else f"{slot}: {place.name[:12]}…")
        self._choosers[slot].setToolTip(f"{slot} is “{place.name}”; chooses another")
        self._note.say("")
        self.refresh()

    def _show_slot(self, slots: list[str], answer: tuple[int, Drawn]) -> None:
        number, drawn = answer
        self._views[slots[number]].show_picture(drawn.samples[0])

    def _show_answer(self, drawn: Drawn) -> None:
        self._answer = drawn
        self._result.show_picture(drawn.samples[0])
        self._enable()

    def _fail(self, error: Exception) -> None:
        self._result.show_picture(None)
        if isinstance(error, ProblemError):
            self._note.say("\n".join(sentence(problem.message) for problem in error.problems))
        else:
            self._explorer.tell("The analogy", error)

    def _take_answer(self) -> None:
        if self._answer is not None:
            place = self._answer.latents.place(0, "analogy")
            self._explorer.propose("pose", Pose(place=place), "answer of the analogy", merges=False)

    def _enable(self) -> None:
        missing = [slot for slot in SLOTS if slot not in self._places]
        drawing = "" if self._answer is not None else "The answer is being drawn"
        allow(self._take, TAKE, f"Choose {' and '.join(missing)} first" if missing else drawing)


def _cell(view: QWidget, button: QWidget) -> QWidget:
    cell = QWidget()
    column = QVBoxLayout(cell)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACING // 2)
    view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(button)
    row.addStretch()
    column.addWidget(view, 1)
    column.addLayout(row)
    return cell

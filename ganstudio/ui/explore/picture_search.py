"""A picture of one's own, what is to be made of it, and what the generator makes of it."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.own_picture import Fitted, Given, Sought, Task, Wanted, fit, seek, with_hole
from ganstudio.ui.explore.found_bar import FoundBar
from ganstudio.ui.explore.mask_tools import MaskTools
from ganstudio.ui.explore.picture_drop import PictureDrop
from ganstudio.ui.explore.picture_intake import PictureIntake
from ganstudio.ui.explore.picture_tools import tool
from ganstudio.ui.explore.projection_form import ProjectionForm
from ganstudio.ui.explore.search_bar import UNEVEN, SearchBar
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.compare_view import CompareView
from ganstudio.ui.widgets.mask_painter import MaskPainter
from ganstudio.ui.widgets.note import Note, sentence

KEY = "own_picture.fit"
WORK = "own_picture.search"
KNOWN: dict[Task, str] = {"find": "", "fill": "of what is left", "enlarge": "of what is given"}  # and compared


class PictureSearch(QWidget):
    """The picture stays when another generator is taken up, and is fitted to it; what was found goes."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._given: Given | None = None
        self._coming: Given | None = None  # the next one, on its way
        self._fitted: np.ndarray | None = None  # (H, W, C) uint8, as samples are or smaller by `_factor`
        self._factor = 1
        self._known: np.ndarray | None = None  # what the search was told, to compare with
        self._found: Sought | None = None
        self._intake = PictureIntake(explorer)
        self._intake.given.connect(self._take)
        self._intake.failed.connect(self._fail)
        self._drop = PictureDrop(theme)
        self._drop.setObjectName("own_picture.drop")
        self._painter = MaskPainter(theme, "What is to be filled")
        self._painter.setObjectName("own_picture.mask")
        self._painter.mask_changed.connect(self._forget_found)
        self._compare = CompareView(theme, "picture", "generator’s")
        self._compare.setObjectName("own_picture.compare")
        self._form = ProjectionForm(theme)
        self._form.setObjectName("own_picture.form")
        self._form.changed.connect(self._show)
        self._views = QStackedWidget()
        for view in (self._drop, self._painter, self._compare, self._form):
            self._views.addWidget(view)
        self._paint = tool("own_picture.paint", "Paint", "Shows the mask to paint on, or what came of it", self._show)
        self._paint.setCheckable(True)
        self._paint.setChecked(True)
        self._mask_tools = MaskTools(self._painter, theme)
        self._fill_tools = QWidget()
        row = QHBoxLayout(self._fill_tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self._paint)
        row.addWidget(self._mask_tools, 1)
        self._result = FoundBar(explorer)
        self._bar = SearchBar()
        self._bar.started.connect(self._start)
        self._bar.cancelled.connect(self._cancel)
        self._bar.task_changed.connect(self._change_task)
        self._bar.options_shown.connect(self._show)
        self._note = Note(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._intake)
        column.addWidget(self._views, 1)
        for widget in (self._fill_tools, self._note, self._result, self._bar):
            column.addWidget(widget)
        self._bar.setFixedHeight(self._bar.sizeHint().height())
        explorer.facts_changed.connect(self._lose)
        self._show()

    def begin(self, facts: Facts) -> None:
        """Another generator is there."""
        self._lose()
        self._note.say("")
        self._intake.begin(facts)
        self._bar.begin(facts)
        self._fit()

    def refresh(self) -> None:
        """The generator may have learnt on."""
        self._show_found()

    def take(self, brought: QMimeData, name: str) -> None:
        """What a drop brings."""
        self._intake.take(brought, name)

    # --- the picture ---

    def _take(self, given: Given) -> None:
        """Another picture has come; it counts once it is fitted."""
        self._note.say("")
        self._coming = given
        self._fit()

    def _fit(self) -> None:
        given, factor = self._coming or self._given, self._bar.factor or 1
        if given is None:
            self._show()
        else:
            accept = partial(self._accept, given, factor)
            self._explorer.ask(KEY, partial(fit, given, factor), accept, self._refuse)

    def _accept(self, given: Given, factor: int, fitted: Fitted) -> None:
        is_new = given is not self._given
        self._given, self._coming, self._factor = given, None, factor
        self._fitted = fitted.pixels
        if factor == 1:
            self._painter.show_picture(fitted.pixels)
        if is_new:
            self._painter.set_mask(np.zeros_like(self._painter.mask))
        self._mask_tools.refresh()
        self._forget_found()

    def _refuse(self, error: Exception) -> None:
        """What came cannot be used; the last picture stays."""
        has_come, self._coming = self._coming is not None, None
        self._fail(error)
        if has_come and self._fitted is None:
            self._fit()

    def _change_task(self) -> None:
        self._note.say("")
        if self._factor == (self._bar.factor or 1) and self._fitted is not None:
            self._forget_found()
        else:
            self._lose()
            self._fit()

    def _lose(self) -> None:
        """What belongs to the generator goes."""
        self._fitted = None
        self._forget_found()

    # --- the search ---

    def _start(self) -> None:
        facts = self._explorer.facts
        if facts is None or self._fitted is None or self._given is None:
            return
        hidden = self._painter.mask
        wanted = Wanted(self._bar.task, self._fitted, hidden, self._form.value)
        self._known = with_hole(self._fitted, hidden) if wanted.task == "fill" else self._fitted
        self._found = None
        self._note.say("")
        self._paint.setChecked(False)
        self._bar.fold_options()
        question = partial(seek, wanted, facts.source, self._given.name)
        self._explorer.work(WORK, question, self._hear, self._fail, ended=self._show)
        self._show()

    def _hear(self, sought: Sought) -> None:
        self._found = sought
        self._show()

    def _cancel(self) -> None:
        self._explorer.forget(WORK)
        self._show()

    def _forget_found(self) -> None:
        self._explorer.forget(WORK)
        self._found = None
        if self._fitted is not None:  # else what was known is seen until it is fitted
            self._known = self._fitted
        self._show()

    # --- what is seen ---

    def _show(self) -> None:
        task, is_sought = self._bar.task, self._explorer.is_working(WORK)
        if self._found is None and not is_sought:
            self._paint.setChecked(True)  # there is nothing else to see
        paints = task == "fill" and self._paint.isChecked()
        if self._bar.shows_options:
            self._views.setCurrentWidget(self._form)
        elif self._given is None:
            self._views.setCurrentWidget(self._drop)
        else:
            self._views.setCurrentWidget(self._painter if paints and self._fitted is not None else self._compare)
        self._compare.show_pictures(self._known, self._found.picture if self._found else None)
        has_room = not self._bar.shows_options
        self._fill_tools.setVisible(task == "fill" and self._fitted is not None and has_room)
        self._paint.setEnabled(not is_sought and self._found is not None)
        self._mask_tools.setEnabled(paints and not is_sought)
        self._show_found()
        if is_sought:
            self._bar.show_progress(self._found)
        else:
            self._bar.show_tasks()
        if self._explorer.facts is not None:
            self._form.show_for(self._explorer.facts, task)
        self._bar.allow(self._why_not())

    def _show_found(self) -> None:
        found = None if self._bar.shows_options else self._found
        self._result.show_found(found, KNOWN[self._bar.task], is_sought=self._explorer.is_working(WORK))

    def _why_not(self) -> str:
        """Why a search cannot begin."""
        if not self._bar.factor:
            return UNEVEN
        if self._fitted is None:
            return "Open, drop or paste a picture first"
        if not self._form.is_right:
            return "Correct the options first"
        if self._bar.task == "fill" and not self._painter.mask.any():
            return "Paint over what is to be filled first"
        if self._bar.task == "fill" and self._painter.mask.all():
            return "Leave some of the picture unpainted"
        return ""

    def _fail(self, error: Exception) -> None:
        match error:
            case ProblemError():
                self._note.say("\n".join(sentence(problem.message) for problem in error.problems))
            case OSError():
                self._note.say(sentence(f"the picture cannot be read: {error.strerror or error}"))
            case _:
                self._explorer.tell("The work on the picture", error)
        self._show()

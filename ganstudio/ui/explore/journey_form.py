"""How a journey leads from anchor to anchor, as a form made from its declarations."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.journey import Journey
from ganstudio.problems import Problem
from ganstudio.session.explorer import Explorer
from ganstudio.ui.form import Form, mark
from ganstudio.ui.rows import Row, ValueRow
from ganstudio.ui.theme import SPACING, Theme

NO_STYLES = "This generator has no styles, so every path leads through z."


class JourneyForm(QScrollArea):
    """Options that mean nothing for a generator are away, or disabled with the reason."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explore.path.journey")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._form = Form(Journey(), "journey", explorer.propose, theme)
        self._rows: dict[str, Row] = {row.path: row for row in self._form.rows()}
        space = self._rows["journey.space"]
        assert isinstance(space, ValueRow)
        self._space, self._space_hint = space.editor, space.editor.toolTip()
        inside = self._form.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.setContentsMargins(0, 0, SPACING, 0)
        inside.addStretch(1)
        self._shown: object = None
        self.setWidget(self._form)

    def show_journey(self, journey: Journey, facts: Facts, problems: Sequence[Problem]) -> None:
        if (journey, facts, problems) == self._shown:
            return
        self._shown = (journey, facts, problems)
        has_choice = facts.has_styles or journey.space not in facts.spaces
        self._space.setEnabled(has_choice)
        self._space.setToolTip(self._space_hint if has_choice else NO_STYLES)
        self._rows["journey.class_change"].setVisible(bool(facts.classes))
        self._form.show_value(journey)
        mark(self._form, problems, ())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._form.ready()

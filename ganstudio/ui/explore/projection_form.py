"""How a picture is sought, as a form made from its declarations."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.projection import Restoration
from ganstudio.problems import Problem, ProblemError
from ganstudio.session.questions.own_picture import Task
from ganstudio.ui.form import Form
from ganstudio.ui.rows import Row, ValueRow
from ganstudio.ui.theme import SPACING, Theme

NO_DISCRIMINATOR = "An exported generator comes without its discriminator, so only pixels can be compared."
PREFIX = "projection"


class ProjectionForm(QScrollArea):
    """Options that mean nothing for a generator or a task are away, or disabled with the reason."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.value = Restoration()
        self._form = Form(self.value, PREFIX, self._propose, theme)
        self._form.refused_changed.connect(self.changed)
        self._rows: dict[str, Row] = {row.path.removeprefix(f"{PREFIX}."): row for row in self._form.rows()}
        weight = self._rows["feature_weight"]
        assert isinstance(weight, ValueRow)
        self._feature_weight, self._hint = weight.editor, weight.editor.toolTip()
        inside = self._form.layout()
        assert inside is not None
        inside.setContentsMargins(0, 0, SPACING, 0)
        self.setWidget(self._form)
        self._form.show_value(self.value)

    @property
    def is_right(self) -> bool:
        """Nothing is typed that cannot be."""
        return not any(row.refused for row in self._form.rows())

    def show_for(self, facts: Facts, task: Task) -> None:
        """Offers what there is to say about that task."""
        for name in ("space", "per_layer"):
            self._rows[name].setVisible(facts.has_styles)
        self._rows["result"].setVisible(task != "find")
        self._feature_weight.setEnabled(facts.source.is_run)
        self._feature_weight.setToolTip(self._hint if facts.source.is_run else NO_DISCRIMINATOR)
        if not facts.source.is_run and self.value.feature_weight:
            self._propose(f"{PREFIX}.feature_weight", 0.0)
        if self.value.space not in ("auto", *facts.spaces):
            self._propose(f"{PREFIX}.space", "auto")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._form.ready()

    def _propose(self, path: str, value: object) -> tuple[Problem, ...]:
        try:
            self.value = self.value.revise(path.removeprefix(f"{PREFIX}."), value)
        except ProblemError as error:
            return tuple(problem.under(PREFIX) for problem in error.problems)
        self._form.show_value(self.value)
        self.changed.emit()
        return ()

"""A small dialog that asks for a few options before something is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ganstudio.options import Options
from ganstudio.problems import Problem, ProblemError
from ganstudio.ui.form import Form
from ganstudio.ui.theme import Theme

O = TypeVar("O", bound=Options)  # noqa: E741
WIDTH = 360  # px


class ExportDialog(QDialog, Generic[O]):
    """Made from the declarations of the options. value: as they are set now."""

    def __init__(self, value: O, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = value
        self.setObjectName("explore.export")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._form = Form(value, "", self._propose, theme)
        self._form.refused_changed.connect(self._enable)
        standard = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(standard.Save | standard.Cancel)
        self._buttons.button(standard.Save).setText("Save as…")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(16)
        column.addWidget(self._form)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self._form.show_value(value)

    def leave_out(self, name: str) -> None:
        """That option means nothing here."""
        next(row for row in self._form.rows() if row.path == name).hide()

    def refuse(self, name: str, reasons: Mapping[str, str]) -> None:
        """Some choices of an option cannot be taken, for those reasons."""
        box = self.findChild(QComboBox, name)
        declared = next(declared for declared in type(self.value).declared() if declared.name == name)
        model = box.model() if box else None
        assert isinstance(model, QStandardItemModel)
        for choice, reason in reasons.items():
            item = model.item(declared.choices.index(choice))
            item.setEnabled(False)
            item.setToolTip(reason)

    def _propose(self, path: str, value: object) -> tuple[Problem, ...]:
        try:
            self.value = self.value.revise(path, value)
        except ProblemError as error:
            return error.problems
        self._form.show_value(self.value)
        return ()

    def _enable(self) -> None:
        is_right = not any(row.refused for row in self._form.rows())
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(is_right)

"""The preferences as a form: every change applies at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ganstudio.preferences import Preferences
from ganstudio.problems import Problem, ProblemError
from ganstudio.session.session import Session
from ganstudio.ui.form import Form
from ganstudio.ui.theme import Theme


class PreferencesDialog(QDialog):
    """Made from the declarations of Preferences, as the experiment's form is from the experiment's."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("preferences")
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._form = Form(Preferences(), "", self._propose, theme)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(16)
        layout.addWidget(self._form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        session.preferences_changed.connect(self._form.show_value)
        self._form.show_value(session.preferences)

    def _propose(self, path: str, value: object) -> tuple[Problem, ...]:
        try:
            self._session.preferences.revise(path, value)
        except ProblemError as error:
            return error.problems
        self._session.set_preference(path, value)
        return ()

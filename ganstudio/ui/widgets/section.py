"""A card with a heading that folds away; the heading says what is inside, and how much of it is wrong."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from superqt import QElidingLabel

from ganstudio.ui.theme import Theme

ICON = 16  # px


class Section(QFrame):
    """Folded, it shows its title with a summary, the number of problems in red and of advice in amber."""

    def __init__(self, title: str, body: QWidget, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.title = title
        self.heading = Heading(title, theme)
        self.body = body
        body.setContentsMargins(0, 0, 0, 0)
        self._holder = QWidget()
        inside = QVBoxLayout(self._holder)
        inside.setContentsMargins(12, 4, 6, 12)
        inside.addWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self._holder)
        self.heading.toggled.connect(self._holder.setVisible)
        self._holder.hide()

    @property
    def is_open(self) -> bool:
        return self.heading.isChecked()

    def set_open(self, is_open: bool) -> None:
        self.heading.setChecked(is_open)


class Heading(QPushButton):
    """Mouse, Space and Enter fold and unfold."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title_text = title
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setProperty("look", "heading")
        self.setAccessibleName(title)
        self._arrow = QLabel()
        self._title = QLabel(title)
        self._title.setProperty("look", "title")
        self._summary = QElidingLabel()
        self._summary.setProperty("look", "muted")
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        keeps_place = self._summary.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self._summary.setSizePolicy(keeps_place)
        self._problems = QLabel()
        self._problems.setProperty("look", "problem-count")
        self._advice = QLabel()
        self._advice.setProperty("look", "advice-count")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 10, 0)
        layout.setSpacing(6)
        layout.addWidget(self._arrow)
        layout.addWidget(self._title)
        layout.addWidget(self._summary, 1)
        layout.addWidget(self._problems, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._advice, 0, Qt.AlignmentFlag.AlignVCenter)
        for label in (self._arrow, self._title, self._summary, self._problems, self._advice):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_counts(0, 0)
        self.toggled.connect(self._show)
        theme.changed.connect(self._show)
        self._show()

    def show_summary(self, text: str) -> None:
        self._summary.setText(text)
        self._summary.setAccessibleName(f"{self._title_text}: {text}")

    def show_counts(self, problems: int, advice: int) -> None:
        """The numbers of problems and of advice inside."""
        for label, count, what in ((self._problems, problems, "problem"), (self._advice, advice, "piece of advice")):
            label.setText(str(count))
            label.setAccessibleName(f"{self._title_text}: {count} {what}")
            label.setVisible(count > 0)
        words = f"{problems} to correct. " if problems else ""
        self.setToolTip(f"{words}Click to {'close' if self.isChecked() else 'open'}." if words else "")

    def _show(self) -> None:
        name = "chevron-down" if self.isChecked() else "chevron-right"
        arrow = self._theme.icon(name, self._theme.colors.muted)
        self._arrow.setPixmap(arrow.pixmap(QSize(ICON, ICON), self.devicePixelRatioF()))
        self._summary.setVisible(not self.isChecked())
        self.setAccessibleDescription("open" if self.isChecked() else "closed")

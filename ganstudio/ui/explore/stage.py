"""The picture in view, what it is, and what can be done with it: keep it, go through it, start again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.exploration.facts import Drawn, Facts
from ganstudio.exploration.pose import Pose
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.described import described, series_names, written
from ganstudio.ui.explore.favourites import Favourites
from ganstudio.ui.explore.wall_places import is_alike
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.picture_view import PictureView
from ganstudio.ui.widgets.sentence_label import SentenceLabel
from ganstudio.ui.widgets.time_series import TimeSeries

ANCHOR = "Add this to the anchors of the path"


class Stage(QWidget):
    """One sample, large; below it the favourites."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._facts: Facts | None = None  # of the generator that the picture is of
        self._view = PictureView(theme)
        self._view.setObjectName("explore.picture")
        self._numbers = QLabel()
        self._numbers.setObjectName("explore.numbers")
        self._numbers.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._numbers.setTextFormat(Qt.TextFormat.RichText)
        self._numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sample = QStackedWidget()
        self._row = QScrollArea()
        self._row.setWidget(self._numbers)
        self._row.setWidgetResizable(True)
        for behind in (self._row.viewport(), self._numbers):
            behind.setAutoFillBackground(False)
        self._series = TimeSeries(theme)
        for widget in (self._view, self._row, self._series):
            self._sample.addWidget(widget)
        self._caption = SentenceLabel()
        self._caption.setObjectName("explore.caption")
        self._caption.setProperty("look", "muted")
        self._caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._favourites = Favourites(explorer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._sample, 1)
        column.addWidget(self._caption)
        column.addLayout(self._buttons())
        column.addWidget(self._favourites)
        explorer.facts_changed.connect(self._begin)
        explorer.drawn.connect(self._show)
        theme.changed.connect(self._colour)
        self._colour()
        self._begin(explorer.facts)

    def _buttons(self) -> QHBoxLayout:
        row = self._row_of_buttons = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        self._keep = self._button("explore.keep", "Keep", "Keep this as a favourite, under a name", self._keep_it)
        self._anchor = self._button("explore.anchor", "Anchor", ANCHOR, self._add_anchor)
        self._reset = self._button("explore.reset", "Reset", "Take back every slider and style mix", self._start_again)
        row.addStretch()
        for button in (self._keep, self._anchor, self._reset):
            row.addWidget(button)
        row.addStretch()
        return row

    def _button(self, name: str, text: str, hint: str, does: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(hint)
        button.setProperty("look", "toggle")
        button.setStyleSheet("padding: 4px 6px")  # three of them in a narrow column
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(does)
        return button

    def _colour(self) -> None:
        for button, icon in ((self._keep, "star-outline"), (self._anchor, "map-marker-plus-outline")):
            button.setIcon(self._theme.icon(icon))
        self._reset.setIcon(self._theme.icon("restore"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._word_buttons()

    def _word_buttons(self) -> None:
        """With words as long as there is room for them."""
        for style in (Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly):
            for button in (self._keep, self._anchor, self._reset):
                button.setToolButtonStyle(style)
            if self._row_of_buttons.sizeHint().width() <= self.width():
                break

    # --- the sample ---

    def _begin(self, facts: Facts | None) -> None:
        before, self._facts = self._facts, facts
        for button in (self._keep, self._reset):
            button.setEnabled(facts is not None)
        self._anchor.setEnabled(facts is not None and facts.is_pictures)
        self._anchor.setToolTip(ANCHOR if self._anchor.isEnabled() else "Paths lead through pictures")
        if before is None or facts is None or not is_alike(before, facts):  # else it stays until the new one is there
            self._clear(facts)

    def _clear(self, facts: Facts | None) -> None:
        """Nothing is drawn yet."""
        self._favourites.begin(facts)
        self._view.show_picture(None)
        self._numbers.clear()
        self._series.clear()
        self._caption.say("")
        if facts is None or facts.is_pictures:
            self._sample.setCurrentWidget(self._view)
        elif facts.is_series:
            self._series.show_names(series_names(facts))
            self._sample.setCurrentWidget(self._series)
        else:
            self._sample.setCurrentWidget(self._row)

    def _show(self, drawn: Drawn) -> None:
        facts, pose = self._explorer.facts, self._explorer.exploration.pose
        if facts is None:
            return
        if facts.is_pictures:
            self._view.show_picture(drawn.samples[0])
        elif facts.is_series:
            self._series.show_rows(drawn.samples)
        else:
            self._numbers.setText(written(drawn.samples[0].tolist(), facts.columns))
        self._caption.say(described(pose, facts))
        self._reset.setEnabled(bool(pose.mixes) or any(slider.amount for slider in pose.sliders))

    def _start_again(self) -> None:
        pose = self._explorer.exploration.pose
        self._explorer.propose("pose", Pose(place=pose.place), "reset of the picture", merges=False)

    # --- places that are kept ---

    def _keep_it(self) -> None:
        facts = self._explorer.facts
        if facts is None or self._explorer.here() is None:
            return
        proposed = described(self._explorer.exploration.pose, facts)
        name, wanted = QInputDialog.getText(self, "Keep this picture", "Its name", text=proposed)
        place = self._explorer.here(name.strip()[:80] or proposed[:80])
        if wanted and place is not None:
            favourites = (*self._explorer.exploration.favourites, place)
            self._explorer.put("favourites", favourites, f"favourite “{place.name}”")

    def _add_anchor(self) -> None:
        facts, place = self._explorer.facts, self._explorer.here()
        if facts is not None and place is not None:
            place = place.revise("name", described(self._explorer.exploration.pose, facts)[:80])
            anchors = (*self._explorer.exploration.anchors, place)
            self._explorer.put("anchors", anchors, "new anchor")

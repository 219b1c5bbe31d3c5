"""The picture in view, what it is, and what can be done with it: keep it, go through it, start again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Drawn, Facts
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.places import draw_places
from ganstudio.ui.explore.wall_places import is_alike
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.class_menu import spoken
from ganstudio.ui.widgets.picture_view import PictureView
from ganstudio.ui.widgets.sample_grid import picture_of
from ganstudio.ui.widgets.sentence_label import SentenceLabel
from ganstudio.ui.widgets.time_series import TimeSeries

SIDE = 48  # px of a favourite
CELL = QSize(SIDE + 26, SIDE + 28)  # with its name
ROWS = 2  # of favourites, before they scroll
LINES = 5  # of favourites without pictures
BAR = 12  # px, to scroll them
NUMBERS = 24  # of a row that are written out
FIRST = "[t+0]"  # ends the name of the first number of a time series
PLACE = Qt.ItemDataRole.UserRole


class Stage(QWidget):
    """One sample, large; below it the favourites."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._facts: Facts | None = None  # of the generator that the picture is of
        self._shown: tuple[object, ...] = ()  # the favourites whose thumbnails are there, and how they were drawn
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
        self._favourites = QListWidget()
        self._favourites.setObjectName("explore.favourites")
        self._favourites.setAccessibleName("Favourites")
        self._favourites.setViewMode(QListView.ViewMode.IconMode)
        self._favourites.setMovement(QListView.Movement.Static)
        self._favourites.setResizeMode(QListView.ResizeMode.Adjust)
        self._favourites.setIconSize(QSize(SIDE, SIDE))
        self._favourites.setGridSize(CELL)
        self._favourites.setUniformItemSizes(True)
        self._favourites.setWordWrap(False)
        self._favourites.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._favourites.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._favourites.customContextMenuRequested.connect(self._offer)
        self._favourites.itemActivated.connect(self._go)
        self._favourites.itemClicked.connect(self._go)
        self._hint = QLabel("Favourites wait here: keep one with the star.")
        self._hint.setProperty("look", "muted")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._sample, 1)
        column.addWidget(self._caption)
        column.addLayout(self._buttons())
        column.addWidget(self._favourites)
        column.addWidget(self._hint)
        explorer.facts_changed.connect(self._begin)
        explorer.drawn.connect(self._show)
        explorer.changed.connect(self._show_favourites)
        explorer.renewed.connect(lambda: self._show_favourites(explorer.exploration))
        theme.changed.connect(self._colour)
        self._colour()
        self._begin(explorer.facts)

    def _buttons(self) -> QHBoxLayout:
        row = self._row_of_buttons = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        self._keep = self._button("explore.keep", "Keep", "Keep this as a favourite, under a name", self._keep_it)
        self._anchor = self._button("explore.anchor", "Anchor", "Add this to the anchors of the path", self._add_anchor)
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
        self._fit()
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
        self._shown = ()
        for button in (self._keep, self._anchor, self._reset):
            button.setEnabled(facts is not None)
        if before is None or facts is None or not is_alike(before, facts):  # else it stays until the new one is there
            self._clear(facts)

    def _clear(self, facts: Facts | None) -> None:
        """Nothing is drawn yet."""
        has_thumbnails = facts is None or facts.is_pictures
        self._favourites.clear()
        self._favourites.setViewMode(QListView.ViewMode.IconMode if has_thumbnails else QListView.ViewMode.ListMode)
        self._favourites.setGridSize(CELL if has_thumbnails else QSize())
        self._favourites.hide()
        self._hint.show()
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

    def _go(self, item: QListWidgetItem) -> None:
        place = item.data(PLACE)
        pose = Pose(place=place)
        self._explorer.propose("pose", pose, f"favourite “{place.name}”", merges=False)

    def _offer(self, at: object) -> None:
        item = self._favourites.currentItem()
        if item is None:
            return
        menu = QMenu(self)
        menu.setObjectName("explore.favourite_menu")
        for text, does in (("Rename…", self._rename), ("Remove", self._remove)):
            action = QAction(text, menu)
            action.triggered.connect(partial(does, self._favourites.row(item)))
            menu.addAction(action)
        menu.popup(self._favourites.viewport().mapToGlobal(at))  # type: ignore[call-overload]  # a QPoint

    def _rename(self, index: int) -> None:
        favourites = list(self._explorer.exploration.favourites)
        name, wanted = QInputDialog.getText(self, "Rename", "Its name", text=favourites[index].name)
        if wanted and name.strip():
            favourites[index] = favourites[index].revise("name", name.strip()[:80])
            self._explorer.propose("favourites", tuple(favourites), "renamed favourite", merges=False)

    def _remove(self, index: int) -> None:
        favourites = self._explorer.exploration.favourites
        left = (*favourites[:index], *favourites[index + 1 :])
        self._explorer.propose("favourites", left, f"removal of “{favourites[index].name}”", merges=False)

    def _show_favourites(self, exploration: Exploration) -> None:
        facts, favourites = self._explorer.facts, exploration.favourites
        self._favourites.setVisible(bool(favourites))
        self._hint.setVisible(not favourites)
        if facts is None or not favourites:
            return
        wanted = (favourites, exploration.look, facts.source, facts.step)
        if wanted == self._shown:
            return
        if not self._shown or favourites != self._shown[0]:
            self._list(favourites)
        self._shown = wanted
        if facts.is_pictures:
            question = partial(draw_places, favourites, exploration.look)
            self._explorer.ask("favourites", question, self._show_thumbnail, rank=3)

    def _list(self, favourites: Sequence[Place]) -> None:
        self._favourites.clear()
        for place in favourites:
            item = QListWidgetItem(place.name)
            item.setData(PLACE, place)
            item.setToolTip(place.name)
            if self._has_thumbnails():
                item.setSizeHint(CELL)
            self._favourites.addItem(item)
        self._fit()

    def _fit(self) -> None:
        """As high as the favourites need it, up to some rows."""
        count = max(1, self._favourites.count())
        if self._has_thumbnails():
            in_a_row = max(1, (self.width() - BAR) // CELL.width())
            height = min(ROWS, -(-count // in_a_row)) * CELL.height()
        else:
            height = min(LINES, count) * max(0, self._favourites.sizeHintForRow(0))
        self._favourites.setFixedHeight(height + 2)

    def _has_thumbnails(self) -> bool:
        return self._favourites.viewMode() == QListView.ViewMode.IconMode

    def _show_thumbnail(self, answer: tuple[int, Drawn]) -> None:
        index, drawn = answer
        if (item := self._favourites.item(index)) is not None:
            item.setIcon(QIcon(QPixmap.fromImage(thumbnail(picture_of(drawn.samples, 1)))))


def described(pose: Pose, facts: Facts) -> str:
    """A pose in a few words."""
    place: Place = pose.place
    words = [place.name or (f"seed {place.seed:,}" if not place.values else f"a place in {place.space}")]
    weights = place.classes or tuple(float(not number) for number in range(len(facts.classes)))  # none: the first
    total = sum(weights)
    told = sorted(zip(weights, map(spoken, facts.classes), strict=False), reverse=True)[:2]
    shares = [(weight / total, name) for weight, name in told]  # the model sees to it that they sum to 1
    words += [name if share > 0.995 else f"{share:.0%} {name}" for share, name in shares if share > 0.005]
    moved = sum(bool(slider.amount) for slider in pose.sliders)
    if moved or pose.mixes:
        words.append("edited")
    return " · ".join(words)


def series_names(facts: Facts) -> list[str]:
    """The names of the series that stand one after the other in a row."""
    return [name.removesuffix(FIRST) for name in facts.columns if name.endswith(FIRST)]


def written(row: Sequence[float], names: Sequence[str]) -> str:
    """The numbers of a row below one another, beside their names."""
    names = names or ("xy" if len(row) == 2 else [str(number + 1) for number in range(len(row))])
    lines = "".join(
        f"<tr><td align='right'>{escape(name)}</td><td width='{2 * SPACING}'></td>"
        f"<td align='right'>{f'{value:#.4g}'.rstrip('.').replace('-', '−')}</td></tr>"
        for name, value in list(zip(names, row, strict=False))[:NUMBERS]
    )
    more = f"<p align='center'>and {len(row) - NUMBERS:,} more</p>" if len(row) > NUMBERS else ""
    return f"<table align='center'>{lines}</table>{more}"


def thumbnail(picture: QImage) -> QImage:
    """Small enough for a list; pixels of small pictures stay crisp."""
    crisp = max(picture.width(), picture.height()) <= SIDE
    mode = Qt.TransformationMode.FastTransformation if crisp else Qt.TransformationMode.SmoothTransformation
    return picture.scaled(QSize(SIDE, SIDE) * 2, Qt.AspectRatioMode.KeepAspectRatio, mode)

"""The favourites: places with names, to go to, rename and remove."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QInputDialog,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Drawn, Facts
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.places import draw_places
from ganstudio.ui.explore.described import SIDE, thumbnail
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.sample_grid import picture_of

CELL = QSize(SIDE + 26, SIDE + 28)  # with its name
ROWS = 2  # of favourites, before they scroll
LINES = 5  # of favourites without pictures
BAR = 12  # px, to scroll them
PLACE = Qt.ItemDataRole.UserRole


class Favourites(QWidget):
    """As high as they need it; a sentence where there are none."""

    def __init__(self, explorer: Explorer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._shown: tuple[object, ...] = ()  # the favourites whose thumbnails are there, and how they were drawn
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
        column.addWidget(self._favourites)
        column.addWidget(self._hint)
        explorer.facts_changed.connect(self._forget)
        explorer.changed.connect(self._show_favourites)
        explorer.renewed.connect(lambda: self._show_favourites(explorer.exploration))

    def begin(self, facts: Facts | None) -> None:
        """None is shown yet, of another generator."""
        has_thumbnails = facts is None or facts.is_pictures
        self._favourites.clear()
        self._favourites.setViewMode(QListView.ViewMode.IconMode if has_thumbnails else QListView.ViewMode.ListMode)
        self._favourites.setGridSize(CELL if has_thumbnails else QSize())
        self._favourites.hide()
        self._hint.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _forget(self) -> None:
        self._shown = ()

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

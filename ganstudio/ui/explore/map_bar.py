"""How the map is to be drawn: of what, by which method, of how many places."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import Space
from ganstudio.exploration.views import MapBy, MapOf
from ganstudio.session.questions.map import MapWish
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.note import sentence
from ganstudio.ui.widgets.number_field import NumberField

FEWEST, MOST, USUAL = 100, 3_000, 400  # places
METHODS: dict[MapBy, tuple[str, str]] = {
    "pca": ("PCA", "The two directions in which they differ most. Quick, and distances mean what they say."),
    "tsne": ("t-SNE", "Keeps neighbours together, so that groups show. Takes a while; long distances mean little."),
}
EXPORTED = "An exported generator comes without its discriminator: open the run that it comes from."


class MapBar(QWidget):
    """drawn: a person wants the map. changed: something else is to be drawn."""

    drawn = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count: object = USUAL
        self._is_working = False
        self._of = Menu()
        self._of.setObjectName("map.of")
        self._of.setAccessibleName("What the map is made of")
        self._by = Menu()
        self._by.setObjectName("map.by")
        self._by.setAccessibleName("How the map is made")
        for menu in (self._of, self._by):
            menu.activated.connect(self._change)
        self._places = NumberField(FEWEST, MOST, "places")
        self._places.setObjectName("map.count")
        self._places.setAccessibleName("How many places the map shows")
        self._places.setToolTip(f"How many random places the map shows, from {FEWEST} to {MOST:,}")
        self._places.setFixedWidth(100)
        self._places.show_number(USUAL)
        self._places.edited.connect(self._set_count)
        self._draw = QPushButton("Draw the map")
        self._draw.setObjectName("map.draw")
        self._draw.clicked.connect(self.drawn)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        row.addWidget(self._of, 3)
        row.addWidget(self._by, 2)
        row.addWidget(self._places)
        row.addWidget(self._draw)

    @property
    def of(self) -> MapOf:
        of: MapOf = self._of.currentData()[0] if self._of.count() else "latents"
        return of

    def wish(self, classes: tuple[float, ...], *, with_real: bool) -> MapWish:
        """What is to be drawn: as many real samples beside as places."""
        of, space = self._of.currentData()
        assert isinstance(self._count, int)
        return MapWish(of, space, self._by.currentData(), self._count, classes, self._count if with_real else 0)

    def begin(self, facts: Facts) -> None:
        """Another generator is there; what was chosen stays where there is still such a thing."""
        before: tuple[MapOf, Space] | None = self._of.currentData() if self._of.count() else None
        self._of.clear()
        for what, text, hint in offered(facts):
            self._of.addItem(text, what)
            why_not = EXPORTED if what[0] == "features" and not facts.source.is_run else ""
            offer(self._of, self._of.count() - 1, hint, why_not)
        kinds = [self._of.itemData(row) for row in range(self._of.count())]
        best: tuple[MapOf, Space] = ("features" if facts.source.is_run and facts.is_pictures else "pixels", "z")
        is_there = before in kinds and not (before == ("features", "z") and not facts.source.is_run)
        self._of.setCurrentIndex(kinds.index(before if is_there else best))
        if not self._by.count():
            self.show_methods(dict.fromkeys(METHODS, ""))
        self._describe()

    def show_methods(self, why_not: dict[MapBy, str]) -> None:
        chosen = max(0, self._by.currentIndex())
        self._by.clear()
        for row, (by, (text, hint)) in enumerate(METHODS.items()):
            self._by.addItem(text, by)
            offer(self._by, row, hint, sentence(why_not[by]) if why_not[by] else "")
        self._by.setCurrentIndex(0 if why_not[self._by.itemData(chosen)] else chosen)
        self._describe()

    def show_working(self, is_working: bool) -> None:
        self._is_working = is_working
        self._show()

    # --- inside ---

    def _change(self) -> None:
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        for menu in (self._of, self._by):
            menu.setToolTip(menu.currentData(Qt.ItemDataRole.ToolTipRole) or "")

    def _set_count(self, count: object) -> None:
        self._count = count
        if isinstance(count, int) and FEWEST <= count <= MOST:
            self._places.show_number(count)
        self._show()

    def _show(self) -> None:
        is_wrong = not (isinstance(self._count, int) and FEWEST <= self._count <= MOST)
        self._places.setProperty("state", "wrong" if is_wrong else "")
        self._places.style().polish(self._places)
        why_not = ""
        if self._is_working:
            why_not = "The map is being drawn"
        elif is_wrong:
            why_not = f"How many must be a whole number from {FEWEST} to {MOST:,}"
        self._draw.setEnabled(not why_not)
        self._draw.setToolTip(why_not)


def offered(facts: Facts) -> list[tuple[tuple[MapOf, Space], str, str]]:
    """What a map can be made of: what it is, how it is called, and a sentence."""
    compared = ("Pixels", "Samples with like pixels lie close together.")
    if not facts.is_pictures:
        compared = ("Numbers", "Samples with like numbers lie close together.")
    found: list[tuple[tuple[MapOf, Space], str, str]] = [
        (("features", "z"), "What D sees", "Samples that look alike to the discriminator lie close together."),
        (("pixels", "z"), *compared),
        (("latents", "z"), "Places in z", "Places whose noise is alike lie close together."),
    ]
    if facts.has_styles:
        found.append((("latents", "w"), "Places in w", "Places whose styles are alike lie close together."))
    return found


def offer(menu: Menu, row: int, hint: str, why_not: str) -> None:
    """What an entry does, or why it cannot be chosen."""
    model = menu.model()
    assert isinstance(model, QStandardItemModel)
    model.item(row).setEnabled(not why_not)
    menu.setItemData(row, f"<qt>{why_not or hint}</qt>", Qt.ItemDataRole.ToolTipRole)

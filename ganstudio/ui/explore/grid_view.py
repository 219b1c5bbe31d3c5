"""A grid of samples between anchors, to go to one."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from ganstudio.exploration.exploration import Exploration, Grid
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.pose import Pose
from ganstudio.options import Declaration
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.path import CornerGrid, Frames, draw_grid, place_on_grid, shown_shape
from ganstudio.ui.explore.look_bar import tell_wrong
from ganstudio.ui.explore.wall_grid import WallGrid
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.note import sentence
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.sample_grid import picture_of, spaced

CORNERS = (4, 9)  # anchors that a grid lies between
BLENDS = {"spherical": "Spherical", "linear": "Straight"}


class GridView(QWidget):
    """The grid is drawn anew as soon as anchors, look, generator or its size are others."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._grid: CornerGrid | None = None
        self._drawn: object = None
        self._samples = np.empty((0, 0, 0, 0), np.uint8)
        self._cells = Cells(theme)
        self._cells.setObjectName("explore.path.grid")
        self._cells.setAccessibleName("Grid between the anchors")
        self._cells.taken.connect(self._choose)
        self._reason = QLabel()
        self._reason.setObjectName("explore.path.grid.reason")
        self._reason.setProperty("look", "muted")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setWordWrap(True)
        self._stack = QStackedWidget()
        for widget in (self._reason, self._cells):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addWidget(self._stack, 1)
        column.addLayout(self._foot())

    @property
    def grid(self) -> CornerGrid | None:
        """As it is set now; None where there are too few anchors, or too many."""
        facts = self._explorer.facts
        return None if facts is None else self._wanted(self._explorer.exploration, facts)

    def begin(self) -> None:
        """Samples of another generator are to come."""
        self._clear("")

    def show_grid(self, exploration: Exploration, facts: Facts) -> None:
        self._show_options(exploration.grid)
        grid = self._wanted(exploration, facts)
        if grid is None:
            self._clear(wanting(len(exploration.anchors)))
            return
        drawn = (grid, exploration.look, facts.source, facts.step)
        if drawn == self._drawn:
            return
        if grid != self._grid:
            self._cells.mark(None)
            self._samples = self._blank(grid.count, shown_shape(facts.sample_shape, grid.count))
        self._grid, self._drawn = grid, drawn
        self._stack.setCurrentWidget(self._cells)
        self._ask(grid, exploration.look)

    def _foot(self) -> QHBoxLayout:
        options = {option.name: option for option in Grid.declared()}
        self._rows, self._columns = self._field(options["rows"]), self._field(options["columns"])
        self._blend = Menu()
        self._blend.setObjectName("explore.path.grid.blend")
        self._blend.setAccessibleName("How the grid leads from anchor to anchor")
        self._blend.setToolTip(options["blend"].help)
        for blend, text in BLENDS.items():
            self._blend.addItem(text, blend)
        self._blend.activated.connect(self._choose_blend)
        row = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        row.addWidget(self._rows)
        row.addWidget(QLabel("×"))
        row.addWidget(self._columns)
        row.addStretch()
        row.addWidget(self._blend)
        return row

    def _field(self, option: Declaration) -> NumberField:
        field = NumberField(option.minimum, option.maximum, option.unit)
        field.setObjectName(f"explore.path.grid.{option.name}")
        field.setAccessibleName(f"{option.label} of the grid")
        field.setToolTip(f"{option.help} {option.range}")
        field.setFixedWidth(112)
        field.edited.connect(partial(self._resize, field, option.name))
        return field

    # --- inside ---

    def _wanted(self, exploration: Exploration, facts: Facts) -> CornerGrid | None:
        anchors, grid = exploration.anchors, exploration.grid
        if len(anchors) not in CORNERS:
            return None
        in_w = exploration.journey.space == "w" and facts.has_styles
        space: Space = "w" if in_w or any(anchor.space == "w" for anchor in anchors) else "z"
        return CornerGrid(anchors, grid.rows, grid.columns, grid.blend, space)

    def _ask(self, grid: CornerGrid, look: Look) -> None:
        self._explorer.ask("path.grid", partial(draw_grid, grid, look), self._take, self._fail, rank=1)

    def _take(self, cells: Frames) -> None:
        assert self._grid is not None
        self._samples[list(cells.numbers)] = cells.samples
        self._cells.show_cells(self._samples, self._grid.columns)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._clear(" ".join(sentence(problem.message) for problem in error.problems), self._drawn)
        else:
            self._explorer.tell("Drawing the grid", error)

    def _clear(self, reason: str, drawn: object = None) -> None:
        """drawn: what is not to be asked for again."""
        for key in ("path.grid", "path.cell"):
            self._explorer.forget(key)
        self._grid, self._drawn = None, drawn
        self._cells.clear()
        self._reason.setText(reason)
        self._stack.setCurrentWidget(self._reason)

    def _blank(self, count: int, shape: tuple[int, ...]) -> np.ndarray:
        """What stands for samples that are still to come."""
        color = self._theme.colors.hover
        blank = np.empty((count, *shape), np.uint8)
        blank[:] = color.lightness() if shape[2] == 1 else color.getRgb()[: shape[2]]  # type: ignore[index]
        return blank

    def _show_options(self, grid: Grid) -> None:
        for field, number in ((self._rows, grid.rows), (self._columns, grid.columns)):
            field.show_number(number)
            tell_wrong(field, False)
        self._blend.setCurrentIndex(self._blend.findData(grid.blend))

    def _resize(self, field: NumberField, name: str, number: object) -> None:
        tell_wrong(field, bool(self._explorer.propose(f"grid.{name}", number, f"{name} of the grid")))

    def _choose_blend(self, index: int) -> None:
        self._explorer.propose("grid.blend", self._blend.itemData(index), "blend of the grid", merges=False)

    def _choose(self, cell: int) -> None:
        if self._grid is not None:
            self._cells.mark(cell)
            self._explorer.ask("path.cell", partial(place_on_grid, self._grid, cell), self._go, rank=0)

    def _go(self, place: Place) -> None:
        self._explorer.propose("pose", Pose(place=place), "cell of the grid", merges=False)


class Cells(WallGrid):
    """A click takes a cell; arrow keys choose one, and Enter takes it."""

    def show_cells(self, samples: np.ndarray, columns: int) -> None:
        """samples: (N, H, W, C) uint8, row by row."""
        self.show_samples(samples)
        if columns != self._columns:
            self._columns = columns
            self._picture = picture_of(spaced(samples), columns)


def wanting(count: int) -> str:
    """Why there is no grid between so many anchors."""
    have = {0: "There is none yet", 1: "There is 1"}.get(count, f"There are {count}")
    return f"A grid lies between 4 anchors, its corners, or through 9, row by row. {have}."

"""The two networks of the experiment, layer by layer."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QStackedLayout, QTableView, QVBoxLayout, QWidget

from ganstudio.session.session import Check, Session
from ganstudio.ui.panels.base import Panel, Place
from ganstudio.ui.theme import SPACING, Theme

Index = QModelIndex | QPersistentModelIndex


class Networks(Panel):
    """Layers, shapes and parameters of G and D, for the newest settings that can run."""

    id: ClassVar[str] = "networks"
    title: ClassVar[str] = "Networks"
    place: ClassVar[Place] = "centre"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._empty = QLabel("The layers of both networks appear here once the engine is loaded.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("look", "muted")
        self._outdated = QLabel("These are the networks of the last settings that could run.")
        self._outdated.setProperty("look", "muted")
        self._outdated.setVisible(False)
        self._tables = (LayerTable("G"), LayerTable("D"))
        tables = QHBoxLayout()
        tables.setSpacing(SPACING)
        for table in self._tables:
            tables.addWidget(table)
        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        column.addWidget(self._outdated)
        column.addLayout(tables, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._shown)
        session.networks_described.connect(self._show)
        session.checked.connect(self._checked)

    def _show(self, networks: tuple[Any, Any]) -> None:
        for table, network in zip(self._tables, networks, strict=True):
            table.show_network(network)
        self._stack.setCurrentWidget(self._shown)

    def _checked(self, check: Check) -> None:
        self._outdated.setVisible(check.plan is None)


class LayerTable(QFrame):
    """One network as a table with its name and size above."""

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = letter
        self.setProperty("look", "card")
        self._heading = QLabel()
        self._heading.setObjectName(f"networks.{letter}")
        self._heading.setProperty("look", "title")
        self._model = Layers(self)
        self._view = QTableView()
        self._view.setAccessibleName(f"Layers of {letter}")
        self._view.setModel(self._model)
        self._view.setShowGrid(False)
        self._view.setAlternatingRowColors(False)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setWordWrap(False)
        self._view.setTextElideMode(Qt.TextElideMode.ElideLeft)  # names of layers differ at their end
        self._view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._view.verticalHeader().hide()
        self._view.verticalHeader().setDefaultSectionSize(26)
        self._view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._view.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._view.horizontalHeader().setHighlightSections(False)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        column.addWidget(self._heading)
        column.addWidget(self._view, 1)

    def show_network(self, network: Any) -> None:
        self._heading.setText(f"{network.name} · {network.parameters:,} parameters")
        self._view.setAccessibleName(f"Layers of the {network.name.lower()}")
        self._model.show_layers(network.layers)


class Layers(QAbstractTableModel):
    """The rows of a network's table."""

    HEADINGS = ("Layer", "Kind", "Output", "Parameters")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layers: tuple[Any, ...] = ()

    def show_layers(self, layers: tuple[Any, ...]) -> None:
        self.beginResetModel()
        self._layers = layers
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._layers)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.HEADINGS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        layer, column = self._layers[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            shape = " × ".join(map(str, layer.output_shape))
            return (layer.name, layer.kind, shape, f"{layer.parameters:,}" if layer.parameters else "–")[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return layer.name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column >= 2 else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

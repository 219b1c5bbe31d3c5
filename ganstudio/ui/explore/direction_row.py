"""A direction with its slider; unfolded, what it changes and in which layers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget
from superqt import QElidingLabel

from ganstudio.exploration.pose import Direction, Slider
from ganstudio.ui.explore.layer_range import LayerRange, Sides
from ganstudio.ui.explore.preview_strip import PreviewStrip
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.bipolar_slider import BipolarSlider
from ganstudio.ui.widgets.note import Note, sentence

LIMIT = 4.0  # σ that a slider goes to either side
AMOUNTS = (-2.0, -1.0, 0.0, 1.0, 2.0)  # σ, of the pictures in the strip
NAME = 108  # px, the same in every row so that all sliders stand below one another
BUTTON = 24  # px


class DirectionRow(QWidget):
    """moved: the slider as it is set now. kept: its star was pressed. unfolded: its pictures are to be drawn, or no
    more. renamed, removed: asked for from its menu, where it is a saved one."""

    moved = Signal(object)  # Slider
    rested = Signal()
    kept = Signal(object)  # Direction
    unfolded = Signal(bool)
    renamed = Signal(object)  # Direction
    removed = Signal(object)  # Direction

    def __init__(self, slider: Slider, theme: Theme, *, is_saved: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider, self._theme = slider, theme
        self._is_saved, self._is_dragged = is_saved, False
        direction = slider.direction
        self.strip = PreviewStrip(theme, AMOUNTS)
        self.drawn: tuple[object, ...] = ()  # what the strip was asked for
        self._fold = self._button("Show what it changes", self._unfold)
        self._fold.setCheckable(True)
        self._fold.setObjectName("direction.unfold")
        self._name = QElidingLabel(direction.name)
        self._name.setElideMode(Qt.TextElideMode.ElideMiddle)
        self._name.setFixedWidth(NAME)
        self._above = QElidingLabel()  # a name that is too long to stand beside
        self._above.setElideMode(Qt.TextElideMode.ElideMiddle)
        self._bar = BipolarSlider(theme, direction.name, low=-LIMIT, high=LIMIT, step=0.1, unit="σ")
        self._bar.setObjectName("direction.slider")
        self._bar.changed.connect(self._move)
        self._bar.finished.connect(self._rest)
        self._star = self._button("", self._press_star)
        self._star.setObjectName("direction.star")
        self.note = Note(theme)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._fold)
        line.addWidget(self._name)
        line.addWidget(self._bar, 1)
        line.addWidget(self._star)
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(BUTTON + 4, 0, 0, SPACING)
        self._inside.setSpacing(4)
        self.strip.hide()
        self._inside.addWidget(self.strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        above = QHBoxLayout()
        above.setContentsMargins(BUTTON + 4, 0, 0, 0)
        above.addWidget(self._above)
        column.addLayout(above)
        column.addLayout(line)
        column.addWidget(self.note)
        column.addLayout(self._inside)
        self.strip.taken.connect(self._take)
        theme.changed.connect(self._colour)
        self._show_name(direction)
        self._show_amount()
        self._show_kept()

    @property
    def direction(self) -> Direction:
        return self._slider.direction

    @property
    def slider(self) -> Slider:
        """As it is set now."""
        return self._slider

    @property
    def is_unfolded(self) -> bool:
        return self._fold.isChecked()

    @property
    def is_held(self) -> bool:
        """Whether a person is at it."""
        focus = QApplication.focusWidget()
        return self._is_dragged or (focus is not None and self.isAncestorOf(focus))

    def show_slider(self, slider: Slider | None) -> None:
        """How far it moves the picture in view, in which layers. Without a slider it does not, and keeps its layers."""
        if slider is None and self._slider.amount:
            slider = self._slider.revise("amount", 0.0)
        if slider is not None and slider != self._slider:
            self._slider = slider.revise("direction", self.direction)
            self._show_amount()

    def show_star(self, is_kept: bool) -> None:
        if is_kept != self._is_kept:
            self._is_kept = is_kept
            self._show_kept()

    def show_about(self, *, is_pictures: bool, sides: Sides) -> None:
        """What can be shown of it, for that generator."""
        self._is_pictures, self._sides = is_pictures, sides
        can_unfold = is_pictures or self._has_layers
        self._fold.setEnabled(can_unfold)
        if not can_unfold:
            self._fold.setChecked(False)
            self._fold.setToolTip("There are no pictures to show along it: move the slider and see the numbers change")
        self._show_inside()

    def refuse(self, reason: str) -> None:
        """Why it cannot move the picture in view; nothing where it can. One that is moved can still be taken back."""
        is_moved = bool(self._slider.amount)
        if (reason, is_moved) != self._refused:
            self._refused = (reason, is_moved)
            self._bar.setEnabled(not reason or is_moved)
            self._bar.setToolTip(sentence(reason) if reason else "")
            self.note.say(sentence(reason) if reason and is_moved else "")

    # --- inside ---

    _is_pictures = False
    _is_kept = False
    _refused = ("", False)
    _sides: Sides = ()
    _layers: LayerRange | None = None  # once it is to be seen: menus take long to make, and there are many rows

    @property
    def _has_layers(self) -> bool:
        return self.direction.space == "w" and len(self._sides) > 1

    def _button(self, hint: str, does: object) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setProperty("look", "chip")
        button.setFixedSize(BUTTON, BUTTON)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.clicked.connect(does)
        return button

    def _show_name(self, direction: Direction) -> None:
        is_long = self.fontMetrics().horizontalAdvance(direction.name) > NAME
        for label, is_used in ((self._name, not is_long), (self._above, is_long)):
            label.setVisible(is_used)
            label.setText(direction.name)
            label.setToolTip(f"{direction.name}, in {direction.space}")

    def _show_amount(self) -> None:
        self._bar.set_value(self._slider.amount)
        self._show_layers()

    def _show_kept(self) -> None:
        text = (
            "Rename or remove"
            if self._is_saved
            else "Saved; click to remove it"
            if self._is_kept
            else "Save under a name"
        )
        self._star.setToolTip(text)
        self._star.setAccessibleName(f"{text}: {self.direction.name}")
        self._colour()

    def _colour(self) -> None:
        colors = self._theme.colors
        self._fold.setIcon(self._theme.icon("chevron-down" if self.is_unfolded else "chevron-right", colors.muted))
        star = "dots-vertical" if self._is_saved else "star" if self._is_kept else "star-outline"
        self._star.setIcon(self._theme.icon(star, colors.accent if star == "star" else colors.muted))

    def _unfold(self) -> None:
        self._show_inside()
        self.unfolded.emit(self.is_unfolded)

    def _show_inside(self) -> None:
        self.strip.setVisible(self.is_unfolded and self._is_pictures)
        self._show_layers()
        self._fold.setAccessibleName(f"What “{self.direction.name}” changes")
        self._colour()

    def _show_layers(self) -> None:
        is_seen = self.is_unfolded and self._has_layers
        if self._layers is None and is_seen:
            self._layers = LayerRange("direction.layers", f"“{self.direction.name}”")
            self._layers.changed.connect(self._choose_layers)
            self._inside.addWidget(self._layers)
        if self._layers is not None:
            self._layers.show_sides(self._sides)
            self._layers.show_layers(self._slider.first_layer, self._slider.last_layer)
            self._layers.setVisible(is_seen)

    def _move(self, amount: float) -> None:
        self._is_dragged = True
        self._slider = self._slider.revise("amount", amount)
        self.moved.emit(self._slider)

    def _rest(self, _: float) -> None:
        self._is_dragged = False
        self.rested.emit()

    def _take(self, amount: float) -> None:
        self._bar.set_value(amount)
        self._slider = self._slider.revise("amount", amount)
        self.moved.emit(self._slider)
        self.rested.emit()

    def _choose_layers(self, first: int, last: int) -> None:
        self._slider = self._slider.revise("first_layer", first).revise("last_layer", last)
        self.moved.emit(self._slider)
        self.rested.emit()

    def _press_star(self) -> None:
        if not self._is_saved:
            self.kept.emit(self.direction)
            return
        menu = QMenu(self)
        menu.setObjectName("direction.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename…", lambda: self.renamed.emit(self.direction))
        menu.addAction("Remove", lambda: self.removed.emit(self.direction))
        menu.popup(self._star.mapToGlobal(self._star.rect().bottomLeft()))

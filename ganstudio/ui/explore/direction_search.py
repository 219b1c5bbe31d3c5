"""How directions are to be found: a method, what it must be told, and its progress."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import MOST_LAYERS, Direction, Slider
from ganstudio.exploration.views import LayerInfo
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.lane import Question
from ganstudio.session.questions import directions as questions
from ganstudio.ui.explore.direction_methods import METHODS, Method, first_choice
from ganstudio.ui.explore.layer_menu import LayerMenu
from ganstudio.ui.explore.layer_range import LayerRange, Sides
from ganstudio.ui.explore.more_or_less import MoreOrLess
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.class_menu import spoken
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.note import Note, sentence
from ganstudio.ui.widgets.number_field import NumberField

WORK = "directions"
WANTED = 10  # directions
MOST = 100


class DirectionSearch(QWidget):
    """found: sliders at 0 along the directions, for the layers they are for."""

    found = Signal(object)  # tuple[Slider, ...]

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._count: object = WANTED
        self._methods = Menu()
        self._methods.setObjectName("directions.method")
        self._methods.setAccessibleName("How directions are found")
        self._methods.activated.connect(self._show_method)
        self._how_many = NumberField(1, MOST)
        self._how_many.setObjectName("directions.count")
        self._how_many.setAccessibleName("How many directions")
        self._how_many.setToolTip("How many directions are looked for; fewer are found where there are no more")
        self._how_many.setFixedWidth(64)
        self._how_many.show_number(WANTED)
        self._how_many.edited.connect(self._set_count)
        self._find = QPushButton("Find")
        self._find.setObjectName("directions.find")
        self._find.clicked.connect(self._begin_search)
        self._hint = QLabel()
        self._hint.setProperty("look", "muted")
        self._hint.setWordWrap(True)
        self._layer = LayerMenu()
        self._layer.setObjectName("directions.layer")
        self._layer.setAccessibleName("Layer whose activations are looked at")
        self._layers = LayerRange("directions.layers", "the search")
        self._classes = (Menu(), Menu())
        for menu, which in zip(self._classes, ("From", "To"), strict=True):
            menu.setObjectName(f"directions.class.{which.lower()}")
            menu.setAccessibleName(f"{which} which class")
            menu.activated.connect(self._show_method)
        self._between = QWidget()
        between = QHBoxLayout(self._between)
        between.setContentsMargins(0, 0, 0, 0)
        between.setSpacing(SPACING)
        between.addWidget(self._classes[0], 1)
        between.addWidget(QLabel("→"))
        between.addWidget(self._classes[1], 1)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName("Directions are looked for")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("directions.cancel")
        self._cancel.clicked.connect(self._give_up)
        self._progress = QWidget()
        progress = QHBoxLayout(self._progress)
        progress.setContentsMargins(0, 0, 0, 0)
        progress.addWidget(self._bar, 1)
        progress.addWidget(self._cancel)
        self._progress.hide()
        self._note = Note(theme)
        self._note.setObjectName("directions.note")
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self._methods, 1)
        line.addWidget(self._how_many)
        line.addWidget(self._find)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        for widget in (self._layer, self._layers, self._between, self._hint, self._progress, self._note):
            column.addWidget(widget)

    @property
    def method(self) -> Method:
        return next(method for method in METHODS if method.id == self._methods.currentData())

    def begin(self, facts: Facts) -> None:
        """Another generator is there."""
        with QSignalBlocker(self._methods):
            self._methods.clear()
            for method in METHODS:
                if method.id != "codes" or facts.codes:
                    self._methods.addItem(method.label, method.id)
                    self._offer(self._methods.count() - 1, method, facts)
            self._methods.setCurrentIndex(self._methods.findData(first_choice(facts).id))
        for index, menu in enumerate(self._classes):
            menu.clear()
            menu.addItems([spoken(name) for name in facts.classes])
            menu.setCurrentIndex(min(index, len(facts.classes) - 1))
        self._layer.show_layers(())
        self._note.say("")
        self._end()
        self._explorer.ask(f"{WORK}.layers", questions.name_layers, self._show_layers, rank=3)

    def show_sides(self, sides: Sides) -> None:
        """(H, W) of the maps that each layer's style acts on."""
        self._layers.show_sides(sides)
        self._show_method()

    def show_favourites(self, favourites: tuple[Place, ...]) -> None:
        """As many as can be chosen from."""
        self._favourites = favourites
        self._show_find()

    # --- inside ---

    _favourites: tuple[Place, ...] = ()

    def _offer(self, row: int, method: Method, facts: Facts) -> None:
        why_not = method.why_not(facts)
        model = self._methods.model()
        assert isinstance(model, QStandardItemModel)
        model.item(row).setEnabled(not why_not)
        self._methods.setItemData(row, f"<qt>{why_not or method.hint}</qt>", Qt.ItemDataRole.ToolTipRole)

    def _show_layers(self, layers: tuple[LayerInfo, ...]) -> None:
        self._layer.show_layers(layers)
        self._show_find()

    def _show_method(self) -> None:
        facts, told = self._explorer.facts, self.method.told
        self._hint.setText(self.method.hint)
        self._how_many.setVisible("count" in told)
        self._layer.setVisible("layer" in told)
        self._layers.setVisible("layers" in told and facts is not None and facts.has_styles)
        self._between.setVisible("classes" in told)
        self._note.say("")
        self._show_find()

    def _show_find(self) -> None:
        why_not = self._why_not()
        self._find.setText("Choose…" if "favourites" in self.method.told else "Find")
        self._find.setEnabled(not why_not)
        self._find.setToolTip(why_not)
        wrong = "count" in self.method.told and not self._is_count()
        self._how_many.setProperty("state", "wrong" if wrong else "")
        self._how_many.style().polish(self._how_many)

    def _why_not(self) -> str:
        told = self.method.told
        if self._explorer.is_working(WORK):
            return "Directions are being looked for"
        if "count" in told and not self._is_count():
            return f"How many must be a whole number from 1 to {MOST}"
        if "layer" in told and not self._layer.count():
            return "The layers of this generator are being listed"
        if "favourites" in told and not self._favourites:
            return "Keep some pictures with the star below the picture in view, then choose among them"
        if "classes" in told and self._classes[0].currentIndex() == self._classes[1].currentIndex():
            return "Choose two classes that differ"
        return ""

    def _is_count(self) -> bool:
        return isinstance(self._count, int) and 1 <= self._count <= MOST

    def _set_count(self, count: object) -> None:
        self._count = count
        if isinstance(count, int) and self._is_count():
            self._how_many.show_number(count)
        self._show_find()

    def _begin_search(self) -> None:
        if "favourites" in self.method.told:
            dialog = MoreOrLess(self._explorer, self)
            dialog.decided.connect(self._search_between)
            dialog.open()
        else:
            self._search(self._question(), *self._found_for())

    def _question(self) -> Question:
        count = self._count if isinstance(self._count, int) else WANTED
        classes = self._explorer.exploration.pose.place.classes
        match self.method.id:
            case "w":
                return partial(questions.find_principal, "w", count, classes)
            case "z":
                return partial(questions.find_principal, "z", count, classes)
            case "layer":
                layer = self._layer.layer
                return partial(questions.find_principal_of_layer, layer.name if layer else "", count, classes)
            case "sefa":
                return partial(questions.find_closed_form, count, *self._found_for())
            case "classes":
                first, second = (menu.currentIndex() for menu in self._classes)
                return partial(questions.find_between_classes, first, second)
            case _:
                return questions.find_codes

    def _found_for(self) -> tuple[int, int]:
        """The layers that what is found is for."""
        return self._layers.layers if self._layers.isVisibleTo(self) else (0, MOST_LAYERS)

    def _search_between(self, more: tuple[Place, ...], less: tuple[Place, ...], name: str) -> None:
        self._search(partial(questions.find_between_selections, more, less, name), 0, MOST_LAYERS)

    def _search(self, question: Question, first: int, last: int) -> None:
        self._note.say("")
        take = partial(self._take, first, last)
        self._explorer.work(WORK, question, take, self._fail, ended=self._end)
        self._progress.show()
        self._show_find()

    def _take(self, first: int, last: int, directions: tuple[Direction, ...]) -> None:
        found = tuple(Slider(direction=one, first_layer=first, last_layer=last) for one in directions)
        if not found:
            self._note.say("Nothing was found: places do not vary there.", "advice")
        self.found.emit(found)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._note.say("\n".join(sentence(problem.message) for problem in error.problems))
        else:
            self._explorer.tell("The search for directions", error)

    def _give_up(self) -> None:
        self._explorer.forget(WORK)
        self._end()

    def _end(self) -> None:
        self._progress.hide()
        self._show_method_again()

    def _show_method_again(self) -> None:
        """As before, with what was told of the last search."""
        told = self._note.text, self._note.severity
        self._show_method()
        self._note.say(*told)

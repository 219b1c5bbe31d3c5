"""The plot below losses and scores: gradients, the distance to the data, or D's advantage, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from ganstudio.ui.theme import Colors, Theme
from ganstudio.ui.widgets.curve_plot import CurvePlot
from ganstudio.ui.widgets.menu import Menu

BESIDE = 44  # px of a menu beside its text


@dataclass(frozen=True, eq=False)
class Subject:
    """Curves that belong on one scale: label and colour of each by its name in the events.

    is_log: its scale at first. range: what is always in view; there is no logarithm of it then. leads: it is shown
    until another one is chosen.
    """

    title: str
    hint: str
    curves: dict[str, tuple[str, Callable[[Colors], QColor]]]
    is_log: bool = False
    range: tuple[float, float] | None = None
    leads: bool = False


SUBJECTS = (
    Subject(
        "Gradients",
        "Norms of the gradients of D and G. G's near zero: D is too sure of itself. Growing without end: unstable.",
        {"gradient.D": ("D", attrgetter("d")), "gradient.G": ("G", attrgetter("g"))},
        is_log=True,
    ),
    Subject(
        "Distance to the data",
        "Sliced Wasserstein distance between fresh samples and real ones. Lower is better.",
        {"sliced_wasserstein": ("distance", attrgetter("fake"))},
    ),
    Subject(
        "Modes found",
        "How many of the data's clouds get samples of their own. Fewer than there are: mode collapse.",
        {"modes": ("modes", attrgetter("fake"))},
        range=(0, 1),
    ),
    Subject(
        "Samples near a mode",
        "The share of samples that lie close to the centre of one of the data's clouds.",
        {"high_quality": ("share", attrgetter("fake"))},
        range=(0, 1),
    ),
    Subject(
        "Balance of the modes",
        "How unevenly the samples fall on the data's clouds: their reverse KL divergence. 0: on all alike.",
        {"reverse_kl": ("reverse KL", attrgetter("fake"))},
    ),
    Subject(
        "D's advantage",
        "How often D tells real from fake beyond chance: 0 is guessing, 1 is never wrong.",
        {"advantage": ("advantage", attrgetter("d"))},
        range=(0, 1),
    ),
    Subject(
        "BEGAN's balance",
        "M: how far it has come, lower is better. k: how much D heeds fakes, which keeps the two errors in balance.",
        {"began.convergence": ("M", attrgetter("fake")), "began.k": ("k", attrgetter("d"))},
    ),
    Subject(
        "Class terms",
        "How far D is from telling the class of real samples and of fakes, and G from being recognised.",
        {
            "classes.real": ("real", attrgetter("real")),
            "classes.fake": ("fake", attrgetter("fake")),
            "classes.twin": ("twin", attrgetter("d")),
            "classes.fake.G": ("fake in G", attrgetter("g")),
            "classes.twin.G": ("twin in G", attrgetter("accent")),
        },
    ),
    Subject(
        "Code terms",
        "How far D is from guessing the codes that fakes were made of. Falling: the codes come to mean something.",
        {
            "codes.discrete": ("discrete", attrgetter("d")),
            "codes.continuous": ("continuous", attrgetter("real")),
            "codes.discrete.G": ("discrete in G", attrgetter("g")),
            "codes.continuous.G": ("continuous in G", attrgetter("fake")),
        },
    ),
    Subject(
        "Augment p",
        "How often the augment changes what D sees. It grows while D is too sure of the real samples.",
        {"augment.p": ("p", attrgetter("d"))},
        range=(0, 1),
        leads=True,
    ),
)


class Health(CurvePlot):
    """Offers what the run has, and shows what was last chosen where the run has it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        menu = Menu()
        super().__init__("How training goes", theme, menu, parent)
        self._known = {name: subject for subject in SUBJECTS for name in subject.curves}
        self._found: list[Subject] = []
        self._shown: Subject | None = None
        self._wish = ""
        self._logs: dict[str, bool] = {}  # by title, where a person chose
        self._menu = menu
        self._menu.setObjectName("curves.health")
        self._menu.setAccessibleName("What the third plot shows")
        self._menu.activated.connect(self._choose)
        self.log.setObjectName("curves.health.log")
        self.log.clicked.connect(self._keep_log)
        self.hide()

    @property
    def wish(self) -> str:
        """The title of what a person wants to see, empty where that was never said."""
        return self._wish

    def restore(self, wish: str) -> None:
        self._wish = wish
        for subject in self._found:
            if subject.title == wish:
                self._show(subject)

    def take(self, name: str, steps: Sequence[int], values: Sequence[float]) -> None:
        """More values, of whatever name."""
        if name not in self.names:
            self._add(name)
        self.extend(name, steps, values)

    def clear(self) -> None:
        self.remove_curves()
        self._menu.clear()
        self._found, self._shown = [], None
        self.hide()

    def _add(self, name: str) -> None:
        subject = self._known.get(name) or plain(name)
        self._known[name] = subject
        self.add_curve(name, *subject.curves[name], is_named=len(subject.curves) > 1)  # else the menu has its name
        if subject not in self._found:
            order = list(dict.fromkeys(self._known.values()))
            self._found = sorted([*self._found, subject], key=order.index)
            self._menu.insertItem(at := self._found.index(subject), subject.title)
            self._menu.setItemData(at, subject.hint, Qt.ItemDataRole.ToolTipRole)
            self._menu.view().setMinimumWidth(self._menu.view().sizeHintForColumn(0) + BESIDE)
        if self._shown is None or subject.title == self._wish or (subject.leads and self._shown.title != self._wish):
            self._shown = subject
        self._show(self._shown)
        self.show()

    def _choose(self, index: int) -> None:
        self._wish = self._found[index].title
        self._show(self._found[index])
        self.show_all()
        self.redraw()

    def _show(self, subject: Subject) -> None:
        self._shown = subject
        with QSignalBlocker(self._menu):
            self._menu.setCurrentIndex(self._found.index(subject))
        self._menu.setFixedWidth(self._menu.fontMetrics().horizontalAdvance(subject.title) + BESIDE)
        self._menu.setToolTip(subject.hint)
        self.setAccessibleName(subject.title)
        self.offer(subject.curves)
        self.set_range(subject.range)
        self.log.setVisible(subject.range is None)
        self.log.setChecked(subject.range is None and self._logs.get(subject.title, subject.is_log))

    def _keep_log(self, is_log: bool) -> None:
        assert self._shown is not None
        self._logs[self._shown.title] = is_log


def plain(name: str) -> Subject:
    """A number that has no description here, under its own name."""
    label = name.rpartition(".")[2].replace("_", " ")
    return Subject(label[:1].upper() + label[1:], "", {name: (label, attrgetter("accent"))})

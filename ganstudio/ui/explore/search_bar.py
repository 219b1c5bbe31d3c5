"""What is to be made of a picture, the start, and how far it has come."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStackedWidget, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.session.questions.own_picture import Sought, Task
from ganstudio.ui.explore.line import in_a_row
from ganstudio.ui.explore.picture_tools import tool
from ganstudio.ui.widgets.menu import Menu

TASKS: dict[Task, tuple[str, str]] = {
    "find": ("Find it", "Seeks the sample that is nearest to the picture."),
    "fill": ("Fill a hole", "Makes up the part of the picture that you paint over."),
    "enlarge": ("Enlarge", "Takes the picture as a small one and makes up its details."),
}
FACTORS = (2, 4)
START = "Begins the search; Cancel keeps the best so far"
UNEVEN = "The pictures of this generator cannot be halved"


class SearchBar(QStackedWidget):
    """One line: either what is to be done, or how it goes on."""

    started = Signal()
    cancelled = Signal()
    task_changed = Signal()
    options_shown = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = Menu()
        self._task.setObjectName("own_picture.task")
        self._task.setAccessibleName("What is to be made of the picture")
        for task, (label, hint) in TASKS.items():
            self._task.addItem(label, task)
            self._task.setItemData(self._task.count() - 1, hint, Qt.ItemDataRole.ToolTipRole)
        self._factor = Menu()
        self._factor.setObjectName("own_picture.factor")
        self._factor.setAccessibleName("How many times larger")
        self._factor.setToolTip("How many times larger the picture becomes; it is made so small first")
        for menu in (self._task, self._factor):
            menu.activated.connect(self._choose)
        self._options = tool("own_picture.options", "Options", "How the search goes; the defaults are good", self._fold)
        self._options.setProperty("compact", "false")  # as high as the menu beside it
        self._options.setCheckable(True)
        self._start = QPushButton("Start")
        self._start.setObjectName("own_picture.start")
        self._start.clicked.connect(self.started)
        self._bar = QProgressBar()
        self._bar.setObjectName("own_picture.progress")
        self._bar.setAccessibleName("Progress of the search")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("own_picture.cancel")
        self._cancel.setToolTip("Ends the search with the best so far")
        self._cancel.clicked.connect(self.cancelled)
        self.addWidget(in_a_row(self._task, self._factor, self._options, self._start))
        self.addWidget(in_a_row(self._bar, self._cancel))
        self._show_task()

    @property
    def task(self) -> Task:
        task: Task = self._task.currentData()
        return task

    @property
    def factor(self) -> int:
        """By how much the picture is smaller than samples, 0 where the samples of the generator do not allow it."""
        return (self._factor.currentData() or 0) if self.task == "enlarge" else 1

    def begin(self, facts: Facts) -> None:
        """Another generator is there."""
        chosen = self._factor.currentText()
        with QSignalBlocker(self._factor):
            self._factor.clear()
            for factor in FACTORS:
                if facts.sample_shape[-1] % factor == 0 and facts.sample_shape[-1] > factor:
                    self._factor.addItem(f"{factor}×", factor)
            self._factor.setCurrentIndex(max(0, self._factor.findText(chosen)))
        self._factor.setEnabled(self._factor.count() > 1)

    def fold_options(self) -> None:
        self._options.setChecked(False)

    @property
    def shows_options(self) -> bool:
        return self._options.isChecked()

    def allow(self, why_not: str) -> None:
        """Lets the search begin unless there is a reason not to."""
        self._start.setEnabled(not why_not)
        self._start.setToolTip(why_not or START)

    def show_progress(self, sought: Sought | None) -> None:
        """None: it has been asked for and is yet to begin."""
        self.setCurrentIndex(1)
        if sought is None:
            self._bar.setRange(0, 1)
            self._bar.setValue(0)
            self._bar.setFormat("Waiting for the generator…")
            return
        self._bar.setRange(0, sought.steps)
        self._bar.setValue(sought.step)
        doing = "%v of %m steps" if sought.step else "Trying random places"
        self._bar.setFormat(f"{doing} · {sought.psnr:.1f} dB")

    def show_tasks(self) -> None:
        """Nothing is sought."""
        self.setCurrentIndex(0)

    def _choose(self) -> None:
        self._show_task()
        self.task_changed.emit()

    def _show_task(self) -> None:
        self._task.setToolTip(TASKS[self.task][1])
        self._factor.setVisible(self.task == "enlarge")

    def _fold(self) -> None:
        self.options_shown.emit(self._options.isChecked())

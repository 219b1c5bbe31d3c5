"""A whole number with arrows, which keeps and reports whatever is typed into it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy, QStyle, QStyleOptionSpinBox, QWidget


class NumberField(QAbstractSpinBox):
    """Unlike QSpinBox it knows no limit of 2³¹ and never corrects a typed number behind a person's back.

    edited: the number, or the text where it is none.
    """

    edited = Signal(object)

    def __init__(
        self, minimum: float | None, maximum: float | None, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._unit = minimum, maximum, unit
        self._number: int = 0
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed
        )  # narrower than its range, if need be
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(4, 0, 0, 0)
        self.lineEdit().textEdited.connect(self._report)

    def show_number(self, number: int, *, again: bool = False) -> None:
        """Shows a number. What is being typed is left alone when it means the same, unless `again`."""
        self._number = number
        if not again and self.lineEdit().isModified() and read(self._typed()) == number:
            return
        text = self._written(number)
        if text != self.lineEdit().text():
            self.lineEdit().setText(text)
        self.lineEdit().setModified(False)

    def stepBy(self, steps: int) -> None:
        standing = read(self._typed())
        number = (standing if isinstance(standing, int) else self._number) + steps
        if self._minimum is not None:
            number = max(number, int(self._minimum))
        if self._maximum is not None:
            number = min(number, int(self._maximum))
        self._number = number
        self.lineEdit().setText(self._written(number))
        self.edited.emit(number)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._maximum is None or self._number < self._maximum:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._minimum is None or self._number > self._minimum:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags

    def validate(self, text: str, position: int) -> Any:
        return QValidator.State.Acceptable, text, position  # whoever listens to `edited` judges it

    def sizeHint(self) -> QSize:
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        widest = max(
            (self._written(int(limit)) for limit in (self._minimum, self._maximum) if limit is not None), key=len
        )
        text = QSize(self.fontMetrics().horizontalAdvance(f" {widest} "), self.lineEdit().sizeHint().height())
        return self.style().sizeFromContents(QStyle.ContentsType.CT_SpinBox, option, text, self)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # scrolls the form instead of changing a value in passing

    def _report(self) -> None:
        self.edited.emit(read(self._typed()))

    def _typed(self) -> str:
        return self.lineEdit().text().strip().removesuffix(self._unit).removesuffix(singular(self._unit)).strip()

    def _written(self, number: int) -> str:
        return counted(number, self._unit)


def counted(number: int, unit: str) -> str:
    """10,000 steps, 1 step, or the bare number where there is no unit."""
    return f"{number:,} {singular(unit) if number == 1 else unit}".rstrip()


def singular(unit: str) -> str:
    ending = "es" if unit.endswith(("ches", "shes", "sses", "xes")) else "s"
    return unit.removesuffix(ending) if len(unit) > 2 else unit


def read(text: str) -> Any:
    """10000 from "10,000", "10 000", "10_000" or "1e4"; else the text as it is."""
    bare = "".join(text.split()).replace(",", "").replace("_", "")
    try:
        return int(bare)
    except ValueError:
        pass
    try:
        number = float(bare)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number

"""One editor per type of option: it shows a value and says what was typed, right or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, get_args, get_origin

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from ganstudio.options import Declaration, FilePath, FolderPath
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.number_field import NumberField, counted
from ganstudio.ui.widgets.paragraph import Paragraph
from ganstudio.ui.widgets.path_field import PathField, Wanted

PARAGRAPH = 200  # characters; a text that may be longer gets several lines


class Editor(QWidget):
    """The input of one option.

    edited: what stands there now, as a value of the option's type where it can be read as one, else as it was typed.
    left: the person is done with it. cancelled: Escape. control: the widget that has the keyboard.
    """

    edited = Signal(object)
    left = Signal()
    cancelled = Signal()
    is_wide: ClassVar[bool] = False  # needs the whole width of a form

    def __init__(self, declared: Declaration, control: QWidget, field: QWidget | None = None) -> None:
        super().__init__()
        self.declared = declared
        self.control = control
        self._shown: Any = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(field or control, 1)
        self.setFocusProxy(control)
        control.installEventFilter(self)

    @property
    def shown(self) -> Any:
        """The value that was shown last."""
        return self._shown

    def show_value(self, value: Any) -> None:
        """Shows a value without reporting it as an edit."""
        self._shown = value
        with QSignalBlocker(self.control):
            self._show(value)

    def tidy(self) -> None:
        """Shows the value in its usual form again, after something else that means the same was typed."""
        self.show_value(self._shown)

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.ShortcutOverride if isinstance(event, QKeyEvent) and _is_undo(event):
                event.ignore()  # undo belongs to the experiment, not to one field's text
                return True
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                self.cancelled.emit()
        return False


class ToggleEditor(Editor):
    """Yes or no."""

    def __init__(self, declared: Declaration) -> None:
        self._box = QCheckBox()
        super().__init__(declared, self._box)
        self._box.toggled.connect(self.edited.emit)

    def _show(self, value: Any) -> None:
        self._box.setChecked(bool(value))


class ChoiceEditor(Editor):
    """One of a few values."""

    def __init__(self, declared: Declaration) -> None:
        self._box = Menu()
        super().__init__(declared, self._box)
        self._box.addItems([choice_text(choice, declared.unit) for choice in declared.choices])
        self._box.activated.connect(self._choose)

    def _choose(self, index: int) -> None:
        self.edited.emit(self.declared.choices[index])

    def _show(self, value: Any) -> None:
        self._box.setCurrentIndex(self.declared.choices.index(value))


class TextEditor(Editor):
    """A line of text; also anything that is written as one, by way of `read` and `write`."""

    def __init__(
        self,
        declared: Declaration,
        read: Callable[[str], Any] = str,
        write: Callable[[Any], str] = str,
        line: QLineEdit | None = None,
    ) -> None:
        self._line = line or QLineEdit()
        self._line.setPlaceholderText(declared.placeholder)
        self._read, self._write = read, write
        super().__init__(declared, self._line)
        self._line.textEdited.connect(self._report)
        self._line.editingFinished.connect(self.left)
        if declared.unit:
            unit = QLabel(declared.unit)
            unit.setProperty("look", "muted")
            unit.setWordWrap(" " in declared.unit)
            self._layout.addWidget(unit)

    def _report(self, text: str) -> None:
        self.edited.emit(self._read(text))

    def _show(self, value: Any) -> None:
        if self._line.isModified() and self._read(self._line.text()) == value:
            return  # leave what is being typed
        text = self._write(value)
        if text != self._line.text():
            self._line.setText(text)
        self._line.setModified(False)

    def tidy(self) -> None:
        self._line.setModified(False)
        super().tidy()


class NumberEditor(Editor):
    """A whole number with arrows."""

    def __init__(self, declared: Declaration) -> None:
        self._field = NumberField(declared.minimum, declared.maximum, declared.unit)
        super().__init__(declared, self._field)
        self._field.edited.connect(self.edited)
        self._field.editingFinished.connect(self.left)

    def _show(self, value: Any) -> None:
        self._field.show_number(value)

    def tidy(self) -> None:
        self._field.show_number(self._shown, again=True)


class ParagraphEditor(Editor):
    """Text of several lines."""

    is_wide = True

    def __init__(self, declared: Declaration) -> None:
        self._text = Paragraph()
        super().__init__(declared, self._text)
        self._text.edited.connect(self.edited)
        self._text.left.connect(self.left)

    def _show(self, value: Any) -> None:
        self._text.show_text(value)


class PathEditor(Editor):
    """The path of a folder or a file: typed, chosen or dropped."""

    is_wide = True

    def __init__(self, declared: Declaration, wanted: Wanted) -> None:
        self._field = PathField(declared.label, wanted)
        super().__init__(declared, self._field.line, self._field)
        self._field.edited.connect(self.edited)
        self._field.line.editingFinished.connect(self.left)

    def _show(self, value: Any) -> None:
        self._field.show_path(value)


def editor_for(declared: Declaration) -> Editor:
    """The editor for an option. Raises TypeError for a type that has none."""
    if declared.choices:
        return ChoiceEditor(declared)
    if (wanted := wanted_path(declared)) is not None:
        return PathEditor(declared, wanted)
    if get_origin(declared.type) is tuple and (item := _plain(get_args(declared.type)[0])) in (int, str):
        return TextEditor(declared, read_numbers if item is int else read_names, write_list)
    if declared.type is str and _longest(declared) > PARAGRAPH:
        return ParagraphEditor(declared)
    if declared.type is float:
        return TextEditor(declared, read_float, scientific_text if declared.log else float_text)
    made = _EDITORS.get(declared.type)
    if made is None:
        raise TypeError(f"no editor for the option {declared.name}: {declared.type}")
    return made(declared)


def wanted_path(declared: Declaration) -> Wanted | None:
    """What a text option is the path of, None for one that is none."""
    for marker in declared.markers:
        match marker:
            case FolderPath(suffixes=suffixes):
                return Wanted(suffixes, folder=True)
            case FilePath(suffixes=suffixes):
                return Wanted(suffixes)
    return None


_EDITORS: Mapping[Any, Callable[[Declaration], Editor]] = {bool: ToggleEditor, int: NumberEditor, str: TextEditor}


def value_text(value: Any, declared: Declaration) -> str:
    """A value as a person reads it, with its unit."""
    match value:
        case bool():
            return "on" if value else "off"
        case int() | str() if declared.choices:
            return choice_text(value, declared.unit)
        case int():
            return counted(value, declared.unit)
        case float():
            return f"{scientific_text(value) if declared.log else float_text(value)} {declared.unit}".rstrip()
        case tuple():
            return write_list(value) or "none"
        case _:
            return str(value) or "empty"


def choice_text(choice: Any, unit: str) -> str:
    text = str(choice).replace("_", " ")
    return f"{text} {unit}" if unit and isinstance(choice, int) else text


def read_float(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def float_text(value: Any) -> str:
    """1.0 as 1, 0.0002 as it is, and never fewer digits than there are."""
    return repr(value).removesuffix(".0")


def scientific_text(value: Any) -> str:
    """0.0002 as 2e-4, where a power of ten says more than a row of zeros."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return float_text(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    fraction = "".join(map(str, digits[1:]))
    mantissa = f"{digits[0]}.{fraction}" if fraction else str(digits[0])
    return f"{'-' if sign else ''}{mantissa}e{exponent + len(digits) - 1}"


def read_numbers(text: str) -> tuple[Any, ...]:
    """The text "128, 256" as (128, 256); what is no number stays text, to be refused by name."""
    return tuple(int(part) if part.isdecimal() else part for part in text.replace(",", " ").split())


def read_names(text: str) -> tuple[str, ...]:
    """The text "price, trade volume" as two names; nothing is no name."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def write_list(values: tuple[Any, ...]) -> str:
    return ", ".join(map(str, values))


def _plain(annotation: Any) -> Any:
    return getattr(annotation, "__origin__", annotation) if hasattr(annotation, "__metadata__") else annotation


def _longest(declared: Declaration) -> int:
    return max((marker.max_length for marker in declared.markers if hasattr(marker, "max_length")), default=0)


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)

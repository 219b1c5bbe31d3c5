"""The preferences and their file: read at the start, written at every change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ganstudio.experiment import read_toml, to_toml
from ganstudio.preferences import Preferences, preferences_file
from ganstudio.problems import Problem, ProblemError
from ganstudio.session.notice import Notice, explained


class KeptPreferences(QObject):
    """What stays the same from experiment to experiment."""

    changed = Signal(object)  # Preferences
    runs_moved = Signal()  # runs are kept in another folder now
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences, self._problems = read_preferences()

    @property
    def preferences(self) -> Preferences:
        return self._preferences

    def set(self, name: str, value: object) -> None:
        try:
            preferences = self._preferences.revise(name, value)
            write_preferences(preferences)
        except (ProblemError, OSError) as error:
            self.noticed.emit(explained(error, "Keeping the preference"))
            return
        before, self._preferences = self._preferences, preferences
        self.changed.emit(preferences)
        if before.runs != preferences.runs:
            self.runs_moved.emit()

    def tell_problems(self) -> None:
        """Says what of the file could not be read, once somebody listens."""
        if self._problems:
            details = "\n".join(map(str, self._problems))
            text = "Some preferences could not be read and have their defaults."
            self.noticed.emit(Notice(text, "warning", details))


def read_preferences() -> tuple[Preferences, tuple[Problem, ...]]:
    """The preferences as kept, else the defaults, and what of them could not be read."""
    file = preferences_file()
    if not file.exists():
        return Preferences(), ()
    try:
        preferences, problems = read_toml(Preferences, file)
    except ProblemError as error:
        return Preferences(), error.problems
    return preferences, tuple(problems)


def write_preferences(preferences: Preferences) -> None:
    """Raises OSError. The file is absent, old or complete at any time."""
    file = preferences_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(to_toml(preferences), encoding="utf-8")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)

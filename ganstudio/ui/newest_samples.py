"""The samples that an export would write."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ganstudio.events import Event, Samples
from ganstudio.session.session import Session


class NewestSamples(QObject):
    """The last samples of the open run. Emits `changed` when there are some, or none any more."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.samples: Samples | None = None
        session.event.connect(self._hear)
        session.run_opened.connect(self._forget)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Samples):
            first = self.samples is None
            self.samples = event
            if first:
                self.changed.emit()

    def _forget(self) -> None:
        self.samples = None
        self.changed.emit()

"""The run's history on the disk: every event is written as it passes by."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ganstudio.events import Event, Preparing, Samples, Saved, Warned, Weights, to_plain
from ganstudio.grids import image_of, save_image
from ganstudio.runs import Run


def record(run: Run, events: Iterable[Event]) -> Iterator[Event]:
    """Writes each event to the run folder, then passes it on. A full disk is told once and does not end the run."""
    told = False
    history = History(run)
    try:
        for event in events:
            try:
                history.add(event)
            except OSError as error:
                if not told:
                    told = True
                    yield Warned(f"the run's history cannot be written ({error.strerror or error}); training goes on")
            yield event
    finally:
        history.close()


class History:
    """The file of events, which stays open: to open it ten times a second takes a hundredth of a small run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._file: BinaryIO | None = None

    def add(self, event: Event) -> None:
        """Writes what is worth keeping. Raises OSError, after which the next event is tried anew."""
        match event:
            case Preparing() | Weights() | Samples(file=""):
                return  # worth a look, not worth keeping
            case Samples(values=np.ndarray() as values):
                _write_samples(self._run.folder / event.file, values)
        try:
            if self._file is None:
                self._file = self._run.events_file.open("ab")
            self._file.write(json.dumps(to_plain(event), ensure_ascii=False).encode() + b"\n")
            self._file.flush()
            if isinstance(event, Saved):  # what a checkpoint has behind it must not be lost before it
                os.fsync(self._file.fileno())
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):  # of what could not be written, which was told
                file.close()


def _write_samples(file: Path, values: np.ndarray) -> None:
    if file.suffix == ".npy":
        np.save(file, values, allow_pickle=False)
    else:
        save_image(image_of(values), file)

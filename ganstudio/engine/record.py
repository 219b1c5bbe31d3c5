"""The run's history on the disk: every event is written as it passes by."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from ganstudio.events import Event, Preparing, Samples, Saved, Warned, Weights, to_plain
from ganstudio.grids import image_of, save_image
from ganstudio.runs import Run


def record(run: Run, events: Iterable[Event]) -> Iterator[Event]:
    """Writes each event to the run folder, then passes it on. A full disk is told once and does not end the run."""
    told = False
    for event in events:
        try:
            _write(run, event)
        except OSError as error:
            if not told:
                told = True
                yield Warned(f"the run's history cannot be written ({error.strerror or error}); training goes on")
        yield event


def _write(run: Run, event: Event) -> None:
    match event:
        case Preparing() | Weights() | Samples(file=""):
            return  # worth a look, not worth keeping
        case Samples(values=np.ndarray() as values):
            _write_samples(run.folder / event.file, values)
    with run.events_file.open("ab") as file:
        file.write(json.dumps(to_plain(event), ensure_ascii=False).encode() + b"\n")
        if isinstance(event, Saved):  # what a checkpoint has behind it must not be lost before it
            file.flush()
            os.fsync(file.fileno())


def _write_samples(file: Path, values: np.ndarray) -> None:
    if file.suffix == ".npy":
        np.save(file, values, allow_pickle=False)
    else:
        save_image(image_of(values), file)

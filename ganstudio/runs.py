"""A run folder: created, listed, replayed and locked. It can be copied to another machine and opened there.

experiment.toml  plan.json  events.jsonl  samples/<step>.png|.npy  checkpoints/<step>/  exports/
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import filelock
import numpy as np

from ganstudio import experiment as experiments
from ganstudio.events import Event, Failed, Finished, Paused, Progress, Samples, Saved, Started, Warned, from_plain
from ganstudio.experiment import Experiment
from ganstudio.files import replacing
from ganstudio.grids import load_grid
from ganstudio.problems import Problem, ProblemError
from ganstudio.spec import DataSpec

STAMP = "%Y-%m-%d-%H%M%S"
TAIL = 1 << 16  # bytes of the history that tell how a run ended


class RunState(Enum):
    """How a run stands, as the library shows it."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    EMPTY = "not started"


@dataclass(frozen=True)
class RunInfo:
    """What the library shows of a run. thumbnail: the newest samples, a .png grid of `columns` or .npy points."""

    folder: Path
    name: str
    state: RunState
    step: int
    steps: int
    created: datetime
    thumbnail: Path | None
    columns: int
    has_checkpoint: bool

    @property
    def points(self) -> bool:
        return self.thumbnail is not None and self.thumbnail.suffix == ".npy"


class Run:
    """One run folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, root: Path, experiment: Experiment) -> Run:
        """A new folder under `root` that holds the experiment. Raises ProblemError when it cannot be written."""
        return cls.create_at(_free_folder(root, experiment.name), experiment)

    @classmethod
    def create_at(cls, folder: Path, experiment: Experiment) -> Run:
        """A new run in exactly this folder. Raises ProblemError when it holds something or cannot be written."""
        if folder.is_dir() and any(folder.iterdir()) and not cls(folder)._never_began():
            raise ProblemError.single("", f"{folder} is not empty: name a new folder, or continue the run in it")
        try:
            for part in ("samples", "checkpoints", "exports"):
                (folder / part).mkdir(parents=True, exist_ok=True)
            run = cls(folder.absolute())
            run.write_experiment(experiment)
            run.events_file.unlink(missing_ok=True)
        except OSError as error:
            raise ProblemError.single(
                "", f"cannot write to the runs folder {folder.parent}: {error.strerror}"
            ) from error
        return run

    @classmethod
    def open(cls, folder: Path) -> Run:
        """A run that exists. Raises ProblemError when the folder is none."""
        if not folder.is_dir():
            raise ProblemError.single("", f"there is no run folder {folder}")
        if not (folder / "experiment.toml").is_file():
            raise ProblemError.single("", f"{folder} is not a run folder: it holds no experiment.toml")
        return cls(folder.absolute())

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def events_file(self) -> Path:
        return self.folder / "events.jsonl"

    def experiment(self) -> Experiment:
        """What was run. Raises ProblemError when it cannot be read whole."""
        experiment, problems = experiments.load(self.folder / "experiment.toml")
        if problems:
            raise ProblemError(Problem(p.path, f"{p.message} (in {self.folder / 'experiment.toml'})") for p in problems)
        return experiment

    def write_experiment(self, experiment: Experiment) -> None:
        """Keeps what is run. Raises OSError."""
        experiments.save(experiment, self.folder / "experiment.toml")

    def write_plan(self, resolved: dict[str, Any]) -> None:
        """Keeps what "auto" meant, versions and device. Raises OSError."""
        with replacing(self.folder / "plan.json") as file:
            file.write(json.dumps(resolved, indent=1, ensure_ascii=False).encode())

    def resolved(self) -> dict[str, Any]:
        """What `write_plan` kept. Raises ProblemError."""
        try:
            found: dict[str, Any] = json.loads((self.folder / "plan.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise self._without_plan() from error
        if not isinstance(found, dict):
            raise self._without_plan()
        return found

    def spec(self) -> DataSpec:
        """The shape of the data that the run was trained on, which need not be there any more. Raises ProblemError."""
        try:
            return DataSpec.read(self.resolved())
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise self._without_plan() from error

    def events(self) -> Iterator[Event]:
        """The history, oldest first. Damaged lines are left out and counted in a Warned at the end; a torn last
        line, as a crash leaves it, is nothing to tell of."""
        damaged, torn = 0, False
        try:
            with self.events_file.open("rb") as file:
                for line in file:
                    damaged += torn
                    torn = False
                    try:
                        yield from_plain(json.loads(line))
                    except (ValueError, AttributeError, RecursionError):
                        torn = True
        except FileNotFoundError:
            return
        if damaged:
            lines = "1 damaged line" if damaged == 1 else f"{damaged} damaged lines"
            yield Warned(f"left out of the history: {lines}")

    def cut_history(self, step: int) -> None:
        """Forgets what happened after `step`, which training is about to do again. Raises OSError."""
        if not self.events_file.exists():
            return
        with replacing(self.events_file) as file:
            for line in self.events_file.read_bytes().splitlines(keepends=True):
                with contextlib.suppress(ValueError, AttributeError, RecursionError):
                    event = from_plain(json.loads(line))
                    if line.endswith(b"\n") and getattr(event, "step", 0) <= step:
                        file.write(line)

    def load_samples(self, samples: Samples) -> np.ndarray:
        """The samples of a grid: (N, H, W, C) uint8 or (N, 2) float32. Raises OSError or ValueError."""
        if samples.values is not None:
            return samples.values
        file = self._inside(samples.file)
        if file.suffix == ".npy":
            points: np.ndarray = np.load(file, allow_pickle=False)
            return points
        return load_grid(file, samples.shape, samples.count)

    def checkpoint_steps(self) -> list[int]:
        """Steps that have a complete checkpoint, newest first."""
        found = self.folder.glob("checkpoints/[0-9]*/manifest.json")
        return sorted((int(file.parent.name) for file in found if file.parent.name.isdigit()), reverse=True)

    def has_checkpoint(self) -> bool:
        return bool(self.checkpoint_steps())

    def lock(self) -> filelock.BaseFileLock:
        """Held while the run is trained, so that no second program trains it too."""
        return filelock.FileLock(self.folder / ".lock")

    def info(self) -> RunInfo:
        """What the library shows. Reads the end of the history only."""
        samples = (file for file in self.folder.glob("samples/[0-9]*") if file.stem.isdigit())
        last = self._last_events()
        step = max((getattr(event, "step", 0) for event in last), default=0)
        chosen, _ = experiments.load(self.folder / "experiment.toml")
        return RunInfo(
            folder=self.folder,
            name=chosen.name,
            state=self._state(last),
            step=step,
            steps=chosen.training.steps,
            created=_created(self.folder),
            thumbnail=max(samples, key=lambda file: int(file.stem), default=None),
            columns=chosen.recording.grid,
            has_checkpoint=self.has_checkpoint(),
        )

    def _never_began(self) -> bool:
        """A run that ended before its first samples has nothing to lose."""
        kept = (file for part in ("samples", "checkpoints", "exports") for file in self.folder.glob(f"{part}/*"))
        return (self.folder / "experiment.toml").is_file() and not any(kept) and not self._is_locked()

    def _state(self, last: list[Event]) -> RunState:
        telling = [e for e in last if isinstance(e, Started | Progress | Samples | Saved | Finished | Failed)]
        match telling[-1] if telling else None:
            case Finished(reason="completed"):
                return RunState.FINISHED
            case Finished():
                return RunState.STOPPED
            case Failed():
                return RunState.FAILED
        if self._is_locked():
            return RunState.PAUSED if last and isinstance(last[-1], Paused) else RunState.RUNNING
        return RunState.INTERRUPTED if telling else RunState.EMPTY

    def _is_locked(self) -> bool:
        if not (self.folder / ".lock").exists():
            return False
        try:
            with self.lock().acquire(timeout=0):
                return False
        except filelock.Timeout:
            return True
        except OSError:  # a read-only folder is nobody's to train in
            return False

    def _last_events(self) -> list[Event]:
        try:
            with self.events_file.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(0, size - TAIL))
                lines = file.read().splitlines()[1 if size > TAIL else 0 :]
        except OSError:
            return []
        events = []
        for line in lines:
            with contextlib.suppress(ValueError, AttributeError, RecursionError):
                events.append(from_plain(json.loads(line)))
        return events

    def _without_plan(self) -> ProblemError:
        return ProblemError.single("", f"{self.folder} was never trained, or its plan.json is gone or damaged")

    def _inside(self, name: str) -> Path:
        """A file of this run by its relative name. Raises ValueError for a name that leads out of the folder."""
        file = (self.folder / name).resolve()
        if not name or not file.is_relative_to(self.folder.resolve()):
            raise ValueError(f"{name!r} is no file of this run")
        return file


def list_runs(root: Path) -> list[RunInfo]:
    """The runs in a folder, newest first. What is no run is left out. Raises OSError when it cannot be read."""
    if not root.is_dir():
        return []
    found = []
    for folder in root.iterdir():
        with contextlib.suppress(ProblemError, OSError):
            found.append(Run.open(folder).info())
    return sorted(found, key=lambda info: (info.created, info.folder.name), reverse=True)


def _free_folder(root: Path, name: str) -> Path:
    """`root`/<date>-<time>-<name>, numbered where two runs start in one second."""
    plain = re.sub(r"[^\w.-]+", "-", name.strip()).strip("-.")[:40] or "run"
    stem = f"{datetime.now().strftime(STAMP)}-{plain}"
    number = 1
    folder = root / stem
    while folder.exists():
        number += 1
        folder = root / f"{stem}-{number}"
    return folder


def _created(folder: Path) -> datetime:
    """The time in the folder's name, else that of the experiment file."""
    try:
        return datetime.strptime("-".join(folder.name.split("-")[:4]), STAMP)
    except ValueError:
        return datetime.fromtimestamp((folder / "experiment.toml").stat().st_mtime)

"""Every test has a home of its own, one torch thread, no screen unless asked, and must leave nothing running behind."""

from __future__ import annotations

import os
import sys

os.environ["OMP_NUM_THREADS"] = "1"  # before torch: two threads on a busy machine are slower than one
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # on a real screen, other windows would take the focus

import contextlib
import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import ganstudio.experiment  # noqa: F401  pydantic goes before Qt, whose import hook trips over a half-loaded one


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder: no test reads or writes a person's files."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "Documents").mkdir(parents=True)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / f".{name.lower()}"))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(folder / "Documents"))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread or a timer running."""
    before = set(threading.enumerate())
    yield
    assert not (left := _threads_beyond(before)), f"threads were left running: {left}"
    if "qapp" in request.fixturenames:  # looking through all objects takes a while, so only where Qt is at work
        assert not (left := _qt_objects_at_work()), f"Qt objects were left at work: {left}"


def _threads_beyond(before: set[threading.Thread]) -> list[str]:
    """The names of new threads, once those that are about to end have ended."""
    patience = time.monotonic() + 2
    while time.monotonic() < patience:
        left = [thread for thread in threading.enumerate() if thread not in before and not _is_harmless(thread)]
        if not left:
            return []
        time.sleep(0.01)
    return [thread.name for thread in left]


def _is_harmless(thread: threading.Thread) -> bool:
    """A native thread that once called Python, as Qt's and torch's own do, and is no thread of ours."""
    return thread.daemon and thread.name.startswith("Dummy")


def _qt_objects_at_work() -> list[str]:
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
    gc.collect()
    left = []
    for thing in gc.get_objects():
        if issubclass(type(thing), (core.QThread, core.QTimer)):
            with contextlib.suppress(RuntimeError):  # Qt has deleted it already
                at_work = thing.isRunning() if isinstance(thing, core.QThread) else thing.isActive()
                if at_work and thing is not core.QThread.currentThread():
                    left.append(f"{type(thing).__name__} of {type(thing.parent()).__name__}")
    return left

"""The program from outside: what it starts, how soon, and how it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ganstudio.__main__ import opens_window

ROOT = Path(__file__).parents[2]
FIRST_PAINT = """
import sys, time
started = time.perf_counter()
import ganstudio.experiment
from PySide6.QtWidgets import QApplication
from ganstudio.ui.app import Studio
application = QApplication([])
studio = Studio(application)

def painted():
    heavy = [name for name in ("torch", "pyqtgraph", "ziamath", "typer") if name in sys.modules]
    print("painted", heavy, len(studio.window.findChildren(object)) > 100, flush=True)
    print(f"{time.perf_counter() - started:.3f}", flush=True)

def ready():
    print("ready", "pyqtgraph" in sys.modules, flush=True)
    studio.window.close()

studio.window.painted.connect(painted)
studio.session.engine_prepared.connect(ready)
studio.window.show()
code = application.exec()
print("end", code, "torch" in sys.modules)
"""
FAULT = """
import ganstudio.experiment
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ganstudio.ui.app import Studio
application = QApplication([])
studio = Studio(application)
studio.faults.listen()
studio.window.show()

def fail():
    raise RuntimeError("what a pity")

def look():
    dialogs = [widget for widget in application.topLevelWidgets() if widget.objectName() == "fault"]
    print("dialogs", len(dialogs), studio.window.isVisible(), flush=True)
    dialogs[0].close()
    studio.window.close()

for _ in range(3):
    QTimer.singleShot(10, fail)
QTimer.singleShot(300, look)
application.exec()
"""
EDITED = """
import ganstudio.experiment
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ganstudio.ui.app import Studio
application = QApplication([])
studio = Studio(application)
studio.faults.listen()
studio.window.show()
studio.session.propose("training.batch_size", 32)
QTimer.singleShot(300, studio.window.leave)
application.exec()
"""


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without any display; tests put one back."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISPLAY", "WAYLAND", "QT_QPA"))}
    return {**kept, **changes}


def studio(*arguments: str, env: dict[str, str], timeout: float = 60) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ganstudio", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", timeout=timeout)


def script(code: str) -> subprocess.CompletedProcess[str]:
    env = environment(QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", timeout=120)


def test_window_is_painted_before_torch_and_pyqtgraph_are_imported() -> None:
    shown = script(FIRST_PAINT)
    lines = shown.stdout.splitlines()
    assert lines[0] == "painted [] True", shown.stdout + shown.stderr
    assert float(lines[1]) < 5, "a second on a quiet machine; tests run on busy ones"
    assert lines[2] == "ready True", shown.stderr
    assert lines[3] == "end 0 True", shown.stderr


def test_fault_in_a_slot_does_not_end_the_program() -> None:
    told = script(FAULT)
    assert told.stdout.splitlines()[-1] == "dialogs 1 True", told.stderr
    assert told.returncode == 0, told.stderr
    assert told.stderr.count("RuntimeError: what a pity") == 3


def test_leaving_an_edited_experiment_ends_without_a_word() -> None:
    done = script(EDITED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":77"}, {"DISPLAY": ":77", "WAYLAND_DISPLAY": "wayland-77"}])
def test_without_a_display_one_sentence_names_the_headless_command(display: dict[str, str]) -> None:
    told = studio(env=environment(**display))
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1
    assert "display" in told.stderr
    assert "ganstudio train" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="shared libraries by these names")
@pytest.mark.parametrize(
    ("library", "package", "display"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0", {"DISPLAY": ":77"}),
        ("libEGL.so.1", "libegl1", {"QT_QPA_PLATFORM": "offscreen"}),
    ],
)
def test_missing_library_is_named_with_its_package(
    library: str, package: str, display: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / library).touch()  # found first, and no library
    told = studio(env=environment(LD_LIBRARY_PATH=str(tmp_path), **display))
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1, told.stderr
    assert library in told.stderr
    assert f"apt install {package}" in told.stderr


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["options"]])
def test_commands_need_neither_qt_nor_a_display(arguments: list[str]) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['ganstudio', *{arguments!r}]\n"
        "try:\n    runpy.run_module('ganstudio', run_name='__main__')\n"
        "finally:\n    print('PySide6' in sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", timeout=60)
    assert told.stdout.strip()
    assert told.stderr.splitlines()[-1] == "False", told.stderr


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["mine.toml"], True),
        (["./runs/one"], True),
        (["train"], False),
        (["train", "mine.toml"], False),
        (["--version"], False),
        (["tain"], False),
    ],
)
def test_only_a_file_or_a_folder_opens_the_window(arguments: list[str], window: bool) -> None:
    assert opens_window(arguments) is window


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_close_the_window_gracefully(number: signal.Signals) -> None:
    env = environment(QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-m", "ganstudio"]
    running = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(3)
    running.send_signal(number)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 0, told
    assert b"Traceback" not in told


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")
def test_window_opens_on_a_real_display(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    try:
        os.close(writer)
        with os.fdopen(reader) as number:
            display = f":{number.readline().strip()}"
        command = [sys.executable, "-m", "ganstudio"]
        env = environment(DISPLAY=display)
        running = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(4)
        assert running.poll() is None
        running.send_signal(signal.SIGTERM)
        _, told = running.communicate(timeout=60)
        assert running.returncode == 0, told
    finally:
        server.terminate()
        server.wait()

"""The studio as a process of its own, as a person starts it, but at home in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import SkippedError

ROOT = Path(__file__).parents[2]
PATIENCE = 1800  # s


def data_folder() -> Path:
    """Where published data is: beside the repository, or in the folder that GANSTUDIO_DATA names."""
    return Path(os.environ.get("GANSTUDIO_DATA") or ROOT.parent / "shared" / "data")


def environment(home: Path, **changes: str) -> dict[str, str]:
    """This process's environment without a display and without the person's own files."""
    (home / "Documents").mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISPLAY", "WAYLAND", "XDG_"))}
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    return {**kept, **homes, "QT_QPA_PLATFORM": "offscreen", **changes}


def start_training(preset: str, run: Path, *sets: str) -> subprocess.Popen[str]:
    """`ganstudio train --preset … --run …`, going on beside us."""
    command = [sys.executable, "-m", "ganstudio", "train", "--preset", preset, "--run", str(run)]
    for text in sets:
        command += ["--set", text]
    env = environment(run.parent / "home")
    return subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
    )


def wait_for(process: subprocess.Popen[str]) -> None:
    """Until it ends. Raises SkippedError when it failed."""
    _, told = process.communicate(timeout=PATIENCE)
    if process.returncode:
        raise SkippedError(f"the command failed: {told.strip().splitlines()[-1] if told.strip() else 'without a word'}")


def answer(module: str, home: Path, *arguments: str) -> dict[str, Any]:
    """The JSON that a module of ours prints last when run as a process. START says when that began (s, epoch)."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
    env = environment(home, START=repr(time.time()))
    told = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", timeout=PATIENCE)
    lines = [line for line in told.stdout.splitlines() if line.startswith("{")]
    if told.returncode or not lines:
        rest = (told.stderr.strip() or told.stdout.strip() or "nothing was printed").splitlines()[-1]
        raise SkippedError(f"{module} {' '.join(arguments)} failed: {rest}")
    found: dict[str, Any] = json.loads(lines[-1])
    return found

"""Guards against a PySide6 that loses a reference at every signal and every call without a result."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QObject, Signal

class Speaker(QObject):
    said = Signal(object)

heard = []
speaker = Speaker()
speaker.said.connect(heard.append)
for number in range(100_000):
    speaker.said.emit(number)
    speaker.setObjectName("void")
assert len(heard) == 100_000
print("alive")
"""


def test_100_000_emits_and_void_calls_leave_the_interpreter_whole() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "alive", done.stderr[-2000:]

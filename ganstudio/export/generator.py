"""The newest generator of a run as a file of its own."""

from __future__ import annotations

from pathlib import Path

from ganstudio.checkpoints import trained_generator
from ganstudio.generator_files import write_generator
from ganstudio.runs import Run


def export_generator(run: Run, path: Path) -> None:
    """Writes the newest generator of a run. Raises ProblemError when there is none or it cannot be written."""
    write_generator(trained_generator(run), path)

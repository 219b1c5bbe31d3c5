"""The house rules, each checked by the tool that knows it: style, layout, types, layers."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


@pytest.mark.timeout(900)  # the first run of mypy reads all of torch
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "ruff", "check", "."], id="style"),
        pytest.param(["-m", "ruff", "format", "--check", "--diff", "."], id="layout"),
        pytest.param(["-m", "mypy", "--cache-dir", ".mypy_cache"], id="types"),
        pytest.param(["-c", LINT_IMPORTS], id="layers"),
    ],
)
def test_code_keeps_the_rules(command: list[str]) -> None:
    checked = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert checked.returncode == 0, f"\n{checked.stdout}{checked.stderr}"

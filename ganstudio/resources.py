"""Where the files that ship with the program lie: data, presets, icons."""

from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, as in `resource("data", "digits.csv.gz")`."""
    return _root().joinpath(*parts)


def _root() -> Path:
    package = Path(__file__).parent
    installed = package / "_resources"  # where the wheel carries them
    return installed if installed.is_dir() else package.parent / "resources"

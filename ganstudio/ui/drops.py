"""What happens to files and folders that are dropped on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.session.notice import Notice
from ganstudio.ui.open_and_save import open_path

if TYPE_CHECKING:
    from ganstudio.ui.window import Window

TAKEN = "The window takes a folder or ZIP file of pictures, a table (.csv), an experiment (.toml) or a run folder"
TABLES = (".csv", ".tsv")
ARCHIVES = (".zip",)


def take(window: Window, dropped: Sequence[str]) -> None:
    """Opens what was dropped, or says why not."""
    refusal = _refusal([Path(path) for path in dropped if path])
    if refusal:
        window.session.noticed.emit(Notice(refusal, "warning"))
        return
    path = Path(dropped[0])
    suffix = path.suffix.lower() if path.is_file() else ""
    if suffix in TABLES:
        window.session.use_table(path)
    elif suffix and suffix not in ARCHIVES:
        open_path(window, path)
    elif not suffix and is_run(path):
        window.session.open_run(path)
    else:
        window.session.propose("data", {"kind": "image_folder", "folder": str(path)})


def is_run(folder: Path) -> bool:
    return (folder / "experiment.toml").is_file()


def _refusal(paths: Sequence[Path]) -> str:
    match paths:
        case []:
            return f"{TAKEN} from this computer."
        case [path] if path.is_dir() or path.suffix.lower() in (".toml", *TABLES, *ARCHIVES):
            return ""
        case [path]:
            return f"{TAKEN}; “{path.name}” is none of these. To train on pictures, drop the folder they are in."
        case _:
            return f"{TAKEN}, one at a time; these are {len(paths)}."

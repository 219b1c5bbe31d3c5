"""The program: a window without arguments or with a file to open, else the command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path


def main() -> None:
    arguments = sys.argv[1:]
    if opens_window(arguments):
        sys.exit(window(Path(arguments[0]) if arguments else None))
    from ganstudio import cli

    cli.main(arguments)


def opens_window(arguments: Sequence[str]) -> bool:
    """No arguments, or one that is an experiment file or a folder."""
    match arguments:
        case []:
            return True
        case [name] if not name.startswith("-"):
            return name.endswith(".toml") or ("/" in name or "\\" in name) or (Path(name) / "experiment.toml").is_file()
        case _:
            return False


def window(path: Path | None) -> int:
    """Opens the window, or says in a sentence why there can be none and returns 2."""
    from ganstudio.ui import display

    why_not = display.why_no_window()
    if why_not:
        print(why_not, file=sys.stderr)
        return 2
    gc.disable()  # nothing is garbage while starting; the window collects again once it is painted
    import_module("ganstudio.experiment")  # numpy and pydantic load faster before Qt than after it

    try:
        from ganstudio.ui.app import open_window
    except ImportError as error:
        if ".so" not in str(error):
            raise
        print(display.missing(str(error)), file=sys.stderr)
        return 2
    return open_window(path)


if __name__ == "__main__":
    main()

"""Options of the application itself, in a file of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import platformdirs

from ganstudio.files import written_out
from ganstudio.options import FolderPath, Options, option


class Preferences(Options):
    """What stays the same from experiment to experiment."""

    theme: Literal["system", "light", "dark"] = option(
        default="system", help="Colours of the window. “system” follows the desktop."
    )
    runs_folder: Annotated[str, FolderPath()] = option(
        default="", label="Runs folder", help="Where runs are kept. Empty: “GAN Studio” in your documents."
    )

    @property
    def runs(self) -> Path:
        """The folder that is meant, whether chosen or our own."""
        if self.runs_folder:
            return written_out(self.runs_folder)
        return platformdirs.user_documents_path() / "GAN Studio"


def preferences_file() -> Path:
    return platformdirs.user_config_path("ganstudio") / "preferences.toml"

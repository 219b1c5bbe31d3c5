"""The two pages of the help menu."""

from __future__ import annotations

import platform
from html import escape
from importlib.metadata import version
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QScrollArea, QVBoxLayout

from ganstudio import __version__

if TYPE_CHECKING:
    from ganstudio.ui.window import Window

LIBRARIES = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy", "pydantic", "qtawesome", "superqt", "ziamath")


def show_about(window: Window) -> None:
    rows = "".join(f"<tr><td>{name} &nbsp;</td><td>{escape(version(name))}</td></tr>" for name in LIBRARIES)
    _page(
        window,
        "About GAN Studio",
        f"<h2>GAN Studio {escape(__version__)}</h2>"
        "<p>Build generative adversarial networks from parts, train them, and see why they work or fail.</p>"
        "<p>MIT licence. The handwritten digits are from the UCI repository (E. Alpaydin, C. Kaynak, 1998).</p>"
        f"<table><tr><td>Python &nbsp;</td><td>{platform.python_version()}</td></tr>{rows}</table>",
    )


def show_shortcuts(window: Window) -> None:
    from ganstudio.ui.action_set import key_text, plain
    from ganstudio.ui.actions import every_action

    rows = "".join(
        f"<tr><td style='padding:3px 26px 3px 0'>{escape(plain(action.text))}</td><td>{escape(keys)}</td></tr>"
        for action in every_action()
        if (keys := key_text(action.shortcuts()))
    )
    more = "<p>In a field: Escape brings back the value that stands in the experiment.</p>"
    _page(window, "Keyboard shortcuts", f"<table>{rows}</table>{more}")


def _page(window: Window, title: str, html: str) -> None:
    dialog = QDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    text = QLabel(html)
    text.setAccessibleName(title)
    text.setTextFormat(Qt.TextFormat.RichText)
    text.setWordWrap(True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    text.setMargin(8)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(text)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(area, 1)
    layout.addWidget(buttons)
    dialog.resize(440, 520)
    dialog.show()

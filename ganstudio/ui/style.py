"""The style sheet: rounding, spacing and headings on top of Fusion and the palette."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from ganstudio.resources import resource

if TYPE_CHECKING:
    from ganstudio.ui.theme import Colors


def style_sheet(colors: Colors) -> str:
    """The rules of resources/window.qss in those colours."""
    rules = Template(resource("window.qss").read_text(encoding="utf-8"))
    names = {name: color.name() for name, color in vars(colors).items() if isinstance(color, QColor)}
    return rules.substitute(
        names,
        button_hover=colors.button.lighter(112).name(),
        button_down=colors.button.darker(112).name(),
        icons=resource("icons").as_posix(),
    )

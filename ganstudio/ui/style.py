"""The style sheet: rounding, spacing and headings on top of Fusion and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ganstudio.ui.theme import Colors


def style_sheet(colors: Colors) -> str:
    """Rules by widget type, and by the dynamic properties `look` and `state` that widgets set on themselves."""
    c = {name: color.name() for name, color in vars(colors).items()}
    return f"""
QToolTip {{
    color: {c["text"]}; background: {c["panel"]}; border: 1px solid {c["border"]}; padding: 6px;
}}
QMainWindow::separator {{ background: {c["window"]}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {c["hover"]}; }}
"""

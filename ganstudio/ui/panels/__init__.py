"""The panels of the window, in the order of their tabs and docks."""

from ganstudio.ui.panels.base import Panel

PANELS: tuple[type[Panel], ...] = ()

"""Whether there is a screen for a window, found out before Qt ends the process over it. Imports no Qt."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

from ganstudio.system_libraries import ALWAYS, ON_X11, can_load

HEADLESS = "Without a window there is “ganstudio train”; “ganstudio --help” lists all commands."
LIBRARIES = {**ALWAYS, **ON_X11}


def why_no_window() -> str:
    """One sentence on why no window can be shown here, empty when one can or where Qt needs neither X nor Wayland."""
    if not sys.platform.startswith("linux"):
        return ""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if chosen and chosen not in ("xcb", "wayland"):
        return ""
    display, wayland = os.environ.get("DISPLAY", ""), os.environ.get("WAYLAND_DISPLAY", "")
    if not display and not wayland:
        return f"There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). {HEADLESS}"
    if wayland and chosen != "xcb" and _wayland_answers(wayland):
        if not display:
            os.environ.setdefault("QT_QPA_PLATFORM", "wayland")
        return ""
    fault = _missing_for_x11()
    if fault:
        return missing(fault)
    if not display:
        return f"The display {wayland} does not answer, so no window can be opened. {HEADLESS}"
    if not _x11_answers():
        return f"The display {display} does not answer, so no window can be opened. {HEADLESS}"
    return ""


def missing(fault: str) -> str:
    """The sentence for a shared library that is not there, from the loader's own words."""
    lacking = [package for library, package in LIBRARIES.items() if not can_load(library)]
    named = re.search(r"\S+\.so[.\d]*", fault)
    first = named[0].rstrip(":") if named else fault
    packages = " ".join(lacking or LIBRARIES.values())
    return f"The window needs the system library {first}; on Debian and Ubuntu: apt install {packages}. {HEADLESS}"


def _missing_for_x11() -> str:
    """The loader's complaint about Qt's own plug-in for X11, empty when it loads."""
    spec = find_spec("PySide6")
    plugin = Path(spec.origin).parent / "Qt/plugins/platforms/libqxcb.so" if spec and spec.origin else Path()
    if not plugin.is_file():
        return ""  # a PySide6 of the distribution, whose packages name what they need
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error)
    return ""


def _x11_answers() -> bool:
    """Whether the server named by DISPLAY lets us in, asked as Qt asks it."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # for the loader to complain about
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answers


def _wayland_answers(name: str) -> bool:
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / name  # `name` may be a full path
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
        asked.settimeout(2)
        try:
            asked.connect(str(path))
        except OSError:
            return False
    return True

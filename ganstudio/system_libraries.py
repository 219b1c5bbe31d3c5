"""The shared libraries that Qt needs from a Linux system, and the Debian packages that have them.

Standard library only: the set-up script reads this before anything is installed.
"""

from __future__ import annotations

import ctypes

ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
ON_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}  # since Ubuntu 24.04 and Debian 13


def can_load(library: str) -> bool:
    """Whether the system has that shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True

"""Arrays of numbers in MATLAB's own files (level 5), which some data sets come in."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HEADER = 128  # bytes
MATRIX, COMPRESSED = 14, 15
TYPES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}

Element = tuple[int, memoryview]  # its type and its bytes


def read_matlab(file: Path) -> dict[str, np.ndarray]:
    """The arrays in a file by name, in the type they are stored in. Raises OSError, ValueError or zlib.error."""
    found = {}
    with file.open("rb") as opened:
        header = opened.read(HEADER)
        order = {b"IM": "<", b"MI": ">"}.get(header[-2:])
        if order is None or header[-4:-2] != struct.pack(f"{order}H", 0x0100):
            raise ValueError("no MATLAB file of level 5")
        while len(tag := opened.read(8)) == 8:
            kind, length = struct.unpack(f"{order}II", tag)
            content = opened.read(length)
            if len(content) < length:
                raise ValueError("the file ends too early")
            if kind == COMPRESSED:
                [(kind, inner)] = _elements(memoryview(zlib.decompress(content)), order)
            else:
                inner = memoryview(content)
            if kind == MATRIX:
                name, array = _matrix(inner, order)
                found[name] = array
    return found


def _matrix(content: memoryview, order: str) -> tuple[str, np.ndarray]:
    _flags, (_, dimensions), (_, name), (kind, values), *_imaginary = _elements(content, order)
    if kind not in TYPES:
        raise ValueError("something else than arrays of numbers")
    stored = np.dtype(f"{order}{TYPES[kind]}")
    shape = np.frombuffer(dimensions, f"{order}i4").tolist()
    if len(values) != math.prod(shape) * stored.itemsize:
        raise ValueError("an array that is not as large as it says")
    return bytes(name).decode("ascii"), np.frombuffer(values, stored).reshape(shape, order="F")


def _elements(content: memoryview, order: str) -> Iterator[Element]:
    """The elements one after the other, each padded to 8 bytes."""
    start = 0
    while start + 8 <= len(content):
        kind, length = struct.unpack(f"{order}II", content[start : start + 8])
        if kind >> 16:  # a small one, with its bytes where the length else is
            kind, length, start = kind & 0xFFFF, kind >> 16, start + 4
            if length > 4:
                raise ValueError("a small element that is too long")
            yield kind, content[start : start + length]
            start += 4
            continue
        start += 8
        if start + length > len(content):
            raise ValueError("the file ends too early")
        yield kind, content[start : start + length]
        start += -(-length // 8) * 8

"""A picture file as pixels, safely: Pillow only, known formats only, its claimed size looked at before decoding."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
# what Pillow's readers raise over files that are not what they claim, found with mutated files
DAMAGE = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, struct.error)
MOST_PIXELS = 40_000_000  # a small file may claim a picture that fills the memory


class UnreadablePictureError(Exception):
    """Says in a few words why a file gives no picture."""


@dataclass(frozen=True)
class Peek:
    """What a picture's header says."""

    width: int
    height: int
    is_grey: bool


def peek(file: Path) -> Peek:
    """The header of a picture, without its pixels. Raises UnreadablePictureError."""
    with _opened(file) as image:
        return Peek(image.width, image.height, image.mode in ("1", "L", "LA", "I;16", "I", "F"))


def decode(file: Path, size: int, channels: int) -> np.ndarray:
    """The middle square of a picture, (channels, size, size) uint8, upright, on white where it is transparent.

    channels: 1 for grey, 3 for RGB. Raises UnreadablePictureError.
    """
    with _opened(file) as image:
        image.draft("RGB" if channels == 3 else "L", (size, size))  # JPEG: decode at a fraction of the size
        upright = ImageOps.exif_transpose(image)
        flat = _flattened(upright).convert("RGB" if channels == 3 else "L")
        square = ImageOps.fit(flat, (size, size), Image.Resampling.LANCZOS)
        return np.atleast_3d(np.asarray(square)).transpose(2, 0, 1)


@contextmanager
def _opened(file: Path) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata does not concern us; sizes are checked below
            with Image.open(file, formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise UnreadablePictureError(
                        f"{image.width}×{image.height} is more than {MOST_PIXELS // 10**6} megapixels"
                    )
                yield image
    except UnidentifiedImageError:
        raise UnreadablePictureError("no picture") from None
    except (*DAMAGE, Image.DecompressionBombError) as error:
        raise UnreadablePictureError("truncated" if "truncated" in str(error) else f"damaged: {error}") from error


def _flattened(image: Image.Image) -> Image.Image:
    """8 bits a channel, no transparency."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return Image.fromarray((np.asarray(image).clip(0, 65535) // 257).astype(np.uint8))  # convert() would clip
    if image.mode == "F":
        values = np.asarray(image)
        top = 1.0 if values.max(initial=0) <= 1 else 255.0
        return Image.fromarray((values.clip(0, top) * (255 / top)).astype(np.uint8))
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return image

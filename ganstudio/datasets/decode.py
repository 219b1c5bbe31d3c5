"""A picture file as pixels, safely: Pillow only, known formats only, its claimed size looked at before decoding."""

from __future__ import annotations

import errno
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
# what Pillow's readers raise over files that are not what they claim, found with mutated files
DAMAGE = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, struct.error)
MOST_PIXELS = 40_000_000  # a small file may claim a picture that fills the memory
LARGE = 8_000_000  # pixels
MODES = {1: "L", 3: "RGB", 4: "RGBA"}  # by channels

Fit = Literal["crop", "pad", "stretch"]
Filter = Literal["lanczos", "bicubic", "bilinear", "box", "nearest"]
Source = Path | IO[bytes]

_few_large = threading.BoundedSemaphore(2)  # each takes some hundred megabytes while it is decoded


class UnreadablePictureError(Exception):
    """Says in a few words why a file gives no picture."""


@dataclass(frozen=True)
class Peek:
    """What a picture's header says."""

    width: int
    height: int
    is_grey: bool


@dataclass(frozen=True)
class Decoding:
    """How pictures become squares. size: their height and width; channels: 1 for grey, 3 for RGB, 4 for RGBA."""

    size: int
    channels: int
    fit: Fit = "crop"
    filter: Filter = "lanczos"

    def __call__(self, source: Source) -> np.ndarray:
        """A picture, (channels, size, size) uint8, upright, on white where it is transparent and not RGBA.

        Raises UnreadablePictureError, or OSError when the file cannot be read.
        """
        mode, side = MODES[self.channels], (self.size, self.size)
        with _opened(source) as image:
            image.draft("L" if self.channels == 1 else "RGB", side)  # JPEG: decode at a fraction of the size
            with _few_large if image.width * image.height > LARGE else nullcontext():
                upright = ImageOps.exif_transpose(image)
                flat = _eight_bits(upright) if self.channels == 4 else _on_white(_eight_bits(upright))
                square = self._fitted(flat.convert(mode))
            return np.atleast_3d(np.asarray(square)).transpose(2, 0, 1)

    def _fitted(self, image: Image.Image) -> Image.Image:
        side, filter = (self.size, self.size), Image.Resampling[self.filter.upper()]
        match self.fit:
            case "crop":
                return ImageOps.fit(image, side, filter)
            case "stretch":
                return image.resize(side, filter)
            case "pad":
                whole = ImageOps.contain(image, side, filter)
                square = Image.new(image.mode, side, _border_colour(whole))
                square.paste(whole, ((self.size - whole.width) // 2, (self.size - whole.height) // 2))
                return square


def peek(source: Source) -> Peek:
    """The header of a picture, without its pixels. Raises UnreadablePictureError, or OSError."""
    with _opened(source) as image:
        return Peek(image.width, image.height, image.mode in ("1", "L", "LA", "I;16", "I", "F"))


def hush() -> None:
    """Keeps Pillow from remarks on odd metadata, which do not concern us. Not while its threads are at work."""
    warnings.filterwarnings("ignore", module=r"PIL\.")


@contextmanager
def _opened(source: Source) -> Iterator[Image.Image]:
    try:
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise UnreadablePictureError(
                    f"{image.width}×{image.height} is more than {MOST_PIXELS // 10**6} megapixels"
                )
            yield image
    except UnidentifiedImageError:
        raise UnreadablePictureError("no picture") from None
    except Image.DecompressionBombError:  # more than Pillow will even open
        raise UnreadablePictureError(f"more than {MOST_PIXELS // 10**6} megapixels") from None
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # the latter from a wild seek
            raise
        raise UnreadablePictureError("truncated" if "truncated" in str(error) else f"damaged: {error}") from error


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deeper grey at its own scale, which convert() would clip."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return Image.fromarray((np.asarray(image).clip(0, 65535) // 257).astype(np.uint8))
    if image.mode == "F":
        values = np.nan_to_num(np.asarray(image))
        top = 1.0 if values.max(initial=0) <= 1 else 255.0
        return Image.fromarray((values.clip(0, top) * (255 / top)).astype(np.uint8))
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    rgba = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)


def _border_colour(image: Image.Image) -> tuple[int, ...]:
    """The median of what stands along the four sides."""
    values = np.atleast_3d(np.asarray(image))
    border = np.concatenate((values[0], values[-1], values[:, 0], values[:, -1]))  # (2W + 2H, C)
    return tuple(np.median(border, axis=0).astype(int).tolist())

"""A grid of samples as one picture and back; points and rows of numbers as a drawing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ganstudio.files import replacing

DRAWING = 512  # px, side of drawn points
MARGIN = 16  # px, about drawn rows
MOST_ROWS = 64  # drawn over one another
MOST_AXES = 64
BARS = 32
INK, FAINT = (86, 72, 176), (214, 214, 222)
LEGIBLE = 48  # px, about the side that a sample has on a sheet at least


def tile(values: np.ndarray, columns: int) -> np.ndarray:
    """(N, H, W, C) uint8 samples, row by row → (rows·H, columns·W, C); black where the last row ends early."""
    count, height, width, channels = values.shape
    rows = -(-count // columns)
    padded = np.zeros((rows * columns, height, width, channels), np.uint8)
    padded[:count] = values
    return (
        padded.reshape(rows, columns, height, width, channels)
        .transpose(0, 2, 1, 3, 4)
        .reshape(rows * height, columns * width, channels)
    )


def untile(picture: np.ndarray, shape: tuple[int, ...], count: int) -> np.ndarray:
    """The samples, (count, H, W, C), of a picture that `tile` made. Raises ValueError when it cannot be one."""
    height, width, channels = shape
    rows, columns = picture.shape[0] // height, picture.shape[1] // width
    if picture.shape != (rows * height, columns * width, channels) or count > rows * columns:
        raise ValueError(f"a picture of shape {picture.shape} holds no {count} samples of shape {shape}")
    tiles = picture.reshape(rows, height, columns, width, channels).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(tiles.reshape(-1, height, width, channels)[:count])


def square_columns(count: int) -> int:
    """Columns of the grid nearest to a square that holds `count` samples."""
    return max(1, int(np.ceil(np.sqrt(count))))


def image_of(values: np.ndarray, columns: int | None = None, *, series: int = 0) -> Image.Image:
    """Samples as one picture, pixel for pixel: (N, H, W, C) uint8 tiled without gaps; (N, D) rows drawn.

    series: how many time series stand one after the other in a row, 0 for rows of another kind.
    """
    if values.ndim == 2:
        return _drawn(values, series)
    picture = tile(values, columns or square_columns(len(values)))
    return Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)


def sheet_of(values: np.ndarray, *, series: int = 0) -> Image.Image:
    """Samples as a picture to look at: pictures apart on white, small ones enlarged pixel by pixel; rows drawn."""
    if values.ndim == 2:
        return _drawn(values, series)
    count, height, width, channels = values.shape
    scale = max(1, LEGIBLE // min(height, width))
    gap = max(2, scale * min(height, width) // 16)
    columns = square_columns(count)
    step = np.array([height * scale + gap, width * scale + gap])
    sheet = np.full((*(step * (-(-count // columns), columns) + gap), channels), 255, np.uint8)
    for number, sample in enumerate(values.repeat(scale, axis=1).repeat(scale, axis=2)):
        top, left = step * divmod(number, columns) + gap
        sheet[top : top + height * scale, left : left + width * scale] = sample
    return Image.fromarray(sheet[..., 0] if channels == 1 else sheet)


def save_image(image: Image.Image, path: Path) -> None:
    """Writes a PNG that is absent, old or complete at any time. Raises OSError."""
    with replacing(path) as file:
        image.save(file, format="PNG")


def load_grid(path: Path, shape: tuple[int, ...], count: int) -> np.ndarray:
    """The samples in a grid picture, (count, H, W, C) uint8. Raises OSError or ValueError."""
    with Image.open(path, formats=["PNG"]) as image:
        picture = np.asarray(image)
    return untile(np.atleast_3d(picture), shape, count)


def _drawn(rows: np.ndarray, series: int) -> Image.Image:
    """(N, D) rows on white: numbers as bars, points as dots, longer rows as lines. Rows that are not finite are not."""
    image = Image.new("RGB", (DRAWING, DRAWING), "white")
    rows = rows[np.isfinite(rows).all(axis=1)].astype(np.float64)
    if len(rows):
        match rows.shape[1]:
            case 1:
                _draw_numbers(image, rows[:, 0])
            case 2 if not series:
                _draw_points(image, rows)
            case _:
                _draw_lines(image, rows[:MOST_ROWS], series)
    return image


def _draw_numbers(image: Image.Image, numbers: np.ndarray) -> None:
    """How often which number comes, as bars."""
    heights = np.histogram(numbers, bins=BARS)[0] / len(numbers)
    draw, width, room = ImageDraw.Draw(image), (DRAWING - 2 * MARGIN) / BARS, DRAWING - 2 * MARGIN
    for bar, height in enumerate((heights / heights.max() * room).tolist()):
        left, bottom = MARGIN + bar * width, DRAWING - MARGIN
        if height:
            draw.rectangle((left, bottom - height, left + width - 2, bottom), fill=INK)


def _draw_points(image: Image.Image, points: np.ndarray) -> None:
    """Dots with equal axes, everything in view."""
    extent = max(float(np.abs(points).max()) * 1.1, 1e-6)
    draw = ImageDraw.Draw(image)
    for x, y in ((points * (1, -1) / extent + 1) * (DRAWING / 2)).tolist():  # y upwards
        draw.ellipse((x - 2, y - 2, x + 2, y + 2), fill=INK)


def _draw_lines(image: Image.Image, rows: np.ndarray, series: int) -> None:
    """A line for each row. Time series stand below one another, each in a scale of its own; other columns have their
    own scale each and an axis."""
    draw = ImageDraw.Draw(image, "RGBA")
    bands = np.split(rows, series, axis=1) if series else [rows]
    height = (DRAWING - MARGIN) / len(bands) - MARGIN
    for number, band in enumerate(bands):
        low, high = (band.min(), band.max()) if series else (band.min(axis=0), band.max(axis=0))
        top = MARGIN + number * (height + MARGIN)
        across = np.linspace(MARGIN, DRAWING - MARGIN, band.shape[1])
        if not series and len(across) <= MOST_AXES:
            for x in across.tolist():
                draw.line((x, top, x, top + height), fill=FAINT)
        for upwards in top + height - (band - low) / np.maximum(high - low, 1e-12) * height:
            draw.line(np.stack([across, upwards], axis=1).ravel().tolist(), fill=(*INK, 110), width=2, joint="curve")

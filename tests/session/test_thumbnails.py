"""Thumbnails show a few samples large enough to tell what they are."""

from pathlib import Path

import numpy as np
from PySide6.QtGui import QColor

from ganstudio.grids import image_of, save_image
from ganstudio.session.thumbnails import SIDE, thumbnail


def test_a_thumbnail_shows_the_first_three_by_three_samples_of_a_grid(tmp_path: Path) -> None:
    shades = np.arange(64, dtype=np.uint8) * 4
    save_image(image_of(np.broadcast_to(shades[:, None, None, None], (64, 8, 8, 1)).copy()), tmp_path / "grid.png")
    picture = thumbnail(tmp_path / "grid.png", 8)
    assert (picture.width(), picture.height()) == (SIDE, SIDE)
    middle = [SIDE * (2 * n + 1) // 6 for n in range(3)]
    middles = [[QColor(picture.pixel(x, y)).red() for x in middle] for y in middle]
    assert middles == [[4 * (8 * y + x) for x in range(3)] for y in range(3)]


def test_a_thumbnail_of_a_single_sample_and_of_a_broken_file_are_no_trouble(tmp_path: Path) -> None:
    save_image(image_of(np.full((1, 28, 28, 3), 9, np.uint8)), tmp_path / "one.png")
    assert thumbnail(tmp_path / "one.png", 1).width() == SIDE
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert thumbnail(tmp_path / "broken.png", 8).isNull()

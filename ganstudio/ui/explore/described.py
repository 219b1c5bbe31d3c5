"""Places, rows and pictures as they are told of in little room."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.class_menu import spoken

SIDE = 48  # px of a thumbnail
NUMBERS = 24  # of a row that are written out
FIRST = "[t+0]"  # ends the name of the first number of a time series


def described(pose: Pose, facts: Facts) -> str:
    """A pose in a few words."""
    place: Place = pose.place
    words = [place.name or (f"seed {place.seed:,}" if not place.values else f"a place in {place.space}")]
    weights = place.classes or tuple(float(not number) for number in range(len(facts.classes)))  # none: the first
    total = sum(weights)
    told = sorted(zip(weights, map(spoken, facts.classes), strict=False), reverse=True)[:2]
    shares = [(weight / total, name) for weight, name in told]  # the model sees to it that they sum to 1
    words += [name if share > 0.995 else f"{share:.0%} {name}" for share, name in shares if share > 0.005]
    moved = sum(bool(slider.amount) for slider in pose.sliders)
    if moved or pose.mixes:
        words.append("edited")
    return " · ".join(words)


def series_names(facts: Facts) -> list[str]:
    """The names of the series that stand one after the other in a row."""
    return [name.removesuffix(FIRST) for name in facts.columns if name.endswith(FIRST)]


def written(row: Sequence[float], names: Sequence[str]) -> str:
    """The numbers of a row below one another, beside their names."""
    names = names or ("xy" if len(row) == 2 else [str(number + 1) for number in range(len(row))])
    lines = "".join(
        f"<tr><td align='right'>{escape(name)}</td><td width='{2 * SPACING}'></td>"
        f"<td align='right'>{f'{value:#.4g}'.rstrip('.').replace('-', '−')}</td></tr>"
        for name, value in list(zip(names, row, strict=False))[:NUMBERS]
    )
    more = f"<p align='center'>and {len(row) - NUMBERS:,} more</p>" if len(row) > NUMBERS else ""
    return f"<table align='center'>{lines}</table>{more}"


def thumbnail(picture: QImage) -> QImage:
    """Small enough for a list; pixels of small pictures stay crisp."""
    crisp = max(picture.width(), picture.height()) <= SIDE
    mode = Qt.TransformationMode.FastTransformation if crisp else Qt.TransformationMode.SmoothTransformation
    return picture.scaled(QSize(SIDE, SIDE) * 2, Qt.AspectRatioMode.KeepAspectRatio, mode)

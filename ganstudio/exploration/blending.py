"""Blends of points of latent space: between two, through many, over a grid, and of neighbours on a map.

Each frame is worked out for itself, without sums across frames: one alone equals, bit for bit, the same one of many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

Blend = Literal["linear", "spherical"]
Method = Literal["linear", "spherical", "spline"]

NO_LENGTH = 1e-100  # shorter vectors have no direction that could be told
NO_ANGLE = 1e-9  # sine below which two directions count as the same or as opposite
AT_ANCHOR = 1e-9  # of a span; rounding of t must not miss an anchor


def linear(a: np.ndarray, b: np.ndarray, t: np.ndarray | float) -> np.ndarray:
    """The straight line from a to b, each (D,): t in 0…1, (F,) or a number → (F, D) or (D,). Exact at both ends."""
    a, b, t = _floats(a), _floats(b), _floats(t)[..., None]
    step = b - a
    return np.where(t < 0.5, a + t * step, b - (1 - t) * step)


def spherical(a: np.ndarray, b: np.ndarray, t: np.ndarray | float) -> np.ndarray:
    """Turns evenly from a to b, each (D,), while the length goes evenly from |a| to |b|; shapes as of `linear`.

    Shoemake 1985; White 2016. Opposite points turn through the direction nearest to the axis on which they are the
    smallest, the first of several. Where there is nothing to turn, for a zero vector or a single dimension, the way
    is straight. Exact at both ends.
    """
    a, b, t = _floats(a), _floats(b), _floats(t)
    if len(a) == 1 or min(length(a), length(b)) < NO_LENGTH:
        return linear(a, b, t)
    u, v = a / length(a), b / length(b)
    aside = perpendicular(v, u)
    sine, cosine = length(aside), (u * v).sum()
    if sine < NO_ANGLE:
        if cosine > 0:  # the arc is its chord, to the last digit
            return linear(a, b, t)
        aside = perpendicular(np.eye(len(u))[np.abs(u).argmin()], u)
    lengths = linear(length(a)[None], length(b)[None], t)
    t = t[..., None]
    angle = t * np.arctan2(sine, cosine)
    turned = lengths * (np.cos(angle) * u + np.sin(angle) * (aside / length(aside)))
    return np.where(t == 0, a, np.where(t == 1, b, turned))


def spline(points: np.ndarray, t: np.ndarray, closed: bool = False) -> np.ndarray:
    """The smooth curve through all anchors (K, D) at equal spacing; t (F,) in 0…1 over the whole → (F, D).

    Cubic with continuous first and second derivatives: natural when open, with no bend at its ends, else periodic.
    Two open anchors make a straight line.
    """
    points = _floats(points)
    bends = _bends(points, closed)

    def between(a: int, b: int, s: np.ndarray) -> np.ndarray:
        s, rest = s[:, None], 1 - s[:, None]
        curve = rest * (rest**2 - 1) * bends[a] + s * (s**2 - 1) * bends[b]
        return linear(points[a], points[b], s[:, 0]) + curve / 6

    return _span_by_span(points, t, closed, between)


def through(points: np.ndarray, t: np.ndarray, method: Method, closed: bool = False) -> np.ndarray:
    """The path through all anchors (K, D) at equal spacing; t (F,) in 0…1 over the whole → (F, D).

    Meets every anchor exactly. A closed path goes back to the first one: t = 1 equals t = 0.
    """
    if method == "spline":
        return spline(points, t, closed)
    points, blend = _floats(points), _BLENDS[method]
    return _span_by_span(points, t, closed, lambda a, b, s: blend(points[a], points[b], s))


def four_corners(points: np.ndarray, rows: int, columns: int, method: Blend) -> np.ndarray:
    """A grid between top left, top right, bottom left and bottom right (4, D) → (rows·columns, D), row by row.

    Bilinear, or spherical along the rows, then down the columns. The anchors stand exactly in the corners; a single
    row or column is the first.
    """
    return _grid(np.reshape(points, (2, 2, -1)), rows, columns, method)


def nine_anchors(points: np.ndarray, rows: int, columns: int, method: Blend) -> np.ndarray:
    """A grid through 3×3 anchors (9, D), given row by row → (rows·columns, D); each quarter as in `four_corners`.

    The anchors stand exactly in the corners and, where rows and columns are odd, in the middles.
    """
    return _grid(np.reshape(points, (3, 3, -1)), rows, columns, method)


def neighbours(points: np.ndarray, places: np.ndarray, at: np.ndarray, count: int = 4) -> np.ndarray:
    """The blend (D,) of those `count` points (N, D) whose places (N, 2) on a map are nearest to `at` (2,).

    Weights fall with the inverse square of the distance, and to 0 where the next farther point takes over, so that
    nothing jumps as `at` moves (Franke, Little in Barnhill 1977; Renka 1988). The blend is as long as its points are
    on the weighted mean: blends of normal latents stay where normal latents are. Exactly the point at its own place.
    """
    points = _floats(points)
    distances = length(_floats(places) - _floats(at))
    order = np.argsort(distances, kind="stable")
    near, beyond = order[:count], order[count : count + 1]
    nearest = distances[near[0]]
    if nearest == 0:
        return points[near[0]].copy()
    inverse = nearest / distances[near]
    weights = (inverse - (nearest / distances[beyond]).sum()) ** 2
    if not weights.any():  # all as far as the next one
        weights = inverse**2
    weights = (weights / weights.sum())[:, None]
    blend, wanted = (weights * points[near]).sum(axis=0), (weights[:, 0] * length(points[near])).sum()
    if length(blend) <= NO_ANGLE * wanted:  # points that cancel out leave no direction
        return blend
    return blend * (wanted / length(blend))


def length(x: np.ndarray) -> np.ndarray:
    """The Euclidean length of each row: (…, D) → (…)."""
    return np.sqrt(np.square(x).sum(axis=-1))  # not BLAS, whose last digit depends on threads


def perpendicular(x: np.ndarray, u: np.ndarray) -> np.ndarray:
    """The part of x (D,) across the unit vector u (D,)."""
    for _ in range(2):  # Gram–Schmidt; the second time takes away what rounding left
        x = x - (x * u).sum() * u
    return x


_BLENDS: dict[Blend, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "linear": linear,
    "spherical": spherical,
}


def _floats(x: np.ndarray | float) -> np.ndarray:
    return np.asarray(x, np.float64)


def _bends(points: np.ndarray, closed: bool) -> np.ndarray:
    """Second derivatives (K, D) of the spline at its anchors, a span being 1 long: their first derivatives agree."""
    eye = np.eye(len(points))
    system = 4 * eye + np.roll(eye, 1, axis=0) + np.roll(eye, -1, axis=0)
    turns = 6 * (np.roll(points, 1, axis=0) - 2 * points + np.roll(points, -1, axis=0))
    if closed:
        return np.linalg.solve(system, turns)
    bends = np.zeros_like(points)
    if len(points) > 2:
        bends[1:-1] = np.linalg.solve(system[1:-1, 1:-1], turns[1:-1])
    return bends


def _span_by_span(
    points: np.ndarray, t: np.ndarray, closed: bool, between: Callable[[int, int, np.ndarray], np.ndarray]
) -> np.ndarray:
    """(F, D) where `between` leads from one anchor, by its index, to another, with s (F',) in 0…1."""
    count = len(points)
    if count == 1:
        return np.repeat(points, len(t), axis=0)
    spans = count if closed else count - 1
    position = np.clip(_floats(t), 0, 1) * spans
    whole = np.rint(position)
    position = np.where(np.abs(position - whole) < AT_ANCHOR, whole, position)
    span = np.minimum(position.astype(int), spans - 1)
    path = np.empty((len(position), points.shape[1]))
    for index in np.unique(span).tolist():
        here = span == index
        path[here] = between(index, (index + 1) % count, position[here] - index)
    return path


def _grid(anchors: np.ndarray, rows: int, columns: int, method: Blend) -> np.ndarray:
    """(n, n, D) anchors → (rows·columns, D)."""
    down, across = np.linspace(0, 1, rows), np.linspace(0, 1, columns)
    lines = np.stack([through(row, across, method) for row in anchors], axis=1)  # (columns, n, D)
    return np.stack([through(line, down, method) for line in lines], axis=1).reshape(rows * columns, -1)

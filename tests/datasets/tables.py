"""Made-up tables and series as CSV files, with properties that are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

CORRELATED = ("normal", "lognormal", "bimodal", "sum", "difference")


def correlated_table(path: Path, rows: int = 2000, seed: int = 0) -> np.ndarray:
    """Writes five columns and returns them, (rows, 5): a normal, a lognormal and a bimodal one, all independent, and
    two linear mixes of them with a little noise.

    In expectation: normal has mean 5 and standard deviation 2; log(lognormal) is standard normal times 0.5; bimodal
    is ±3 with standard deviation 0.5, equally often; sum correlates with normal and bimodal at about 0.55 and 0.83,
    difference at 0.84 and −0.51 with normal and lognormal.
    """
    rng = np.random.default_rng(seed)
    normal = rng.normal(5, 2, rows)
    lognormal = np.exp(rng.normal(0, 0.5, rows))
    bimodal = rng.choice([-3.0, 3.0], rows) + rng.normal(0, 0.5, rows)
    noise = rng.normal(0, 0.2, (2, rows))
    table = np.stack([normal, lognormal, bimodal, normal + bimodal + noise[0], normal / 2 - lognormal + noise[1]], 1)
    return write_table(path, CORRELATED, table)


def random_walk(path: Path, rows: int = 500, seed: int = 0) -> np.ndarray:
    """Writes a column `close` whose log returns are normal with standard deviation 0.01, and returns it, (rows, 1)."""
    returns = np.random.default_rng(seed).normal(0, 0.01, rows)
    return write_table(path, ("close",), 100 * np.exp(returns.cumsum())[:, None])


def write_table(path: Path, names: tuple[str, ...], values: np.ndarray, delimiter: str = ",") -> np.ndarray:
    """Writes values (N, D) below their names, and returns them."""
    lines = [delimiter.join(names), *(delimiter.join(map(repr, row)) for row in values.tolist())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return values

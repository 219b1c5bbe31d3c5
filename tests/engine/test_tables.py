"""The preset for one's own table learns one whose spreads and correlations are known, and gives it back as CSV."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.commands import Commands
from ganstudio.datasets.columns import read_table
from ganstudio.engine import job
from ganstudio.experiment import override, preset
from ganstudio.export.samples import write_samples
from ganstudio.plan import plan
from ganstudio.runs import Run
from ganstudio.sampling import sample_run
from tests.datasets.tables import CORRELATED, correlated_table

LARGEST_DISTANCE_OF_FOUR_SEEDS, DISTANCE_ALLOWED = 0.051, 0.1  # 1-Wasserstein, in the column's standard deviations
LARGEST_ERROR_OF_FOUR_SEEDS, ERROR_ALLOWED = 0.096, 0.15  # of a correlation


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> tuple[np.ndarray, Run]:
    """The real rows and a run that has learned them."""
    folder = tmp_path_factory.mktemp("table")
    real = correlated_table(folder / "table.csv")
    sets = (f"data.file={folder / 'table.csv'}", "training.threads=1")
    checked = plan(override(preset("my_table"), sets))
    run = Run.create_at(folder / "run", checked.experiment)
    for _ in job.train(checked, run, Commands()):
        pass
    return real, run


@pytest.fixture(scope="module")
def exported(learned: tuple[np.ndarray, Run], tmp_path_factory: pytest.TempPathFactory) -> tuple[np.ndarray, Path]:
    """As many generated rows as there are real ones, and the CSV file that they were written to."""
    real, run = learned
    rows, file = sample_run(run, len(real), seed=1), tmp_path_factory.mktemp("exported") / "rows.csv"
    write_samples(rows, file, [column.name for column in run.spec().columns])
    return rows, file


def test_every_column_has_the_spread_of_the_real_one(
    learned: tuple[np.ndarray, Run], exported: tuple[np.ndarray, Path]
) -> None:
    real, made = learned[0], exported[0]
    distances = np.abs(np.sort(real, axis=0) - np.sort(made, axis=0)).mean(axis=0) / real.std(axis=0)
    assert distances.max() <= DISTANCE_ALLOWED, dict(zip(CORRELATED, distances, strict=True))


def test_columns_go_together_as_the_real_ones_do(
    learned: tuple[np.ndarray, Run], exported: tuple[np.ndarray, Path]
) -> None:
    errors = np.abs(np.corrcoef(learned[0].T) - np.corrcoef(exported[0].T))
    assert errors.max() <= ERROR_ALLOWED, errors


def test_the_exported_file_is_a_table_of_the_same_columns_in_their_own_units(
    learned: tuple[np.ndarray, Run], exported: tuple[np.ndarray, Path]
) -> None:
    real, (made, file) = learned[0], exported
    table = read_table(file, ())
    assert table.names == CORRELATED
    assert np.array_equal(table.values.astype(np.float32), made)
    stds = real.std(axis=0)
    assert np.abs(table.values.mean(axis=0) - real.mean(axis=0)) / stds == pytest.approx(0, abs=0.1)
    assert table.values.std(axis=0) / stds == pytest.approx(1, abs=0.15)

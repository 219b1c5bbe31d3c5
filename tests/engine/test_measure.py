"""What is measured of a run is taken from all of the data, and means what it says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from ganstudio.datasets.base import Data, Pictures, Rows
from ganstudio.engine.loader import Batch
from ganstudio.engine.measure import COMPARED, JUDGED, POINTS, real_rows
from ganstudio.engine.update import GLANCE, update_discriminator
from tests.engine.test_techniques import trainer

ORDERED = np.arange(10_000)


@pytest.mark.parametrize(
    "data",
    [
        Rows(ORDERED[:, None].astype(np.float32)),
        Pictures((ORDERED // 40).astype(np.uint8).reshape(-1, 1, 1, 1), np.zeros(10_000, np.int64)),
    ],
)
def test_the_first_of_the_real_samples_are_from_all_of_a_file_that_is_in_order(data: Data) -> None:
    rows = real_rows(data, POINTS, seed=0).x
    assert rows.shape == (POINTS, 1)
    for count in (JUDGED, COMPARED):
        first, all_of_it = rows[:count].mean(), rows.mean()
        assert abs(first - all_of_it) < 0.2 * rows.std()


def test_a_discriminator_that_scores_everything_alike_has_no_advantage() -> None:
    run = trainer()
    for parameter in run.game.D.parameters():
        nn.init.zeros_(parameter)
    run.game.d_optimizer.param_groups[0]["lr"] = 0.0
    assert run.yardstick.measure(run.game)[1] == 0
    update_discriminator(run.game, [Batch(torch.randn(8, 2))], GLANCE)
    assert run.game.meter.read()["advantage"] == 0

"""Penalties on D's scores: LeCam's anchors, and drift."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import nn

from ganstudio.penalties.drift import Drift
from ganstudio.penalties.lecam import LeCam
from ganstudio.turn import Turn

TurnOf = Callable[..., Turn]
SAME = nn.Flatten(0)  # a critic whose score is its sample


def column(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)[:, None]


def test_drift_is_the_mean_square_of_the_scores_of_real_samples(turn_of: TurnOf) -> None:
    assert Drift().d_value(turn_of(SAME, column(1, 3), column(100, 100))).item() == 5
    assert Drift().factor(1, 10) == 0.001


def test_lecams_anchors_start_at_the_first_means_and_follow_later_ones(turn_of: TurnOf) -> None:
    memory: dict[str, torch.Tensor] = {}
    lecam = LeCam(decay=0.75)
    first = lecam.d_value(turn_of(SAME, column(1, 3), column(-1, -3), memory=memory))
    assert (memory["real"].item(), memory["fake"].item()) == (2, -2)
    assert first.item() == (3**2 + 5**2) / 2 + (3**2 + 5**2) / 2
    second = lecam.d_value(turn_of(SAME, column(10, 10), column(2, 2), memory=memory))
    assert (memory["real"].item(), memory["fake"].item()) == (4, -1)  # ¾ of the old, ¼ of the new
    assert second.item() == (10 + 1) ** 2 + (2 - 4) ** 2


def test_lecams_anchors_carry_no_gradient(turn_of: TurnOf) -> None:
    real, fake = column(1, 3).requires_grad_(), column(-1, -3).requires_grad_()
    memory = {"real": torch.tensor(7.0).double(), "fake": torch.tensor(-7.0).double()}
    LeCam(decay=0.5).d_value(turn_of(SAME, real, fake, memory=memory)).backward()
    anchors = {name: tensor.item() for name, tensor in memory.items()}
    assert anchors == {"real": 4.5, "fake": -4.5}
    assert not any(tensor.requires_grad for tensor in memory.values())
    assert torch.allclose(real.grad, (column(1, 3) + 4.5) * 2 / 2)
    assert torch.allclose(fake.grad, (column(-1, -3) - 4.5) * 2 / 2)


def test_lecams_memory_holds_separate_tensors_that_a_file_can_keep(turn_of: TurnOf) -> None:
    memory: dict[str, torch.Tensor] = {}
    LeCam().d_value(turn_of(SAME, column(1, 3), column(-1, -3), memory=memory))
    assert {tensor.shape for tensor in memory.values()} == {()}
    assert len({tensor.data_ptr() for tensor in memory.values()}) == 2
    assert all(math.isfinite(tensor.item()) for tensor in memory.values())

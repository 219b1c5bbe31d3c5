"""BEGAN's loss keeps its balance by the formula of its paper."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from ganstudio.architectures import DISCRIMINATORS
from ganstudio.engine.adversaries import LOSS
from ganstudio.experiment import Experiment
from ganstudio.losses import LOSSES
from ganstudio.losses.began import Began
from ganstudio.plan import plan
from ganstudio.problems import Problem, ProblemError
from tests.trainers import trainer_of

STEPS = 200


def scores(*errors: float) -> torch.Tensor:
    return -torch.tensor(errors, dtype=torch.float64)


def test_k_follows_the_balance_by_the_formula_and_weighs_the_fakes_of_the_next_step() -> None:
    loss, memory = Began(gamma=0.5, lambda_k=0.1), dict[str, torch.Tensor]()
    k = 0.0
    for real, fake in (([4.0, 2.0], [0.5, 0.1]), ([2.0, 1.0], [0.25, 0.75]), ([1.0, 1.0], [2.0, 3.0])):
        x, g = sum(real) / 2, sum(fake) / 2
        value = loss.d_step(scores(*real), scores(*fake), memory)
        assert math.isclose(value.item(), x - k * g, rel_tol=1e-6)
        k = min(max(k + 0.1 * (0.5 * x - g), 0), 1)
        assert math.isclose(memory["k"].item(), k, rel_tol=1e-6)
        assert math.isclose(memory["convergence"].item(), x + abs(0.5 * x - g), rel_tol=1e-6)
    assert k == 0  # the last fakes were rebuilt far worse than half as badly


def test_k_stays_between_0_and_1() -> None:
    loss, memory = Began(lambda_k=1.0), dict[str, torch.Tensor]()
    for _ in range(3):
        loss.d_step(scores(10), scores(0), memory)
    assert memory["k"] == 1
    for _ in range(3):
        loss.d_step(scores(0), scores(10), memory)
    assert memory["k"] == 0


def test_the_memory_is_of_single_numbers_without_gradient() -> None:
    memory: dict[str, torch.Tensor] = {}
    real, fake = scores(1, 2).requires_grad_(), scores(0.1, 0.2).requires_grad_()
    for _ in range(2):
        value = Began().d_step(real, fake, memory)
    assert {tensor.shape for tensor in memory.values()} == {()}
    assert not any(tensor.requires_grad for tensor in memory.values())
    k = 0.001 * (0.5 * 1.5 - 0.15)  # that of the second step
    gradients = torch.autograd.grad(value, (real, fake))
    assert torch.allclose(gradients[0], torch.full((2,), -0.5).double())
    assert torch.allclose(gradients[1], torch.full((2,), k / 2).double())


def test_k_moves_by_small_gains_even_where_scores_are_of_half_precision() -> None:
    memory: dict[str, torch.Tensor] = {}
    half = torch.full((4,), -1.0, dtype=torch.bfloat16)
    for _ in range(100):
        Began(gamma=0.5, lambda_k=0.001).d_step(half, half / 4, memory)
    assert math.isclose(memory["k"].item(), 100 * 0.001 * 0.25, rel_tol=1e-3)


def test_without_a_memory_the_fakes_weigh_as_much_as_the_real_samples() -> None:
    real, fake = scores(1, 3), scores(5, 6)
    assert Began().d_loss(real, fake).item() == 2 - 5.5
    assert Began().d_step(real, fake, {}).item() == 2
    assert Began().d_step(real, fake, {"k": torch.tensor(1.0)}).item() == 2 - 5.5
    assert Began().g_loss(real, fake).item() == 5.5


@pytest.mark.parametrize("discriminator", DISCRIMINATORS.names())
@pytest.mark.parametrize("loss", LOSSES.names())
def test_a_d_that_gives_no_energy_is_refused_by_losses_that_need_one(loss: str, discriminator: str) -> None:
    experiment = Experiment.read(
        {
            "data": {"kind": "digits", "size": 8},
            "architecture": {"discriminator": {"kind": discriminator}},
            "loss": {"kind": loss},
        }
    )[0]
    problems: tuple[Problem, ...] = ()
    try:
        plan(experiment)
    except ProblemError as error:
        problems = error.problems
    refused = any("auto-encoder for D" in problem.message for problem in problems)
    assert refused == (LOSSES[loss].needs_energy and not DISCRIMINATORS[discriminator].is_energy)


@pytest.mark.parametrize(
    "discriminator",
    [
        pytest.param({"kind": "mlp_autoencoder", "widths": [64, 64], "code_dim": 16}, id="mlp"),
        pytest.param({"kind": "autoencoder", "base_width": 4, "code_dim": 16}, id="convolutional"),
    ],
)
def test_digits_are_learnt_in_some_steps_and_k_moves_on_the_way(discriminator: dict[str, Any]) -> None:
    optimizer = {"kind": "adam", "lr": 1e-3, "beta1": 0.5}
    experiment, problems = Experiment.read(
        {
            "data": {"kind": "digits"},
            "architecture": {
                "latent_dim": 16,
                "generator": {"kind": "mlp", "widths": [64, 64]},
                "discriminator": discriminator,
            },
            "loss": {"kind": "began", "gamma": 0.7, "lambda_k": 0.01},
            "optimizers": {"generator": optimizer, "discriminator": optimizer},
            "training": {"steps": STEPS, "batch_size": 128, "threads": 1, "ema": {"kind": "decay", "decay": 0.97}},
            "recording": {"measure_every": STEPS},
        }
    )
    assert problems == []
    trainer = trainer_of(plan(experiment))
    before = trainer.measure().values["sliced_wasserstein"]
    for _ in range(STEPS):
        trainer.advance()
    assert trainer.measure().values["sliced_wasserstein"] < 0.95 * before
    assert 0 < trainer.game.memories[LOSS]["k"] < 1

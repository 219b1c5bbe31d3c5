"""Optimisers agree with their papers' rules written out by hand, and change during a run as their schedules say."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import nn

from ganstudio.optimizers import OPTIMIZERS, Optimizer
from ganstudio.optimizers.adagrad import Adagrad
from ganstudio.optimizers.adam import Adam
from ganstudio.optimizers.adamw import AdamW
from ganstudio.optimizers.momentum import Momentum
from ganstudio.optimizers.rmsprop import RmsProp
from ganstudio.optimizers.sgd import Sgd
from ganstudio.schedules.cosine import Cosine
from ganstudio.schedules.linear import Linear
from ganstudio.schedules.warm_up import WarmUp

GRADIENTS = [0.5, -2.0, 1.5]
START = 3.0
every_optimizer = pytest.mark.parametrize("kind", [*OPTIMIZERS], ids=lambda kind: kind.kind_name())


def path(rule: Optimizer, gradients: list[float] = GRADIENTS) -> list[float]:
    """The weight after each of the gradients."""
    weight = nn.Parameter(torch.tensor([START], dtype=torch.float64))
    optimizer = rule.build([weight])
    found = []
    for step, gradient in enumerate(gradients, 1):
        rule.adjust(optimizer, step, len(gradients))
        weight.grad = torch.tensor([gradient], dtype=torch.float64)
        optimizer.step()
        found.append(weight.item())
    return found


def approx(values: list[float]) -> Any:
    return pytest.approx(values, rel=1e-7)  # torch keeps some of the constants in single precision


def test_sgd_steps_along_the_gradient() -> None:
    assert path(Sgd(lr=0.1)) == approx([2.95, 3.15, 3.0])


def test_momentum_adds_up_the_gradients() -> None:
    speeds = [0.5, 0.9 * 0.5 - 2, 0.9 * (0.9 * 0.5 - 2) + 1.5]
    weights = [START - 0.1 * sum(speeds[: k + 1]) for k in range(3)]
    assert path(Momentum(lr=0.1, momentum=0.9)) == approx(weights)


def test_nesterov_looks_ahead_by_one_step_of_the_momentum() -> None:
    weight, speed, weights = START, 0.0, []
    for g in GRADIENTS:
        speed = 0.8 * speed + g
        weight -= 0.1 * (g + 0.8 * speed)
        weights.append(weight)
    assert path(Momentum(lr=0.1, momentum=0.8, nesterov=True)) == approx(weights)


@pytest.mark.parametrize("centered", [False, True])
def test_rmsprop_divides_by_the_root_of_the_mean_square(centered: bool) -> None:
    weight, square, mean, weights = START, 0.0, 0.0, []
    for g in GRADIENTS:
        square = 0.9 * square + 0.1 * g * g
        mean = 0.9 * mean + 0.1 * g
        weight -= 0.01 * g / (math.sqrt(square - mean**2 if centered else square) + 1e-6)
        weights.append(weight)
    assert path(RmsProp(lr=0.01, alpha=0.9, eps=1e-6, centered=centered)) == approx(weights)


def test_adagrad_divides_by_the_root_of_the_sum_of_squares() -> None:
    weight, total, weights = START, 0.0, []
    for g in GRADIENTS:
        total += g * g
        weight -= 0.1 * g / math.sqrt(total)
        weights.append(weight)
    assert path(Adagrad(lr=0.1)) == approx(weights)


@pytest.mark.parametrize("amsgrad", [False, True])
@pytest.mark.parametrize("decay", [None, 0.1])
def test_adam_corrects_its_means_and_adamw_decays_the_weight_beside_them(amsgrad: bool, decay: float | None) -> None:
    weight, m, v, largest, weights = START, 0.0, 0.0, 0.0, []
    gradients = [*GRADIENTS, 0.01, 0.01, 0.01]  # AMSGrad goes by the large ones before
    for t, g in enumerate(gradients, 1):
        weight -= 0.01 * (decay or 0) * weight
        m = 0.5 * m + 0.5 * g
        v = 0.6 * v + 0.4 * g * g
        largest = max(largest, v) if amsgrad else v
        weight -= 0.01 * (m / (1 - 0.5**t)) / (math.sqrt(largest / (1 - 0.6**t)) + 1e-8)
        weights.append(weight)
    rule: Optimizer = Adam(lr=0.01, beta2=0.6, amsgrad=amsgrad)
    if decay is not None:
        rule = AdamW(lr=0.01, beta2=0.6, amsgrad=amsgrad, weight_decay=decay)
    assert path(rule, gradients) == approx(weights)


def test_adamw_without_decay_is_adam_bit_for_bit() -> None:
    assert path(AdamW(weight_decay=0.0)) == path(Adam())


@every_optimizer
def test_a_learning_rate_follows_its_schedule(kind: type[Optimizer]) -> None:
    rule = kind.model_validate({"lr": 0.1, "lr_schedule": Linear(final=0.05)})
    optimizer = rule.build([nn.Parameter(torch.zeros(1))])
    found = []
    for step in range(1, 6):
        rule.adjust(optimizer, step, 5)
        found.append(optimizer.param_groups[0]["lr"])
    assert found == pytest.approx([0.09, 0.08, 0.07, 0.06, 0.05])


def test_the_scheduled_rate_is_the_length_of_the_step() -> None:
    weights = path(Sgd(lr=0.4, lr_schedule=WarmUp(over=4)), [1.0] * 5)
    steps = [before - after for before, after in zip([START, *weights], weights, strict=False)]
    assert steps == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4])


@pytest.mark.parametrize("kind", [Adam, AdamW])
def test_beta2_follows_its_schedule_beside_the_learning_rate(kind: type[Adam | AdamW]) -> None:
    rule = kind(lr=0.1, beta1=0.0, beta2=0.9, beta2_schedule=Cosine(final=0.99), lr_schedule=Linear(final=0.05))
    optimizer = rule.build([nn.Parameter(torch.zeros(1))])
    rule.adjust(optimizer, 50, 100)
    assert optimizer.param_groups[0]["betas"] == pytest.approx((0.0, 0.945))
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.075)
    rule.adjust(optimizer, 100, 100)
    assert optimizer.param_groups[0]["betas"] == (0.0, 0.99)
    weight, v = START, 0.0
    for t, g in enumerate(GRADIENTS, 1):
        beta2 = 0.9 + 0.09 * (1 - math.cos(math.pi * t / 3)) / 2
        v = beta2 * v + (1 - beta2) * g * g
        weight -= (
            0.1 * (1 - t / 6) * (g / (math.sqrt(v / (1 - beta2**t)) + 1e-8) + (0 if kind is Adam else 0.01 * weight))
        )
    assert path(rule)[-1] == approx(weight)


@every_optimizer
def test_an_optimizer_without_schedules_is_never_touched(kind: type[Optimizer]) -> None:
    rule = kind.model_validate({})
    optimizer = rule.build([nn.Parameter(torch.zeros(1))])
    optimizer.param_groups[0]["lr"] = 7.0
    rule.adjust(optimizer, 5, 10)
    assert optimizer.param_groups[0]["lr"] == 7.0
    assert rule.scheduled(5, 10) == {}


@every_optimizer
def test_an_optimizer_goes_on_from_its_saved_state_bit_for_bit(kind: type[Optimizer]) -> None:
    rule = kind.model_validate({"lr": 0.01, "lr_schedule": Cosine(final=0.001)})

    def walk(weight: nn.Parameter, optimizer: torch.optim.Optimizer, first: int, last: int) -> None:
        for step in range(first, last + 1):
            rule.adjust(optimizer, step, 10)
            weight.grad = (weight.detach() - step).sin()
            optimizer.step()

    whole = nn.Parameter(torch.linspace(-2, 2, 7))
    walk(whole, rule.build([whole]), 1, 10)
    half = nn.Parameter(torch.linspace(-2, 2, 7))
    first = rule.build([half])
    walk(half, first, 1, 4)
    second = rule.build([half])
    saved = {index: dict(state) for index, state in first.state_dict()["state"].items()}
    assert all(isinstance(value, torch.Tensor) for state in saved.values() for value in state.values())
    second.load_state_dict({**second.state_dict(), "state": saved})
    walk(half, second, 5, 10)
    assert torch.equal(half, whole)


@every_optimizer
def test_a_weight_without_a_gradient_stays_as_it_is(kind: type[Optimizer]) -> None:
    used, unused = nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2))
    optimizer = kind.model_validate({}).build([used, unused])
    used.grad = torch.ones(2)
    optimizer.step()
    assert torch.equal(unused.detach(), torch.ones(2))
    assert (used < 1).all()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@every_optimizer
def test_an_optimizer_steps_alike_on_a_gpu(kind: type[Optimizer]) -> None:
    found = []
    for device in ("cpu", "cuda"):
        weight = nn.Parameter(torch.linspace(-2, 2, 7, device=device))
        optimizer = kind.model_validate({}).build([weight])
        for _ in range(5):
            weight.grad = weight.detach().sin()
            optimizer.step()
        found.append(weight.detach().cpu())
    assert torch.allclose(*found, rtol=1e-5)


@every_optimizer
def test_no_gradient_is_shortened_unless_asked(kind: type[Optimizer]) -> None:
    assert kind.model_validate({}).clip_norm == 0

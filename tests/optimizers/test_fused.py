"""Adam's steps are torch's own to the last bit, whatever happens between them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from ganstudio.optimizers.fused import FusedAdam

SHAPES = ((4, 3), (3,), (2, 1, 4, 4))
RULES = {"Adam": {}, "AdamW": {"weight_decay": 0.1, "decoupled_weight_decay": True}, "AMSGrad": {"amsgrad": True}}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def twins(**rule: Any) -> tuple[FusedAdam, torch.optim.Adam]:
    """Ours and torch's, of equal weights."""
    torch.manual_seed(0)
    weights = [torch.randn(shape) for shape in SHAPES]
    ours, theirs = ([nn.Parameter(weight.clone()) for weight in weights] for _ in range(2))
    return FusedAdam(ours, lr=0.1, betas=(0.5, 0.9), **rule), torch.optim.Adam(
        theirs, 0.1, (0.5, 0.9), **rule, fused=True
    )


def weights_of(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    return list(optimizer.param_groups[0]["params"])


def gradients(steps: int) -> Iterator[list[Tensor]]:
    for step in range(steps):
        torch.manual_seed(step)
        yield [torch.randn(shape) for shape in SHAPES]


def walk(optimizer: torch.optim.Optimizer, steps: int = 3, without: int | None = None) -> None:
    """without: the parameter that has no gradient."""
    for found in gradients(steps):
        optimizer.zero_grad()
        for place, (weight, gradient) in enumerate(zip(weights_of(optimizer), found, strict=True)):
            weight.grad = None if place == without else gradient
        optimizer.step()


def assert_equal(one: torch.optim.Optimizer, other: torch.optim.Optimizer) -> None:
    pairs = zip(weights_of(one), weights_of(other), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
    for kept, known in zip(one.state_dict()["state"].values(), other.state_dict()["state"].values(), strict=True):
        assert kept.keys() == known.keys()
        assert all(torch.equal(kept[name], known[name]) for name in kept)


@every_rule
def test_steps_are_those_of_torch(rule: dict[str, Any]) -> None:
    ours, theirs = twins(**rule)
    for optimizer in (ours, theirs):
        walk(optimizer, 5)
    assert_equal(ours, theirs)


def test_the_kernel_is_called_without_torchs_way_to_it_from_the_second_step_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, _ = twins()
    walk(ours, 1)
    monkeypatch.setattr(torch.optim.Adam, "step", lambda *_: pytest.fail("torch's own step"))
    before = [weight.clone() for weight in weights_of(ours)]
    walk(ours, 1)
    assert not any(torch.equal(weight, old) for weight, old in zip(weights_of(ours), before, strict=True))


@every_rule
def test_parameters_may_be_without_gradient_for_a_while(rule: dict[str, Any]) -> None:
    ours, theirs = twins(**rule)
    for optimizer in (ours, theirs):
        walk(optimizer, without=1)
        walk(optimizer)
        walk(optimizer, without=0)
        walk(optimizer, without=2)
    assert_equal(ours, theirs)


def test_a_step_without_any_gradient_changes_nothing() -> None:
    ours, theirs = twins()
    for optimizer in (ours, theirs):
        walk(optimizer)
        optimizer.zero_grad()
        optimizer.step()
        walk(optimizer)
    assert_equal(ours, theirs)


def test_rates_may_change_between_steps() -> None:
    ours, theirs = twins()
    for optimizer in (ours, theirs):
        walk(optimizer)
        optimizer.param_groups[0].update(lr=0.01, betas=(0.0, 0.99))
        walk(optimizer)
    assert_equal(ours, theirs)


def test_a_state_that_is_read_takes_the_place_of_the_old_one() -> None:
    ours, theirs = twins()
    walk(theirs, 4)
    kept = {**deepcopy(theirs.state_dict()), "param_groups": ours.state_dict()["param_groups"]}
    walk(ours, 2)
    ours.load_state_dict(kept)
    with torch.no_grad():
        for weight, known in zip(weights_of(ours), weights_of(theirs), strict=True):
            weight.copy_(known)
    for optimizer in (ours, theirs):
        walk(optimizer)
    assert_equal(ours, theirs)


@pytest.mark.parametrize("is_unscaled", [True, False], ids=["unscaled", "scaled"])
def test_a_step_whose_gradients_overflow_is_left_out(is_unscaled: bool) -> None:
    ours, _ = twins()
    walk(ours)
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    before = [weight.clone() for weight in weights_of(ours)]
    for weight in weights_of(ours):
        weight.grad = torch.full_like(weight, torch.inf)
    scaler.scale(torch.zeros(()))
    if is_unscaled:  # to tell how long they are
        scaler.unscale_(ours)
    scaler.step(ours)
    scaler.update()
    assert scaler.get_scale() == 2.0
    assert all(torch.equal(weight, old) for weight, old in zip(weights_of(ours), before, strict=True))


def test_a_copy_goes_on_as_the_optimiser_that_it_is_of() -> None:
    ours, theirs = twins()
    for optimizer in (ours, theirs):
        walk(optimizer)
    copy = deepcopy(ours)
    for optimizer in (copy, theirs):
        walk(optimizer)
    assert_equal(copy, theirs)


def test_gradients_are_dropped_or_set_to_zero() -> None:
    ours, _ = twins()
    walk(ours)
    ours.zero_grad(set_to_none=False)
    assert all(weight.grad is not None and not weight.grad.any() for weight in weights_of(ours))
    ours.zero_grad()
    assert all(weight.grad is None for weight in weights_of(ours))

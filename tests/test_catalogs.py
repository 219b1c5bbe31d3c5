"""Every kind of every catalog is held to the same bar, from the day it exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_origin

import pytest
import torch

from ganstudio import reference
from ganstudio.architectures import DISCRIMINATORS, GENERATORS
from ganstudio.architectures.fastgan import FastganDiscriminator
from ganstudio.architectures.stylegan2 import StyleGan2Generator
from ganstudio.augments import AUGMENTS
from ganstudio.averages import AVERAGES
from ganstudio.catalog import Kind
from ganstudio.conditionings import CONDITIONINGS
from ganstudio.datasets import DATASETS
from ganstudio.experiment import Experiment
from ganstudio.exploration.journey import LatentPath
from ganstudio.exploration.walks import WALKS
from ganstudio.losses import LOSSES, Loss
from ganstudio.optimizers import OPTIMIZERS
from ganstudio.options import Declaration, Options
from ganstudio.penalties import PENALTIES, Penalty
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.preferences import Preferences
from ganstudio.priors import PRIORS
from ganstudio.schedules import SCHEDULES
from ganstudio.spec import DataSpec
from ganstudio.turn import Turn
from tests.turns import turn_of

NETWORKS = (GENERATORS, DISCRIMINATORS, CONDITIONINGS)
CATALOGS = (DATASETS, *NETWORKS, LOSSES, PENALTIES, OPTIMIZERS, SCHEDULES, PRIORS, AVERAGES, AUGMENTS, WALKS)
KINDS = [kind for catalog in CATALOGS for kind in catalog]
UNPUBLISHED = ("none", "auto")
PUBLISHED = [kind for kind in (*LOSSES, *PENALTIES, *AUGMENTS, *CONDITIONINGS) if kind.kind_name() not in UNPUBLISHED]


def every_declaration(owner: type[Options], path: str = "") -> Iterator[tuple[str, Declaration]]:
    for declared in owner.declared():
        here = f"{path}{declared.name}"
        yield here, declared
        if declared.is_group:
            yield from every_declaration(declared.type, f"{here}.")
        if declared.kinds is not None:
            for name in declared.kinds.names():
                yield from every_declaration(declared.kinds[name], f"{here}[{name}].")


OWNERS = (Experiment, Preferences, LatentPath)
DECLARATIONS = dict(entry for owner in OWNERS for entry in every_declaration(owner))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__name__}")
def test_a_kind_has_a_stable_name_a_label_and_a_summary(kind: type[Kind]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", kind.kind_name())
    assert kind.label
    assert kind.summary().endswith(".")
    assert kind.__doc__, "the summary is the kind's own docstring"


@pytest.mark.parametrize("kind", PUBLISHED, ids=lambda kind: kind.kind_name())
def test_a_published_method_states_its_formula_and_paper(kind: type[Kind]) -> None:
    assert kind.formula
    assert re.search(r"\b(19|20)\d\d\b", kind.paper)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_kinds_default_is_valid_and_survives_a_file(kind: type[Kind]) -> None:
    value = kind.model_validate({})
    assert kind.read(value.plain()) == (value, [])


@pytest.mark.parametrize("path", DECLARATIONS)
def test_an_option_has_a_help_sentence_and_a_default_inside_its_range(path: str) -> None:
    declared = DECLARATIONS[path]
    assert declared.help.endswith((".", "…")), path
    assert "  " not in declared.help
    if isinstance(declared.default, int | float) and not isinstance(declared.default, bool):
        assert declared.minimum is not None, f"{path} has no lower bound"
        assert declared.maximum is not None, f"{path} has no upper bound"
        assert declared.minimum <= declared.default <= declared.maximum
    if get_origin(declared.type) is tuple and declared.kinds is None:
        assert isinstance(declared.default, tuple)


def test_the_reference_page_names_every_option_and_every_kind() -> None:
    page = reference.page()
    for path, declared in DECLARATIONS.items():
        if path in dict(every_declaration(Preferences)):
            continue
        assert declared.help in page, path
    for kind in KINDS:
        assert kind.summary() in page


@pytest.mark.parametrize("loss", [*LOSSES], ids=lambda loss: loss.kind_name())
def test_a_loss_is_finite_with_a_gradient_at_the_start_and_at_extreme_logits(loss: type[Loss]) -> None:
    value = loss.model_validate({})
    for logits in (torch.zeros(8), torch.linspace(-200, 200, 8)):
        real = logits.double().requires_grad_()
        fake = logits.double().flip(0).clone().requires_grad_()
        d, g = value.d_loss(real, fake), value.g_loss(real, fake)
        for total, inputs in ((d, (real, fake)), (g, (fake,))):
            assert total.shape == ()
            assert total.isfinite()
            gradients = torch.autograd.grad(total, inputs, create_graph=True)
            assert all(gradient.isfinite().all() for gradient in gradients)
            assert any(gradient.abs().max() > 0 for gradient in gradients)
            if gradients[0].requires_grad:
                second = torch.autograd.grad(sum(gr.sum() for gr in gradients), inputs, allow_unused=True)
                assert all(s is None or s.isfinite().all() for s in second)


@pytest.mark.parametrize(
    ("penalty", "side"),
    [pytest.param(kind, side, id=f"{kind.kind_name()}-{side}") for kind in PENALTIES for side in sorted(kind.sides)],
)
def test_a_penalty_is_finite_with_a_gradient_for_each_side_that_it_declares(penalty: type[Penalty], side: str) -> None:
    G, D = tiny_networks(penalty)
    value, memory = penalty.model_validate({}), dict[str, torch.Tensor]()
    assert value.factor(value.interval if isinstance(value, WeightedPenalty) else 1, 100) > 0
    network, other, term = (D, G, value.d_value) if side == "D" else (G, D, value.g_value)
    other.requires_grad_(False)
    for _ in range(2):  # the second time with weights that have moved, as averages of them need
        network.zero_grad()
        with torch.no_grad():
            for weight in network.parameters():
                weight.mul_(1.5)
        total = term(tiny_turn(G, D, memory))
        total.backward()
        assert total.shape == ()
        assert total.isfinite()
    assert max(weight.grad.abs().max() for weight in network.parameters() if weight.grad is not None) > 0
    assert all(tensor.isfinite().all() and not tensor.requires_grad for tensor in memory.values())


@pytest.mark.parametrize("penalty", [*PENALTIES], ids=lambda penalty: penalty.kind_name())
def test_a_penalty_has_a_side_or_bounds_ds_weights(penalty: type[Penalty]) -> None:
    _, D = tiny_networks(penalty)
    before = [weight.clone() for weight in D.parameters()]
    penalty.model_validate({}).constrain(D)
    changed = not all(torch.equal(weight, old) for weight, old in zip(D.parameters(), before, strict=True))
    assert changed == penalty.bounds_weights == (not penalty.sides)


def tiny_networks(penalty: type[Penalty]) -> tuple[torch.nn.Module, torch.nn.Module]:
    """Small ones, of a kind that offers what the penalty needs."""
    torch.manual_seed(0)
    layers = [torch.nn.Flatten(), torch.nn.Linear(64, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1), torch.nn.Flatten(0)]
    G: torch.nn.Module = torch.nn.Sequential(torch.nn.Linear(3, 64), torch.nn.Tanh(), torch.nn.Unflatten(1, (1, 8, 8)))
    D: torch.nn.Module = torch.nn.Sequential(*layers)
    if penalty.needs == "styles":
        G = StyleGan2Generator(base_width=2, w_dim=4).build(GREY8, 3)
    if penalty.needs == "reconstruction":
        D = FastganDiscriminator(base_width=2).build(GREY8)
    return G, D


def tiny_turn(G: torch.nn.Module, D: torch.nn.Module, memory: dict[str, torch.Tensor]) -> Turn:
    z, real = torch.randn(6, 3), torch.randn(6, 1, 8, 8)
    return turn_of(D, real, G=G, z=z, memory=memory)


POINTS, GREY8, RGB32 = DataSpec((2,), 0), DataSpec((1, 8, 8), 100), DataSpec((3, 32, 32), 100)


@pytest.mark.parametrize("spec", [POINTS, GREY8, RGB32], ids=["points", "8px grey", "32px colour"])
@pytest.mark.parametrize("kind", [*GENERATORS, *DISCRIMINATORS], ids=lambda kind: kind.__name__)
def test_a_network_gives_the_promised_shape_or_says_why_it_does_not_fit(kind: Any, spec: DataSpec) -> None:
    network = kind.model_validate({})
    if problems := list(network.problems(spec)):
        assert all(problem.message for problem in problems)
        return
    if kind in list(GENERATORS):
        samples = network.build(spec, 5)(torch.randn(3, 5))
        assert samples.shape == (3, *spec.shape)
        if spec.is_pictures:
            assert samples.abs().max() <= 1
    else:
        assert network.build(spec)(torch.randn(3, *spec.shape)).shape == (3,)


@pytest.mark.parametrize("optimizer", [*OPTIMIZERS], ids=lambda optimizer: optimizer.kind_name())
def test_an_optimizer_goes_downhill(optimizer: Any) -> None:
    weight = torch.nn.Parameter(torch.tensor([3.0]))
    chosen = optimizer.model_validate({"lr": 0.3}).build([weight])
    for _ in range(50):
        chosen.zero_grad()
        weight.square().sum().backward()
        chosen.step()
    assert weight.abs() < 1

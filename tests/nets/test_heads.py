"""The heads on a critic's features leave its score alone and tell what their papers say."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from ganstudio.nets.heads import LARGEST_LOG_VARIANCE, CodeHead, HeadedCritic, ProxyHead
from ganstudio.nets.mlp import MlpDiscriminator


@pytest.mark.parametrize("normalised", [False, True])
def test_heads_are_held_as_asked_and_leave_what_the_body_sees(normalised: bool) -> None:
    body = MlpDiscriminator((3,), (6, 4), "leaky_relu")
    D = HeadedCritic(body, {"one": nn.Linear(4, 2), "two": ProxyHead(4, 3, 5)}, normalised)
    x = torch.randn(4, 3)
    for told, seen in zip(D.look(x, torch.tensor([0, 1, 2, 0])), body.look(x), strict=True):
        assert torch.equal(told, seen)
    held = [hasattr(m, "parametrizations") for m in D.heads.modules() if isinstance(m, nn.Linear)]
    assert held == [normalised, normalised]
    assert not any(hasattr(m, "parametrizations") for m in D.body.modules())


def test_samples_and_proxies_lie_on_one_sphere() -> None:
    head = ProxyHead(4, 3, 5)
    y = torch.tensor([2, 0, 2])
    f, v = head(torch.randn(3, 4) * 100, y)
    assert f.shape == v.shape == (3, 5)
    assert torch.allclose(f.norm(dim=1), torch.ones(3))
    assert torch.allclose(v, nn.functional.normalize(head.proxies.weight)[y])


def test_a_point_where_d_sees_nothing_has_a_finite_slope() -> None:
    head = ProxyHead(4, 3, 5)
    nn.init.zeros_(head.projection.bias)
    nothing = torch.zeros(2, 4, requires_grad=True)
    f, v = head(nothing, torch.tensor([0, 1]))
    (gradient,) = torch.autograd.grad((f * v).sum(), nothing)
    assert gradient.isfinite().all()


def test_the_answers_about_codes_are_shaped_as_the_codes_are() -> None:
    from ganstudio.priors.codes import Codes

    prior = Codes(discrete=2, categories=3, continuous=4)
    head = CodeHead(5, 2, 3, 4, prior.split)
    logits, mean, log_variance = head(torch.randn(7, 5))
    _, discrete, continuous = head.split(prior.of_normal(torch.randn(7, 12)))
    assert logits.shape == discrete.shape == (7, 2, 3)
    assert mean.shape == log_variance.shape == continuous.shape == (7, 4)
    assert (log_variance == 0).all()


def test_a_learnt_variance_stays_in_bounds_and_can_always_return() -> None:
    head = CodeHead(1, 0, 2, 1, lambda z: (z, z, z), learns_variance=True)
    with torch.no_grad():
        head.layer.weight.copy_(torch.tensor([[0.0], [1.0]]))
        head.layer.bias.zero_()
    features = torch.tensor([[-40.0], [-0.01], [0.0], [40.0]], requires_grad=True)
    log_variance = head(features)[2]
    assert log_variance.abs().max() <= LARGEST_LOG_VARIANCE
    assert log_variance[1].item() == pytest.approx(-0.01, rel=1e-3)  # itself, near 0
    (gradient,) = torch.autograd.grad(log_variance.sum(), features)
    assert (gradient > 0).all()

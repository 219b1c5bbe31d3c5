"""A penalty on slopes is worth what torch makes of it, and so are its gradients, whatever the layers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
import torch
from torch import Tensor, nn

from ganstudio.nets import slopes
from ganstudio.nets.gradients import squared_gradient_norms
from ganstudio.nets.slopes import Sloping

BODIES: dict[str, Callable[[], list[nn.Module]]] = {
    "leaky": lambda: [nn.Conv2d(2, 4, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(4, 3, 3)],
    "in place": lambda: [
        nn.Conv2d(2, 4, 1),
        nn.ReLU(inplace=True),
        nn.Conv2d(4, 3, 3),
        nn.LeakyReLU(0.2, inplace=True),
    ],
    "strides": lambda: [nn.Conv2d(2, 4, 4, stride=2, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3, stride=2, bias=False)],
    "rest": lambda: [nn.Conv2d(2, 4, (3, 2), stride=(3, 2), padding=(1, 0)), nn.ReLU()],
    "groups": lambda: [nn.Conv2d(2, 4, 3, groups=2), nn.ReLU(), nn.Conv2d(4, 4, 3, groups=4, dilation=2)],
    "same": lambda: [nn.Conv2d(2, 4, 3, padding="same"), nn.ReLU()],
    "curved": lambda: [nn.Conv2d(2, 4, 3), nn.Tanh(), nn.Conv2d(4, 4, 3), nn.SiLU(), nn.InstanceNorm2d(4), nn.ReLU()],
    "pooled": lambda: [nn.Conv2d(2, 4, 3), nn.AvgPool2d(2), nn.LeakyReLU(0.1), nn.Upsample(scale_factor=2)],
}
every_body = pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)


class Scores(nn.Module):
    """A D of some layers, curved at its end."""

    def __init__(self, body: list[nn.Module]) -> None:
        super().__init__()
        self.body = nn.Sequential(*body).double()

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x).square().sum((1, 2, 3))


def penalty_of(D: nn.Module, x: Tensor, within: AbstractContextManager[object]) -> list[Tensor]:
    """The penalty, and its gradients with respect to all weights."""
    x = x.clone().requires_grad_()
    with within:
        score = D(x).sum()
    (slope,) = torch.autograd.grad(score, x, create_graph=True)
    penalty = slope.square().sum()
    gradients = torch.autograd.grad(penalty, list(D.parameters()), allow_unused=True)
    return [penalty, *(torch.zeros(()) if gradient is None else gradient for gradient in gradients)]


@every_body
def test_penalties_and_their_gradients_are_those_of_torch(body: Callable[[], list[nn.Module]]) -> None:
    torch.manual_seed(0)
    D, x = Scores(body()), torch.randn(3, 2, 11, 11, dtype=torch.float64)
    found, known = penalty_of(D, x, Sloping()), penalty_of(D, x, nullcontext())
    assert known[0] > 0
    for value, expected in zip(found, known, strict=True):
        torch.testing.assert_close(value, expected.expand_as(value))


@every_body
def test_first_derivatives_within_are_those_of_torch(body: Callable[[], list[nn.Module]]) -> None:
    torch.manual_seed(0)
    D, x = Scores(body()), torch.randn(3, 2, 11, 11, dtype=torch.float64, requires_grad=True)
    inputs = [x, *D.parameters()]
    with Sloping():
        found = torch.autograd.grad(D(x).sum(), inputs)
    for value, known in zip(found, torch.autograd.grad(D(x).sum(), inputs), strict=True):
        torch.testing.assert_close(value, known)


def test_a_kernels_gradient_may_be_derived_as_well() -> None:
    torch.manual_seed(0)
    layer = nn.Conv2d(2, 3, 3, stride=2, padding=1).double()
    x = torch.randn(2, 2, 5, 5, dtype=torch.float64, requires_grad=True)

    def scores(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        with Sloping():
            return nn.functional.conv2d(x, weight, bias, stride=2, padding=1)

    assert torch.autograd.gradgradcheck(scores, (x, layer.weight, layer.bias))


def test_no_kernels_gradient_is_computed_with_a_slope(monkeypatch: pytest.MonkeyPatch) -> None:
    D, x = Scores(BODIES["leaky"]()), torch.randn(3, 2, 11, 11, dtype=torch.float64)
    wanted: list[bool] = []
    really = slopes._is_wanted

    def noted(node: torch.autograd.graph.Node | None) -> bool:
        wanted.append(really(node))
        return wanted[-1]

    monkeypatch.setattr(slopes, "_is_wanted", noted)
    norms = squared_gradient_norms(D, x)
    assert wanted == [True, False, False] * 2, "x, the kernel and the bias of each layer"
    norms.sum().backward()
    assert all(p.grad is not None for p in D.parameters() if p.dim() > 1)


def test_no_way_back_leads_through_rectifiers_a_second_time() -> None:
    """Where D is straight between its kinks, nothing but the slope depends on the weights."""
    D = nn.Sequential(nn.Conv2d(2, 4, 3), nn.LeakyReLU(0.2), nn.Conv2d(4, 1, 9), nn.Flatten()).double()
    x = torch.randn(3, 2, 11, 11, dtype=torch.float64, requires_grad=True)
    with Sloping():
        score = D(x).sum()
    (slope,) = torch.autograd.grad(score, x, create_graph=True)
    gradients = torch.autograd.grad(slope.square().sum(), list(D.parameters()), allow_unused=True)
    assert [gradient is None for gradient in gradients] == [False, True, False, True], "no bias has a part in it"


def test_what_is_computed_elsewhere_stays_as_it_was() -> None:
    with Sloping():
        pass
    layer, x = nn.Conv2d(1, 1, 1), torch.ones(1, 1, 1, 1)
    assert type(layer(x).grad_fn).__name__ == "ConvolutionBackward0"

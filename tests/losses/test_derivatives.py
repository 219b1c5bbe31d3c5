"""Every loss in every form has right first and second derivatives, and stays finite where D is very sure."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import torch
from ziamath.config import config
from ziamath.zmath import Latex

from ganstudio.losses import LOSSES, Loss


def forms() -> Iterator[Loss]:
    """Every kind with its defaults, and with each other choice of each option that has some."""
    for kind in LOSSES:
        yield kind.model_validate({})
        for declared in kind.declared():
            yield from (kind.model_validate({declared.name: c}) for c in declared.choices if c != declared.default)
        if "real_label" in kind.model_fields:
            yield kind.model_validate({"real_label": 0.9, "fake_label": 0.1})


FORMS = [pytest.param(loss, id=" ".join(str(v) for v in loss.plain().values())) for loss in forms()]


@pytest.mark.parametrize("loss", FORMS)
def test_first_and_second_derivatives_agree_with_finite_differences(loss: Loss) -> None:
    rng = torch.Generator().manual_seed(3)
    for scale in (1.0, 6.0):
        real = (scale * torch.randn(5, generator=rng, dtype=torch.float64)).requires_grad_()
        fake = (scale * torch.randn(5, generator=rng, dtype=torch.float64)).requires_grad_()
        for part in (loss.d_loss, loss.g_loss):
            assert torch.autograd.gradcheck(part, (real, fake))
            assert torch.autograd.gradgradcheck(lambda r, f, part=part: part(r, f) + 0 * (r * f).sum(), (real, fake))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("loss", FORMS)
def test_it_is_finite_with_its_derivatives_where_d_is_very_sure(loss: Loss, dtype: torch.dtype) -> None:
    for end in (-200.0, 200.0):
        for other in (-200.0, 0.0, 200.0):
            real = torch.full((4,), end, dtype=dtype, requires_grad=True)
            fake = torch.full((4,), other, dtype=dtype, requires_grad=True)
            for part in (loss.d_loss, loss.g_loss):
                value = part(real, fake) + 0 * (real.square() + fake.square()).sum()  # so that both have a history
                first = torch.autograd.grad(value, (real, fake), create_graph=True)
                second = torch.autograd.grad(sum(g.square().sum() for g in first), (real, fake))
                assert value.dtype == dtype
                assert all(tensor.isfinite().all() for tensor in (value, *first, *second))


@pytest.mark.parametrize("loss", FORMS)
def test_d_wants_real_up_and_fake_down_and_g_wants_fake_up(loss: Loss) -> None:
    real, fake = torch.zeros(4, requires_grad=True), torch.zeros(4, requires_grad=True)
    up, down = torch.autograd.grad(loss.d_loss(real, fake), (real, fake))
    if loss.kind_name() != "least_squares":  # whose target for fakes is 0, where these are
        assert (down > 0).all()
    assert (up < 0).all()
    (g_up,) = torch.autograd.grad(loss.g_loss(real.detach(), fake), (fake,))
    assert (g_up < 0).all()


@pytest.mark.parametrize("kind", [*LOSSES], ids=lambda kind: kind.kind_name())
def test_every_line_of_a_formula_can_be_typeset_and_fits_the_panel(kind: type[Loss]) -> None:
    config.svg2 = False  # the older form, which the window draws
    for line in re.split(r"\\q+uad", kind.formula):
        picture = Latex(line.strip(), size=15)
        assert "<path" in picture.svg()
        assert picture.getsize()[0] <= 352, line

"""Networks that are told the class compute what their papers say."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from ganstudio.nets.classes import ConcatCritic, EmbeddedClass, ProjectionCritic, known
from ganstudio.nets.critic import Critic
from ganstudio.nets.mlp import MlpDiscriminator
from ganstudio.nets.weights import clip_weights

CLASSES = torch.tensor([2, 0, 1, 2])


def body(*shape: int, weights: str = "plain") -> MlpDiscriminator:
    torch.manual_seed(0)
    return MlpDiscriminator(shape, (6, 4), "leaky_relu", weights=weights)


def test_the_projection_adds_the_inner_product_of_features_and_class_to_the_score() -> None:
    D = ProjectionCritic(body(3), 3, normalised=False).double()
    v = torch.tensor([[1.0, 0, 0, 2], [0, 1, 0, 0], [3, 0, -1, 0]], dtype=torch.float64)
    D.classes.weight.data.copy_(v)
    x = torch.randn(4, 3, dtype=torch.float64)
    plain, phi = D.body.look(x)
    logits, features = D.look(x, CLASSES)
    expected = [
        plain[0] + 3 * phi[0, 0] - phi[0, 2],
        plain[1] + phi[1, 0] + 2 * phi[1, 3],
        plain[2] + phi[2, 1],
        plain[3] + 3 * phi[3, 0] - phi[3, 2],
    ]
    assert logits.tolist() == pytest.approx([e.item() for e in expected])
    assert torch.equal(features, phi)


def test_the_projection_knows_nothing_of_the_classes_at_first_and_learns_at_once() -> None:
    D = ProjectionCritic(body(3), 3, normalised=False)
    x = torch.randn(4, 3)
    assert torch.equal(D(x, CLASSES), D.body(x))
    D(x, CLASSES).sum().backward()
    assert D.classes.weight.grad is not None
    assert (D.classes.weight.grad.abs().amax(dim=1) > 0).all()


def test_a_normalised_projection_has_a_slope_of_2_at_most() -> None:
    D = ProjectionCritic(body(3, weights="spectral_norm"), 5, normalised=True)
    x, y = torch.randn(400, 3) * 5, torch.arange(400) % 5
    with torch.no_grad():
        for _ in range(100):
            D(x, y)
    D.eval()
    assert torch.linalg.svdvals(D.classes.weight.detach())[0] == pytest.approx(1, abs=0.01)
    moved = x + torch.randn_like(x)
    slopes = (D(moved, y) - D(x, y)).abs() / (moved - x).norm(dim=1)
    assert 0 < slopes.max() <= 2.01  # 1 of the score and 1 of the class


class Plain(nn.Module):
    """A generator that gives its noise as it is."""

    def forward(self, z: torch.Tensor, y: torch.Tensor | None = None) -> torch.Tensor:
        return z


class Kept(Critic):
    """Keeps what it was asked to judge."""

    feature_dim = 1

    def look(self, x: torch.Tensor, y: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        self.seen = x
        return x.flatten(1).sum(dim=1), x.flatten(1)[:, :1]


@pytest.mark.parametrize(("shape", "room"), [((2, 3, 3), (1, 3, 3)), ((5,), (4,))], ids=["picture", "row"])
def test_the_embedding_of_the_class_stands_behind_the_sample(shape: tuple[int, ...], room: tuple[int, ...]) -> None:
    D, x = ConcatCritic(Kept(), 3, room), torch.randn(4, *shape)
    D.look(x, CLASSES)
    assert isinstance(D.body, Kept)
    assert torch.equal(D.body.seen[:, : shape[0]], x)
    rows = D.embedding.weight[CLASSES]
    beside = rows / rows.square().mean(dim=1, keepdim=True).sqrt()
    assert torch.allclose(D.body.seen[:, shape[0] :], beside.reshape(4, *room))


def test_clipped_weights_leave_the_class_beside_a_sample_as_plain_as_before() -> None:
    D, x = ConcatCritic(Kept(), 3, (1, 3, 3)), torch.zeros(4, 2, 3, 3)
    clip_weights(D, 0.01)
    D.look(x, CLASSES)
    assert isinstance(D.body, Kept)
    beside = D.body.seen[:, 2]
    assert beside.square().mean(dim=(1, 2)).tolist() == pytest.approx([1.0] * 4, rel=1e-3)
    assert not torch.allclose(beside[0], beside[1])


def test_the_embedding_of_the_class_stands_behind_the_noise() -> None:
    G = EmbeddedClass(Plain(), 3, 5)
    z = torch.randn(4, 2)
    assert torch.equal(G(z, CLASSES), torch.cat((z, G.embedding.weight[CLASSES]), dim=1))


def test_missing_classes_are_told_before_anything_is_computed() -> None:
    for network in (
        EmbeddedClass(Plain(), 3, 5),
        ConcatCritic(Kept(), 3, (2,)),
        ProjectionCritic(body(2), 3, False),
    ):
        with pytest.raises(ValueError, match="give it y"):
            network(torch.randn(4, 2))
    assert known(CLASSES) is CLASSES

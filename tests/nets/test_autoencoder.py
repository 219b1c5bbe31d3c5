"""Auto-encoding discriminators score a sample by how well they rebuild it."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from ganstudio.architectures.autoencoder import AutoEncoder as ConvolutionalKind
from ganstudio.architectures.autoencoder import MlpAutoEncoder as MlpKind
from ganstudio.losses.began import Began
from ganstudio.losses.hinge import Hinge
from ganstudio.nets.autoencoder import AutoEncoder, ConvolutionalAutoEncoder, MlpAutoEncoder
from ganstudio.spec import DataSpec

BUILDS = {
    "convolutional": lambda: ConvolutionalAutoEncoder(3, 16, 1, 6),
    "mlp": lambda: MlpAutoEncoder((1, 16, 16), (12, 8), 6),
}


def built(name: str, seed: int = 0) -> AutoEncoder:
    torch.manual_seed(seed)
    return BUILDS[name]()


class Half(AutoEncoder):
    """Rebuilds everything at half its size."""

    def __init__(self, error: str) -> None:
        super().__init__(2, error)
        self.encoder, self.decoder = nn.Sequential(), nn.Sequential()
        self.decoder.register_forward_hook(lambda module, given, out: out / 2)


@pytest.mark.parametrize("size", [8, 16, 28, 32, 48, 64, 96, 128, 256])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_size_and_channel_count_is_scored(size: int, channels: int) -> None:
    logits, features = ConvolutionalAutoEncoder(2, size, channels, 5).look(torch.randn(2, channels, size, size))
    assert logits.shape == (2,)
    assert features.shape == (2, 5)


@pytest.mark.parametrize("shape", [(2,), (17,), (1, 8, 8), (6, 5, 5)])
def test_points_rows_and_pictures_are_scored_by_the_fully_connected_one(shape: tuple[int, ...]) -> None:
    D = MlpAutoEncoder(shape, (7,), 3)
    logits, features = D.look(torch.randn(2, *shape))
    assert logits.shape == (2,)
    assert features.shape == (2, D.feature_dim) == (2, 3)
    assert D.rebuilt(torch.zeros(2, *shape))[0][1].shape == (2, *shape)


def test_the_score_is_minus_the_mean_error_of_the_rebuilt_sample() -> None:
    x = torch.tensor([[2.0, -6.0], [0.0, 0.0]])
    assert Half("l1")(x).tolist() == [-2, 0]
    assert Half("l2")(x).tolist() == [-5, 0]
    assert torch.equal(Half("l1").rebuilt(x)[0][1], x / 2)


@pytest.mark.parametrize("name", BUILDS)
def test_the_code_is_all_that_the_decoder_sees(name: str) -> None:
    D, x = built(name), torch.randn(3, 1, 16, 16)
    _, code = D.look(x)
    assert torch.equal(D.decoder(code), D.rebuilt(x)[0][1])


def test_the_layers_are_those_of_the_paper() -> None:
    # figure 1, for 32 pixels, which BEGAN halves down to 8 and this to 4: n, 2n, 3n, 4n channels in the encoder
    with torch.device("meta"):
        D = ConvolutionalAutoEncoder(64, 32, 3, 64)
    wide = [m.out_channels for m in D.encoder if isinstance(m, nn.Conv2d)]
    assert wide == [64, 64, 128, 128, 192, 192, 256, 256]
    assert [m.out_channels for m in D.decoder if isinstance(m, nn.Conv2d)] == [64] * 8 + [3]
    assert sum(isinstance(m, nn.ELU) for m in D.decoder) == 8
    assert not any("Norm" in type(m).__name__ for m in D.modules())


@pytest.mark.parametrize("norm", ["none", "batch", "instance", "layer", "group", "pixel"])
@pytest.mark.parametrize("weights", ["plain", "spectral_norm", "equalized_lr"])
def test_gradients_are_finite_and_reach_every_weight(norm: str, weights: str) -> None:
    torch.manual_seed(0)
    networks: list[AutoEncoder] = [ConvolutionalAutoEncoder(3, 16, 1, 6, norm=norm, weights=weights)]
    if norm in ("none", "batch", "layer"):
        networks.append(MlpAutoEncoder((1, 16, 16), (12, 8), 6, norm=norm, weights=weights))
    for D in networks:
        D(torch.randn(4, 1, 16, 16)).sum().backward()
        for label, weight in D.named_parameters():
            assert weight.grad is not None, label
            assert weight.grad.isfinite().all(), label


@pytest.mark.parametrize("name", BUILDS)
def test_a_score_depends_on_its_own_sample_alone_and_its_slope_can_be_differentiated(name: str) -> None:
    D, x = built(name), torch.randn(4, 1, 16, 16, requires_grad=True)
    assert torch.allclose(D(x)[:2], D(x[:2]), atol=1e-6)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert all(weight.grad.isfinite().all() for weight in D.parameters() if weight.grad is not None)


@pytest.mark.parametrize("name", BUILDS)
def test_a_copy_and_a_restored_network_give_the_same_scores(name: str) -> None:
    D, other, x = built(name).eval(), built(name, seed=1).eval(), torch.randn(3, 1, 16, 16)
    assert not torch.equal(other(x), D(x))
    other.load_state_dict(D.state_dict())
    assert torch.equal(other(x), D(x))
    assert torch.equal(deepcopy(D)(x), D(x))


def test_the_networks_can_be_described_without_memory() -> None:
    with torch.device("meta"):
        for kind, shape in ((ConvolutionalKind, (3, 256, 256)), (MlpKind, (3, 64, 64))):
            assert kind().build(DataSpec(shape, 10))(torch.randn(2, *shape)).shape == (2,)


def test_data_that_does_not_fit_is_refused_with_a_sentence() -> None:
    for shape, why in (((2,), "mlp_autoencoder"), ((3, 40, 40), "not 40")):
        (problem,) = ConvolutionalKind().problems(DataSpec(shape, 100))
        assert why in problem.message
    assert list(MlpKind().problems(DataSpec((2,), 0))) == []


def test_with_the_hinge_loss_d_and_g_play_the_energy_based_game_of_margin_1() -> None:
    real, fake = torch.tensor([0.2, 0.6]), torch.tensor([0.3, 4.0])  # energies
    ebgan = real.mean() + (1 - fake).clamp(min=0).mean()  # Zhao et al. 2017, eq. 1
    assert torch.isclose(Hinge().d_loss(-real, -fake), 1 + ebgan)
    assert torch.isclose(Hinge().g_loss(-real, -fake), fake.mean())


@pytest.mark.parametrize("name", BUILDS)
def test_d_learns_to_rebuild_what_is_real_with_began(name: str) -> None:
    D = built(name)
    patterns = nn.Upsample(scale_factor=8)(torch.randn(4, 1, 2, 2, generator=torch.Generator().manual_seed(0)))
    optimizer, memory = torch.optim.Adam(D.parameters(), 3e-3), dict[str, Tensor]()
    noise = torch.Generator().manual_seed(1)
    before = D(patterns).mean().item()
    for _ in range(150):
        optimizer.zero_grad()
        fake = torch.randn(4, 1, 16, 16, generator=noise)
        Began().d_step(D(patterns), D(fake), memory).backward()
        optimizer.step()
    assert D(patterns).mean() > before / 2
    assert D(patterns).mean() > D(torch.randn(4, 1, 16, 16, generator=noise)).mean() + 0.2

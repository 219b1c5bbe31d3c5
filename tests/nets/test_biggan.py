"""BigGAN has the layers of its paper: noise and classes reach every level of G."""

from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import nn

from ganstudio.architectures import GENERATORS
from ganstudio.nets.biggan import BigganGenerator, VectorNorm
from ganstudio.nets.blocks import parameter_count
from ganstudio.nets.resnet import ResnetDiscriminator
from ganstudio.spec import DataSpec


def small(**options: Any) -> Any:
    torch.manual_seed(0)
    return BigganGenerator(12, 4, 32, 3, **{"shared_dim": 6, **options})


def conv(before: int, after: int, kernel: int = 3) -> int:
    return before * after * kernel * kernel + after


def test_the_128_pixel_generator_has_the_parameters_of_the_paper() -> None:
    # Brock et al. 2019, appendix B: ch = 96; z of 120 in six parts of 20; a shared embedding of 128 for 1000 classes;
    # dense 4·4·16ch, blocks up of 16, 8, 4, 2 and 1 ch, attention at 64 pixels, BN, ReLU, 3×3 conv
    ch, vector = 96, 128 + 20
    maps = [16 * ch, 16 * ch, 8 * ch, 4 * ch, 2 * ch, ch]
    blocks = sum(
        2 * vector * before + conv(before, after) + 2 * vector * after + conv(after, after) + conv(before, after, 1)
        for before, after in pairwise(maps)
    )
    attention = 2 * ch * (2 * ch // 8 * 2 + 2 * ch // 2 * 2) + 1
    dense = 20 * 4 * 4 * maps[0] + 4 * 4 * maps[0]
    with torch.device("meta"):
        G = BigganGenerator(120, ch, 128, 3, classes=1000)
    assert parameter_count(G) == 1000 * 128 + dense + blocks + attention + 2 * ch + conv(ch, 3) == 70_433_988


def test_the_128_pixel_discriminator_has_the_parameters_of_the_paper() -> None:
    # blocks down of 1, 2, 4, 8 and 16 ch, attention at 64 pixels, a block of 16 ch, ReLU, sum, dense 1
    ch = 96
    maps = [3, ch, 2 * ch, 4 * ch, 8 * ch, 16 * ch]
    down = sum(conv(before, after) + conv(after, after) + conv(before, after, 1) for before, after in pairwise(maps))
    attention = ch * (ch // 8 * 2 + ch // 2 * 2) + 1
    with torch.device("meta"):
        D = ResnetDiscriminator(ch, 128, 3, attention_at=64, wide=True)
    assert parameter_count(D) == down + attention + 2 * conv(maps[-1], maps[-1]) + maps[-1] + 1
    assert parameter_count(D) + 1000 * D.feature_dim == 87_982_370  # with the projection of 1000 classes


def test_each_level_has_its_own_part_of_the_noise() -> None:
    G = small().eval()  # 12 numbers: 3 for the first map and 3 for each of 3 levels
    assert G.part_dim == 3
    z = torch.randn(1, 12)
    seen: dict[int, list[torch.Tensor]] = {level: [] for level in range(3)}
    for level, module in enumerate(G.levels):
        module.register_forward_hook(lambda module, inputs, output, level=level: seen[level].append(inputs[1]))
    G(z)
    for number in range(12):
        moved = z.clone()
        moved[0, number] += 1
        x = G(moved)
        assert not torch.equal(x, G(z))
        changed = [level for level in range(3) if not torch.equal(seen[level][-2], seen[level][0])]
        assert len(changed) == (0 if number % 4 == 0 else 1)


def test_numbers_that_cannot_be_dealt_out_evenly_go_to_the_first_map() -> None:
    G = BigganGenerator(14, 4, 32, 3)
    assert G.part_dim == 3
    assert G.first[0].in_features == 3 + 2
    z = torch.randn(2, 14, requires_grad=True)
    G(z).square().sum().backward()
    assert z.grad is not None
    assert (z.grad.abs() > 0).all()


@pytest.mark.parametrize(("latent_dim", "split"), [(12, False), (3, True), (1, True)])
def test_noise_that_is_not_split_reaches_every_level_whole(latent_dim: int, split: bool) -> None:
    G = BigganGenerator(latent_dim, 4, 32, 3, split_latent=split)
    norms = [module for module in G.modules() if isinstance(module, VectorNorm)]
    assert {norm.scale.in_features for norm in norms} == {latent_dim} == {G.first[0].in_features}
    assert G(torch.randn(2, latent_dim)).shape == (2, 3, 32, 32)


def test_an_embedding_beside_the_noise_is_dealt_out_to_every_level() -> None:
    # told of the class by “concat”: the last numbers of z are an embedding
    G = small().eval()
    z, first_inputs = torch.randn(1, 12), []
    moved = z.clone()
    moved[0, 8:] += 1
    G.first.register_forward_hook(lambda module, inputs, output: first_inputs.append(inputs[0]))
    vectors: list[torch.Tensor] = []
    for level in G.levels:
        level.register_forward_hook(lambda module, inputs, output: vectors.append(inputs[1]))
    G(z), G(moved)
    assert not torch.equal(*first_inputs)
    assert all(not torch.equal(before, after) for before, after in zip(vectors[:3], vectors[3:], strict=True))


def test_all_levels_share_one_embedding_of_the_class() -> None:
    G = small(classes=5)
    embeddings = [module for module in G.modules() if isinstance(module, nn.Embedding)]
    assert embeddings == [G.embedding]
    assert embeddings[0].weight.shape == (5, 6)
    norms = [module for module in G.modules() if isinstance(module, VectorNorm)]
    assert len(norms) == 6
    assert {norm.scale.in_features for norm in norms} == {6 + 3}
    G(torch.randn(4, 12), torch.arange(4)).square().sum().backward()
    assert G.embedding.weight.grad is not None
    assert (G.embedding.weight.grad.abs().sum(dim=1) > 0).tolist() == [True] * 4 + [False]


def test_a_generator_of_classes_asks_for_them() -> None:
    with pytest.raises(ValueError, match="told the class"):
        small(classes=5)(torch.randn(2, 12))
    assert small()(torch.randn(2, 12), torch.tensor([0, 1])).shape == (2, 3, 32, 32)  # without, it looks at none


@pytest.mark.parametrize("name", ["batch", "instance"])
def test_scales_and_shifts_are_linear_in_the_vector(name: str) -> None:
    norm, x = VectorNorm(name, 4, 5), torch.randn(3, 4, 6, 6)
    plain = norm(x, torch.zeros(3, 5))
    axes = (0, 2, 3) if name == "batch" else (2, 3)
    assert torch.allclose(plain.mean(dim=axes), torch.zeros(()), atol=1e-5)
    assert torch.allclose(plain.std(dim=axes, correction=0), torch.ones(()), atol=1e-3)
    y = torch.randn(3, 5)
    expected = plain * (1 + y @ norm.scale.weight.T)[:, :, None, None] + (y @ norm.shift.weight.T)[:, :, None, None]
    assert torch.allclose(norm(x, y), expected, atol=1e-5)


def test_weights_start_orthogonal_and_are_spectrally_normalised() -> None:
    G: Any = GENERATORS["biggan"].model_validate({"base_width": 8}).build(DataSpec((3, 32, 32), 10), 16)
    stored = G.levels[0][0].residual[3].scale.parametrizations.weight.original
    assert torch.allclose(stored.T @ stored, torch.eye(stored.shape[1]), atol=1e-5)
    for layer in (module for module in G.modules() if isinstance(module, nn.Conv2d | nn.Linear)):
        assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2) < 1.2

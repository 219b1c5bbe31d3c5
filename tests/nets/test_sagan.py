"""Self-attention has the layers of its paper, and stands at the map that is asked for."""

import pytest
import torch
from torch import Tensor, nn

from ganstudio.architectures import DISCRIMINATORS, GENERATORS
from ganstudio.nets.attention import SelfAttention, attended
from ganstudio.nets.blocks import parameter_count
from ganstudio.spec import DataSpec


def test_attention_has_the_layers_of_the_paper() -> None:
    # Zhang et al. 2019, figure 2, with C/8 for queries and keys and C/2 for values as in the released code
    attention = SelfAttention(64)
    shapes = {name: tuple(weight.shape[:2]) for name, weight in attention.named_parameters() if weight.dim()}
    assert shapes == {
        "query.weight": (8, 64),
        "key.weight": (8, 64),
        "value.weight": (32, 64),
        "result.weight": (64, 32),
    }
    assert parameter_count(attention) == 64 * (8 + 8 + 32 + 32) + 1


def test_attention_is_at_first_the_identity() -> None:
    x = torch.randn(2, 16, 6, 6)
    assert torch.equal(SelfAttention(16)(x), x)


def test_attention_sums_the_values_of_the_map_by_how_well_keys_match() -> None:
    attention, x = SelfAttention(8).double(), torch.randn(1, 8, 4, 4, dtype=torch.float64)
    nn.init.ones_(attention.gamma)

    def pooled(map: Tensor) -> Tensor:
        return map.unflatten(3, (2, 2)).unflatten(2, (2, 2)).amax(dim=(3, 5))  # the largest of each 2×2

    keys, values = pooled(attention.key(x)), pooled(attention.value(x))
    looked = attention(x)
    for row in range(4):
        for column in range(4):
            query = attention.query(x)[0, :, row, column]
            match = torch.stack([query @ keys[0, :, r, c] for r in range(2) for c in range(2)]).softmax(0)
            seen = values[0].flatten(1) @ match
            expected = x[0, :, row, column] + attention.result.weight[:, :, 0, 0] @ seen
            assert torch.allclose(looked[0, :, row, column], expected)


def test_attention_lets_far_pixels_change_one_another() -> None:
    torch.manual_seed(0)
    attention, x = SelfAttention(16), torch.randn(1, 16, 8, 8, requires_grad=True)
    nn.init.ones_(attention.gamma)
    attention(x)[0, :, 0, 0].sum().backward()
    assert x.grad is not None
    assert x.grad[0, :, 6:, 6:].abs().max() > 0


@pytest.mark.parametrize(
    ("size", "most", "side"),
    [(8, 8, 4), (16, 32, 8), (28, 32, 14), (32, 32, 16), (48, 32, 24), (64, 32, 32), (96, 32, 24), (128, 64, 64),
     (256, 8, 8), (96, 8, 6)],
)  # fmt: skip
def test_attention_works_on_the_largest_map_that_is_allowed_in_both_networks(size: int, most: int, side: int) -> None:
    assert attended(size, most) == side
    spec, options = DataSpec((1, size, size), 10), {"base_width": 1, "attention_at": most}
    G = GENERATORS["sagan"].model_validate(options).build(spec, 5)
    D = DISCRIMINATORS["sagan"].model_validate(options).build(spec)
    with torch.no_grad():
        assert attended_sides(G, torch.randn(1, 5)) == attended_sides(D, torch.randn(1, 1, size, size)) == [side]


def test_only_the_plain_residual_networks_have_no_attention() -> None:
    spec = DataSpec((3, 32, 32), 10)
    for family, count in (("resnet", 0), ("sagan", 1), ("biggan", 1)):
        kinds = GENERATORS[family].model_validate({"base_width": 8}), DISCRIMINATORS[family].model_validate({})
        for network in (kinds[0].build(spec, 8), kinds[1].build(spec)):
            assert sum(isinstance(module, SelfAttention) for module in network.modules()) == count


def test_all_layers_of_both_networks_are_spectrally_normalised() -> None:
    spec = DataSpec((3, 32, 32), 10)
    G = GENERATORS["sagan"].model_validate({"base_width": 8}).build(spec, 8)
    D = DISCRIMINATORS["sagan"].model_validate({"base_width": 8}).build(spec)
    for network in (G, D):
        layers = [module for module in network.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
        assert len(layers) > 10
        for layer in layers:
            assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2) < 1.2


def attended_sides(network: nn.Module, example: Tensor) -> list[int]:
    sides: list[int] = []
    for module in network.modules():
        if isinstance(module, SelfAttention):
            module.register_forward_hook(lambda module, inputs, output: sides.append(output.shape[-1]))
    network(example)
    return sides

"""Fully connected networks normalise where they are asked to, and stay as they were where they are not."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from ganstudio.architectures.dcgan import DcganDiscriminator as DcganDiscriminatorOptions
from ganstudio.architectures.mlp import MlpDiscriminator as MlpDiscriminatorOptions
from ganstudio.architectures.mlp import MlpGenerator as MlpGeneratorOptions
from ganstudio.nets.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.spec import DataSpec


def kinds(network: nn.Module) -> list[str]:
    return [type(module).__name__ for module in network.layers]


def test_the_default_networks_keep_the_names_and_first_weights_that_old_checkpoints_have() -> None:
    spec = DataSpec((2,), 0)
    G, D = MlpGeneratorOptions().build(spec, 3), MlpDiscriminatorOptions().build(spec)
    assert list(G.state_dict()) == [f"layers.{i}.{part}" for i in (0, 2, 4) for part in ("weight", "bias")]
    assert list(D.state_dict()) == [f"layers.{i}.{part}" for i in (1, 3, 5) for part in ("weight", "bias")]
    torch.manual_seed(7)
    D = MlpDiscriminatorOptions().build(spec)
    torch.manual_seed(7)
    plain = nn.Sequential(nn.Flatten(), nn.Linear(2, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 1))
    for name, tensor in plain.state_dict().items():
        assert torch.equal(tensor, D.state_dict()[f"layers.{name}"])


@pytest.mark.parametrize(("norm", "name"), [("batch", "BatchNorm1d"), ("layer", "LayerNorm")])
def test_normalisation_stands_before_each_non_linearity_but_d_keeps_its_first_layer_free(norm: str, name: str) -> None:
    G = MlpGenerator(3, (8, 8), (2,), "relu", "tanh", norm)
    D = MlpDiscriminator((2,), (8, 8), "relu", norm)
    assert kinds(G) == ["Linear", name, "ReLU"] * 2 + ["Linear", "Tanh", "Unflatten"]
    assert kinds(D) == ["Flatten", "Linear", "ReLU", "Linear", name, "ReLU", "Linear", "Flatten"]
    assert G.layers[0].bias is None, "the normalisation brings one"
    assert D.layers[1].bias is not None


def test_scores_depend_on_other_samples_with_batch_normalisation_only() -> None:
    torch.manual_seed(0)
    x, other = torch.randn(4, 2), torch.randn(4, 2)
    for norm in ("none", "batch", "layer"):
        options = MlpDiscriminatorOptions(normalization=norm)
        D = options.build(DataSpec((2,), 0))
        together = D(torch.cat((x, other)))[:4]
        assert options.mixes_samples() == (norm == "batch") == (not torch.allclose(together, D(x), atol=1e-6))


def test_spectral_norm_bounds_ds_slope() -> None:
    for options in (MlpDiscriminatorOptions, DcganDiscriminatorOptions):
        assert [w for w in ("plain", "spectral_norm", "equalized_lr") if options(weights=w).bounds_slope()] == [
            "spectral_norm"
        ]

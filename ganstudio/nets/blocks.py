"""The small parts that networks are built of, chosen by name."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

_ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": lambda: nn.ReLU(inplace=True),
    "leaky_relu": lambda: nn.LeakyReLU(0.2, inplace=True),
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
}
_NORMALIZATIONS: dict[str, Callable[[int], nn.Module]] = {
    "none": lambda channels: nn.Identity(),
    "batch": nn.BatchNorm2d,
    "instance": lambda channels: nn.InstanceNorm2d(channels, affine=True),
    "layer": lambda channels: nn.GroupNorm(1, channels),  # over all channels and pixels of a sample
}
_FLAT_NORMALIZATIONS: dict[str, Callable[[int], nn.Module]] = {
    "batch": nn.BatchNorm1d,
    "layer": nn.LayerNorm,
}


def activation(name: str) -> nn.Module:
    """The non-linearity of that name; leaky ReLU has slope 0.2, as DCGAN."""
    return _ACTIVATIONS[name]()


def normalization(name: str, channels: int) -> nn.Module:
    """The normalisation of that name over (B, channels, H, W)."""
    return _NORMALIZATIONS[name](channels)


def flat_normalization(name: str, units: int) -> nn.Module:
    """The normalisation of that name over (B, units)."""
    return _FLAT_NORMALIZATIONS[name](units)


def parameter_count(network: nn.Module) -> int:
    """Numbers that training changes."""
    return sum(p.numel() for p in network.parameters())


def initialise_dcgan(module: nn.Module) -> None:
    """Convolutions from N(0, 0.02²), batch-norm scales from N(1, 0.02²): Radford et al. 2016, section 4."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)

"""Values of pictures (B, C, H, W) in −1…1 changed, pixels staying in place: each picture by its own chance p.

The fourth channel of a picture, its opacity, stays as it is.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ganstudio.nets.draws import chosen, integers, normal, uniform
from ganstudio.nets.filters import octaves

POWER = (10 / 13, 1 / 13, 1 / 13, 1 / 13)  # share of the octaves in the power of natural pictures, coarse to fine


def tinted(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Brightness, saturation and contrast changed: Zhao et al. 2020. Brightness by up to a quarter of the range."""
    colours = x[:, :3]
    gate = chosen(x, p, rng)
    changed = colours + uniform(x, -0.5, 0.5, rng)
    grey, even = changed.mean(1, keepdim=True), changed.mean((1, 2, 3), keepdim=True)
    changed = grey.lerp(changed, uniform(x, 0, 2, rng))
    changed = even.lerp(changed, uniform(x, 0.5, 1.5, rng))
    return _with_opacity(torch.where(gate, changed, colours), x)


def recoloured(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Brightness, contrast, light for dark, hue and saturation: Karras et al. 2020, appendix B.

    A colour is its lightness, along (1, 1, 1), and the rest, in the plane across it. Hue turns the plane.
    """
    colours = x[:, :3]
    gates = [chosen(x, p, rng) for _ in range(5)]
    gates[2] = gates[2] & (integers(x, 0, 1, rng) == 1)
    brightness = torch.where(gates[0], normal(x, 0.2, rng), 0)
    contrast = torch.where(gates[1], normal(x, 0.5, rng), 0).exp2()
    sign = torch.where(gates[2], -1, 1)
    hue = torch.where(gates[3], uniform(x, -math.pi, math.pi, rng), 0)
    saturation = torch.where(gates[4], normal(x, 1.0, rng), 0).exp2()

    lightness = colours.mean(1, keepdim=True)
    rest = colours - lightness
    across = (rest.roll(1, 1) - rest.roll(-1, 1)) / math.sqrt(3)  # (1, 1, 1) / √3 × rest; 0 where all is grey
    turned = hue.cos() * rest + hue.sin() * across
    changed = contrast * (sign * (lightness + brightness) + saturation * turned)
    return _with_opacity(torch.where(torch.stack(gates).any(0), changed, colours), x)


def amplified(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Coarse and fine detail made stronger or weaker, octave by octave, held to about the same power.

    Pictures (B, C, S, S).
    """
    colours = x[:, :3]
    gates = torch.cat([chosen(x, p, rng) for _ in POWER], 1)
    factors = torch.where(gates, torch.cat([normal(x, 1.0, rng) for _ in POWER], 1), 0).exp2()  # (B, 4, 1, 1)
    power = torch.tensor(POWER, device=x.device, dtype=factors.dtype).view(1, -1, 1, 1)
    gains = factors / (1 + power * (factors.square() - 1)).sqrt().prod(1, keepdim=True)
    mixing = torch.einsum("bg,gkl->bkl", gains.flatten(1), octaves(x.shape[-1], gains))[:, None]
    changed = mixing @ colours.to(mixing.dtype) @ mixing.mT
    return _with_opacity(torch.where(gates.any(1, keepdim=True), changed, colours), x)


def sprinkled(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Noise on every value, as strong as |N(0, 0.1²)| for each picture."""
    colours = x[:, :3]
    gate, std = chosen(x, p, rng), normal(x, 0.1, rng).abs()
    noise = torch.randn(colours.shape, generator=rng, device=x.device, dtype=std.dtype)
    return _with_opacity(torch.where(gate, colours + std * noise, colours), x)


def _with_opacity(colours: Tensor, x: Tensor) -> Tensor:
    """The colours in the precision of x, with the opacity of x where it has any."""
    return torch.cat((colours.to(x.dtype), x[:, 3:]), 1)

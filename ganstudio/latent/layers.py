"""What each layer of a generator makes of a place: maps, their statistics and their spectrum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.views import ChannelSheet, LayerInfo, LayerView, Statistics
from ganstudio.latent.model import Explorable
from ganstudio.nets.biggan import VectorNorm
from ganstudio.nets.blocks import ClassNorm, PixelNorm, kind_of
from ganstudio.nets.modulation import Bias, Noise
from ganstudio.nets.resampling import Blur
from ganstudio.problems import ProblemError

# Layers that only move, scale, shift, blur or enlarge what the one before gave: no more is to be seen in them
PASSING = (
    nn.Identity,
    nn.Flatten,
    nn.Unflatten,
    nn.Dropout,
    nn.Embedding,
    nn.Upsample,
    nn.PixelShuffle,
    nn.BatchNorm1d,
    nn.BatchNorm2d,
    nn.InstanceNorm2d,
    nn.GroupNorm,
    nn.LayerNorm,
    PixelNorm,
    ClassNorm,
    VectorNorm,
    Bias,
    Noise,
    Blur,
)
BETA = 8.0  # of the Kaiser window
FAINTEST = 1e-12  # power: −120 dB

Hear = Callable[[str, nn.Module, Tensor], None]


def layer_names(model: Explorable) -> tuple[LayerInfo, ...]:
    """The layers worth looking at (those that compute, non-linearities, blocks), in the order in which they come."""
    found: dict[str, LayerInfo] = {}
    heard: list[tuple[Tensor, int]] = []  # kept, so that no memory is used twice

    def note(name: str, module: nn.Module, output: Tensor) -> None:
        is_new = all(output.data_ptr() != other.data_ptr() or output._version != at for other, at in heard)
        heard.append((output, output._version))  # a layer that works in place gives the same memory in a new version
        if is_new and name not in found and not isinstance(module, (*PASSING, nn.Sequential)):
            shape = tuple(output.shape[1:])
            found[name] = LayerInfo(name, kind_of(module), shape)

    with _hearing(model.network, note):
        _run(model, model.random(1, 0), Look())
    return tuple(found.values())


def activation(model: Explorable, latents: Latents, look: Look, layer: str, channel: int | None = None) -> LayerView:
    """What a layer gives for a place (one row of latents): a channel, or all at once.

    A row of numbers is drawn as one map, in rows as near to a square as its length divides. Of a layer that comes more
    than once, the first. Raises ProblemError for a layer or channel that there is not, or one that comes before w.
    """
    info, maps = _maps(model, latents, look, layer)
    if channel is not None and not 0 <= channel < len(maps):
        raise ProblemError.single("channel", f"“{layer}” has the channels 0 to {len(maps) - 1}, not {channel}")
    shown = np.abs(maps).mean(axis=0) if channel is None else maps[channel]
    return LayerView(
        layer=info,
        channel=channel,
        map=shown,
        of_map=Statistics.of(shown),
        of_layer=Statistics.of(maps),
        spectrum=spectrum(shown),
        stds=maps.std(axis=(1, 2)),
    )


def channels_sheet(model: Explorable, latents: Latents, look: Look, layer: str, most: int = 64) -> ChannelSheet:
    """At most that many channels of a layer, those that vary most first; 1 % at either end may be clipped."""
    info, maps = _maps(model, latents, look, layer)
    channels = np.argsort(-maps.std(axis=(1, 2)), kind="stable")[:most]
    low, high = np.percentile(maps[channels], (1, 99))
    scaled = (maps[channels] - low) / max(high - low, 1e-12) * 255
    return ChannelSheet(info, scaled.round().clip(0, 255).astype(np.uint8), channels)


def spectrum(values: np.ndarray) -> np.ndarray:
    """The power of each frequency of a map (H, W), in dB, frequency 0 in the middle: (H, W) float32.

    Under a Kaiser window, so that edges do not show as frequencies (Karras et al. 2021). White noise of variance 1 has
    0 dB.
    """
    window = np.outer(*(np.kaiser(length, BETA) for length in values.shape))
    powers = np.abs(np.fft.fft2(values * window)) ** 2 / np.square(window).sum()
    return np.fft.fftshift(10 * np.log10(powers + FAINTEST)).astype(np.float32)


def _maps(model: Explorable, latents: Latents, look: Look, layer: str) -> tuple[LayerInfo, np.ndarray]:
    """The layer and its output as maps (channels, H, W) float32."""
    kept: list[tuple[str, Tensor]] = []

    def keep(name: str, module: nn.Module, output: Tensor) -> None:
        if name == layer and not kept:  # a copy, as the next layer may work in place
            kept.append((kind_of(module), output[0].float().cpu().clone()))

    if layer not in dict(_parts(model.network)):
        raise ProblemError.single("layer", f"this generator has no layer “{layer}”")
    with _hearing(model.network, keep):
        _run(model, latents, look)
    if not kept:
        raise ProblemError.single(
            "layer", f"“{layer}” has no part in this place, which is known in w alone: choose a layer after the styles"
        )
    kind, output = kept[0]
    maps = output.numpy()
    info = LayerInfo(layer, kind, maps.shape)
    return info, maps if maps.ndim == 3 else maps.reshape(1, *near_square(len(maps)))


def near_square(count: int) -> tuple[int, int]:
    """Rows and columns that hold exactly so many, as near to a square as can be."""
    rows = max(rows for rows in range(1, int(count**0.5) + 1) if count % rows == 0)
    return rows, count // rows


@torch.no_grad()
def _run(model: Explorable, latents: Latents, look: Look) -> None:
    classes = None if latents.classes is None else model.tensor(latents.classes[:1])
    model.sample(model.tensor(latents.values[:1]), classes, latents.space, look)


@contextmanager
def _hearing(network: nn.Module, hear: Hear) -> Iterator[None]:
    """Hears of each output of a part of the network that is maps or a row of numbers, as it comes."""

    def hook(name: str) -> Callable[[nn.Module, object, object], None]:
        def heard(module: nn.Module, _: object, output: object) -> None:
            if isinstance(output, Tensor) and output.dim() in (2, 4):
                hear(name, module, output)

        return heard

    hooks = [module.register_forward_hook(hook(name)) for name, module in _parts(network)]
    try:
        yield
    finally:
        for one in hooks:
            one.remove()


def _parts(network: nn.Module, path: str = "") -> Iterator[tuple[str, nn.Module]]:
    """All parts of a network by their paths, but for what only passes on: nothing inside these is to be seen either."""
    if path:
        yield path, network
    if not isinstance(network, PASSING):
        for name, part in network.named_children():
            if name != "parametrizations":
                yield from _parts(part, f"{path}.{name}" if path else name)

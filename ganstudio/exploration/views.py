"""What is to be seen around a place: its neighbours, a map it lies on, the layers it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ganstudio.exploration.latents import Latents

By = Literal["pixels", "features"]  # what samples are compared by
MapOf = Literal["latents", "features", "pixels"]
MapBy = Literal["pca", "tsne"]

COPIED = 1 / 3  # of the usual distance; in digits, MNIST and CIFAR-10, 1 real picture in 100 is that near to another


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The `count` training samples nearest to each of N samples, nearest first.

    real: (N, count, H, W, C) uint8, or (N, count, D) float32 in the data's own units; mirrored where that is nearer.
    distances: (N, count), the root of the mean squared difference: of pixels in 0…255, of standardised numbers, or of
    features. indices: (N, count), of the samples in the data. mirrored: (N, count), whether each is the mirrored copy
    that training also saw. between_reals: how far a training sample usually is from the nearest other one.
    """

    real: np.ndarray
    distances: np.ndarray
    indices: np.ndarray
    mirrored: np.ndarray
    between_reals: float
    by: By

    @property
    def ratios(self) -> np.ndarray:
        """(N,): the distance to the nearest, in that between real samples; below 1 is nearer than these usually are."""
        nearest = self.distances[:, 0]
        apart = np.full_like(nearest, np.inf)
        apart[nearest == 0] = 0  # however near real samples are to one another
        return np.divide(nearest, self.between_reals, out=apart, where=self.between_reals > 0)

    @property
    def copied(self) -> np.ndarray:
        """(N,) bool: so near to a training sample as these hardly ever are to one another."""
        return self.ratios < COPIED


@dataclass(frozen=True, eq=False)
class Similar:
    """Random places whose samples are nearest to that of a given one, nearest first. distances: as of `Neighbours`."""

    latents: Latents
    distances: np.ndarray
    by: By


@dataclass(frozen=True, eq=False)
class Map:
    """Random places side by side, like ones close together.

    places: (N, 2), centred, within −1…1. thumbnails: (N, h, w, C) uint8 of at most 32 pixels, None where samples are no
    pictures. labels: (N,), the class of each that weighs most, None where the generator knows of none.
    real_…: the same of real samples on the same map, where they may lie outside, None where none were asked for.
    explained: the shares of the variance that lie along both axes, of PCA. step: of the generator.
    """

    places: np.ndarray
    latents: Latents
    thumbnails: np.ndarray | None
    labels: np.ndarray | None
    step: int
    real_places: np.ndarray | None = None
    real_thumbnails: np.ndarray | None = None
    real_labels: np.ndarray | None = None
    explained: tuple[float, float] | None = None


@dataclass(frozen=True)
class LayerInfo:
    """A layer of a generator. name: where it lies in the network. shape: of its output, (C, H, W) or (C,)."""

    name: str
    kind: str
    shape: tuple[int, ...]

    @property
    def channels(self) -> int:
        """Maps that it gives; a row of numbers is drawn as one."""
        return self.shape[0] if len(self.shape) == 3 else 1


@dataclass(frozen=True)
class Statistics:
    """What numbers are like. zeros: the share of them that are exactly 0, as a ReLU leaves them."""

    mean: float
    std: float
    least: float
    most: float
    zeros: float

    @classmethod
    def of(cls, values: np.ndarray) -> Statistics:
        numbers = values.astype(np.float64)
        return cls(
            float(numbers.mean()),
            float(numbers.std()),
            float(numbers.min()),
            float(numbers.max()),
            float((numbers == 0).mean()),
        )


@dataclass(frozen=True, eq=False)
class LayerView:
    """What a layer makes of a place.

    channel: None for all of them at once. map: (H, W) float32, that channel, or the mean of the absolute values of all.
    spectrum: (H, W) float32 in dB, the power of each frequency of the map, frequency 0 in the middle. stds: (channels,)
    float32, how much each channel varies.
    """

    layer: LayerInfo
    channel: int | None
    map: np.ndarray
    of_map: Statistics
    of_layer: Statistics
    spectrum: np.ndarray
    stds: np.ndarray


@dataclass(frozen=True, eq=False)
class ChannelSheet:
    """Channels of a layer side by side, those that vary most first. maps: (n, H, W) uint8 in one scale for all.
    channels: (n,), their numbers."""

    layer: LayerInfo
    maps: np.ndarray
    channels: np.ndarray

"""A generator that has learnt, with all that is to be known to draw with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.sections import Architecture
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class TrainedGenerator:
    """A generator as a run left it, averaged where the run has an EMA; in evaluation mode, on the CPU.

    name: that of the experiment it comes from.
    """

    network: nn.Module
    architecture: Architecture
    spec: DataSpec
    name: str
    step: int

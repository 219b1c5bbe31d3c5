"""Small generators without training, for tests that only draw."""

from __future__ import annotations

from pathlib import Path

import torch

from ganstudio.experiment import Experiment, override
from ganstudio.exploration.facts import Source
from ganstudio.latent.model import Explorable
from ganstudio.spec import DataSpec
from ganstudio.trained import TrainedGenerator

STYLES = ("architecture.generator.kind=stylegan2", "architecture.generator.base_width=4",
          "architecture.generator.w_dim=16")  # fmt: skip
TOLD = ("architecture.conditioning.kind=projection",)


def untrained(*sets: str, shape: tuple[int, ...] = (1, 8, 8), classes: tuple[str, ...] = ()) -> TrainedGenerator:
    """The generator of an experiment with those options set, with its first weights."""
    architecture = override(Experiment(), ["architecture.latent_dim=8", *sets]).architecture
    spec = DataSpec(shape, 0, classes)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        G = architecture.build_generator(spec)
    return TrainedGenerator(G.eval().requires_grad_(False), architecture, spec, "Untrained", 0)


def explorable(*sets: str, shape: tuple[int, ...] = (1, 8, 8), classes: tuple[str, ...] = ()) -> Explorable:
    return Explorable(untrained(*sets, shape=shape, classes=classes), Source(Path("untrained.safetensors")))

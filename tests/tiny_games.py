"""Trainers of tiny networks on small digits, for tests of how steps are computed."""

from __future__ import annotations

from typing import Any

from ganstudio.architectures import DISCRIMINATORS, GENERATORS
from ganstudio.catalog import Kind
from ganstudio.engine.train import Trainer
from ganstudio.engine.tuning import Arithmetic
from ganstudio.experiment import Experiment, override
from ganstudio.plan import Plan, plan
from tests.trainers import trainer_of

SIZES = {
    "base_width": 4,
    "widths": [8],
    "most": 16,
    "w_dim": 8,
    "mapping_layers": 2,
    "code_dim": 8,
    "cardinality": 4,
}
NAMES = tuple(dict.fromkeys((*GENERATORS.names(), *DISCRIMINATORS.names())))


def tiny_plan(generator: str, discriminator: str, *sets: str) -> Plan:
    """DCGAN stands for a network of which there is no such kind."""
    experiment, problems = Experiment.read(
        {
            "data": {"kind": "digits", "size": 16},
            "architecture": {
                "latent_dim": 8,
                "generator": tiny(GENERATORS[generator if generator in GENERATORS.names() else "dcgan"]),
                "discriminator": tiny(
                    DISCRIMINATORS[discriminator if discriminator in DISCRIMINATORS.names() else "dcgan"]
                ),
            },
            "training": {"batch_size": 4, "steps": 100, "threads": 1, "length_from_data": False},
            "recording": {"grid": 2},
        }
    )
    assert problems == []
    return plan(override(experiment, sets))


def tiny(kind: type[Kind]) -> dict[str, Any]:
    names = {declared.name for declared in kind.declared()}
    return {"kind": kind.kind_name(), **{name: value for name, value in SIZES.items() if name in names}}


def tiny_game(way: Arithmetic, generator: str, discriminator: str, *sets: str) -> Trainer:
    return trainer_of(tiny_plan(generator, discriminator, *sets), way)

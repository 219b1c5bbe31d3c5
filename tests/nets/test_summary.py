"""The table of layers shows a layer once, whatever way it holds its weights."""

from __future__ import annotations

import pytest

from ganstudio.architectures.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.engine.summary import summarise
from ganstudio.experiment import Experiment
from ganstudio.plan import plan


@pytest.mark.parametrize("weights", ["spectral_norm", "equalized_lr"])
def test_layers_with_parametrised_weights_are_listed_as_plain_ones(weights: str) -> None:
    plain = summarise(plan(Experiment()))
    experiment = Experiment()
    for name in ("generator", "discriminator"):
        experiment = experiment.revise(f"architecture.{name}.weights", weights)
    assert summarise(plan(experiment)) == plain
    assert [layer.kind for layer in plain[1].layers].count("Linear") == 3


@pytest.mark.parametrize("weights", ["plain", "spectral_norm", "equalized_lr"])
def test_the_parameters_of_the_layers_add_up_to_those_of_the_network(weights: str) -> None:
    experiment = (
        Experiment()
        .revise("architecture.generator", DcganGenerator(base_width=4, weights=weights))
        .revise("architecture.discriminator", DcganDiscriminator(base_width=4, normalization="layer", weights=weights))
    )
    for network in summarise(plan(experiment)):
        assert sum(layer.parameters for layer in network.layers) == network.parameters
        assert not any("parametriz" in f"{layer.name} {layer.kind}".lower() for layer in network.layers)
        names = [layer.name for layer in network.layers]
        assert len(set(names)) == len(names)


def test_layers_are_called_as_the_field_calls_them() -> None:
    experiment = (
        Experiment()
        .revise("architecture.generator", DcganGenerator(base_width=4))
        .revise("architecture.discriminator", DcganDiscriminator(base_width=4))
    )
    G, D = summarise(plan(experiment))
    assert {layer.kind for layer in G.layers} == {"Unflatten", "ConvTranspose2d", "BatchNorm2d", "ReLU", "Tanh"}
    assert {layer.kind for layer in D.layers} == {"Conv2d", "LeakyReLU", "Flatten"}

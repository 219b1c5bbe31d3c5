"""Networks that a conditioning gives take classes, say so where these are missing, and survive files and copies."""

from __future__ import annotations

from copy import deepcopy
from typing import TypeVar

import pytest
import safetensors.torch
import torch
from torch import Tensor

from ganstudio.architectures.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.architectures.mlp import MlpDiscriminator
from ganstudio.conditionings import CONDITIONINGS, Conditioning
from ganstudio.conditionings.base import ByClass
from ganstudio.nets.classes import ConcatCritic, EmbeddedClass
from ganstudio.priors.normal import Normal
from ganstudio.spec import DataSpec
from tests.conditionings.games import (
    EVERY,
    LATENT_DIM,
    NAMES,
    PICTURES,
    POINTS,
    critic_of,
    generator_of,
    prior_of,
    turn_of,
)

EACH = pytest.mark.parametrize("conditioning", EVERY, ids=NAMES)
SPECS = pytest.mark.parametrize("spec", [POINTS, PICTURES], ids=["points", "pictures"])
WEIGHTS = pytest.mark.parametrize("weights", ["plain", "spectral_norm", "equalized_lr"])
N = TypeVar("N", bound=torch.nn.Module)
SHOWN = {"concat", "projection"}  # whose D is told the class


def inputs(conditioning: Conditioning, spec: DataSpec, count: int = 6) -> tuple[Tensor, Tensor, Tensor | None]:
    """Samples, latents, and classes where there are any."""
    z = prior_of(conditioning).of_normal(torch.randn(count, LATENT_DIM))
    return torch.randn(count, *spec.shape), z, torch.arange(count) % 3 if conditioning.needs_classes else None


@EACH
@SPECS
def test_both_networks_give_the_promised_shapes(conditioning: Conditioning, spec: DataSpec) -> None:
    x, z, y = inputs(conditioning, spec)
    D = critic_of(conditioning, spec)
    assert generator_of(conditioning, spec)(z, y).shape == x.shape
    logits, features = D.look(x, y)
    assert logits.shape == D(x, y).shape == (6,)
    assert features.shape == (6, D.feature_dim)


@EACH
def test_networks_that_need_classes_say_so_when_they_get_none(conditioning: Conditioning) -> None:
    x, z, _ = inputs(conditioning, POINTS)
    G, D = generator_of(conditioning), critic_of(conditioning)
    if not conditioning.needs_classes:
        assert G(z, None).shape == x.shape
        return
    with pytest.raises(ValueError, match="told the class of each sample: give it y"):
        G(z)
    if conditioning.kind_name() in SHOWN:
        with pytest.raises(ValueError, match="told the class of each sample: give it y"):
            D(x)
        return
    assert D(x).shape == (6,)
    turn = turn_of(torch.nn.Identity(), D, x, z, None, fake=x)
    for terms in (conditioning.d_terms, conditioning.g_terms):
        with pytest.raises(ValueError, match="give it y"):
            terms(D, turn)


@EACH
@SPECS
def test_one_batch_of_real_and_fake_is_judged_as_two_are(conditioning: Conditioning, spec: DataSpec) -> None:
    real, _, y = inputs(conditioning, spec)
    fake = torch.randn_like(real)
    D = shaken(critic_of(conditioning, spec))
    joint = D.look(torch.cat((real, fake)), None if y is None else torch.cat((y, y)))
    apart = zip(D.look(real, y), D.look(fake, y), strict=True)
    for together, parts in zip(joint, apart, strict=True):
        assert torch.allclose(together, torch.cat(parts), atol=1e-6)


@EACH
@WEIGHTS
def test_networks_survive_a_file_and_a_copy_bit_for_bit(conditioning: Conditioning, weights: str) -> None:
    x, z, y = inputs(conditioning, PICTURES)
    for build, given in ((generator_of, z), (lambda *a: critic_of(*a, weights), x)):
        network = shaken(build(conditioning, PICTURES))
        network(given, y)  # which moves the vectors of spectral normalisation
        network.eval()
        expected = network(given, y)
        assert torch.equal(deepcopy(network)(given, y), expected)
        kept = safetensors.torch.load(safetensors.torch.save(dict(network.state_dict())))
        other = build(conditioning, PICTURES).eval()
        other.load_state_dict(kept)
        assert torch.equal(other(given, y), expected)


@EACH
@WEIGHTS
def test_networks_can_be_described_without_numbers(conditioning: Conditioning, weights: str) -> None:
    with torch.device("meta"):
        x, z, y = inputs(conditioning, PICTURES)
        fakes = generator_of(conditioning, PICTURES)(z, y)
        scores = critic_of(conditioning, PICTURES, weights)(x, y)
    assert fakes.is_meta
    assert scores.is_meta
    assert (fakes.shape, scores.shape) == (x.shape, (6,))


@pytest.mark.parametrize("name", sorted(SHOWN))
@SPECS
def test_d_judges_the_same_sample_otherwise_as_another_class(name: str, spec: DataSpec) -> None:
    D = shaken(critic_of(CONDITIONINGS[name].model_validate({}), spec))
    x = torch.randn(1, *spec.shape).expand(3, *spec.shape)
    assert len(set(D(x, torch.arange(3)).tolist())) == 3


@EACH
def test_g_makes_other_samples_for_another_class(conditioning: Conditioning) -> None:
    if not conditioning.needs_classes:
        return
    z = torch.randn(1, LATENT_DIM).expand(3, LATENT_DIM)
    assert generator_of(conditioning)(z, torch.arange(3)).unique(dim=0).shape == (3, 2)


@EACH
def test_every_layer_that_a_conditioning_adds_is_held_as_those_of_a_bounded_d(conditioning: Conditioning) -> None:
    x, _, y = inputs(conditioning, POINTS)
    D = critic_of(conditioning, weights="spectral_norm")
    for _ in range(100):
        D(x, y)
    layers = [m for m in D.modules() if isinstance(m, torch.nn.Linear)]
    if conditioning.kind_name() == "projection":
        layers.append(D.get_submodule("classes"))
    assert layers
    for layer in layers:
        for _ in range(50):
            layer.weight  # noqa: B018  a power iteration each
        assert torch.linalg.svdvals(layer.weight.detach())[0] == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("norm", ["batch", "instance"])
def test_g_can_be_told_the_class_by_its_normalisation(norm: str) -> None:
    G = DcganGenerator(base_width=4, normalization=norm)
    conditioning = CONDITIONINGS["projection"].model_validate({"class_input": "normalization"})
    network = conditioning.generator(G, PICTURES, LATENT_DIM)
    assert not isinstance(network, EmbeddedClass)
    assert network(torch.randn(6, LATENT_DIM), torch.arange(6) % 3).shape == (6, 1, 8, 8)


def test_the_embedding_stands_beside_the_noise_of_any_g() -> None:
    conditioning = CONDITIONINGS["projection"].model_validate({"embedding_dim": 5})
    G = conditioning.generator(DcganGenerator(base_width=4), PICTURES, LATENT_DIM)
    assert isinstance(G, EmbeddedClass)
    assert G.embedding.weight.shape == (3, 5)
    z, y = torch.randn(6, LATENT_DIM), torch.arange(6) % 3
    assert torch.equal(G.eval()(z, y), G.network(torch.cat((z, G.embedding.weight[y]), dim=1)))


def test_the_class_is_one_channel_beside_a_picture_and_so_many_numbers_beside_a_row() -> None:
    conditioning = CONDITIONINGS["concat"].model_validate({"embedding_dim": 5})
    pictures = conditioning.discriminator(DcganDiscriminator(base_width=4), PICTURES, Normal())
    rows = conditioning.discriminator(MlpDiscriminator(widths=(6,)), POINTS, Normal())
    assert isinstance(pictures, ConcatCritic)
    assert isinstance(rows, ConcatCritic)
    assert pictures.get_submodule("body.layers.0").weight.shape == (4, 2, 4, 4)
    assert rows.get_submodule("body.layers.1").weight.shape == (6, 2 + 5)
    assert (pictures.embedding.weight.shape, rows.embedding.weight.shape) == ((3, 64), (3, 5))


def test_every_kind_with_classes_tells_g_in_the_same_way() -> None:
    for kind in CONDITIONINGS:
        assert issubclass(kind, ByClass) == kind.needs_classes


def shaken(network: N) -> N:
    """With weights at random everywhere, so that nothing is 0 as it may be at first."""
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return network

"""What cannot work is refused, with a sentence that says what to choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from ganstudio.architectures import Discriminator, Generator
from ganstudio.architectures.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.architectures.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.conditionings import CONDITIONINGS
from ganstudio.conditionings.base import ByClass
from ganstudio.priors import Prior
from ganstudio.priors.codes import Codes
from ganstudio.priors.normal import Normal
from ganstudio.problems import Problem
from ganstudio.spec import Column, DataSpec
from tests.conditionings.games import PICTURES, POINTS

BY_CLASS = [kind for kind in CONDITIONINGS if issubclass(kind, ByClass)]
MLP_G, MLP_D, NORMAL = MlpGenerator(), MlpDiscriminator(), Normal()
EACH_BY_CLASS = pytest.mark.parametrize("kind", BY_CLASS, ids=lambda kind: kind.kind_name())


class OnePicture(MlpDiscriminator):
    """Judges nothing but pictures of one channel."""

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        if spec.shape[0] != 1:
            yield Problem("kind", "needs pictures of one channel")


class OneSeries(MlpDiscriminator):
    """Judges nothing but time series."""

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        if not spec.is_series:
            yield Problem("kind", "needs time series")


class Energy(MlpDiscriminator):
    """Scores by minus an error."""

    is_energy: ClassVar[bool] = True


def problems(
    name: str,
    generator: Generator = MLP_G,
    discriminator: Discriminator = MLP_D,
    prior: Prior = NORMAL,
    spec: DataSpec = POINTS,
    **options: Any,
) -> list[Problem]:
    return list(CONDITIONINGS[name].model_validate(options).problems(generator, discriminator, prior, spec))


@EACH_BY_CLASS
@pytest.mark.parametrize("classes", [(), ("only",)])
def test_data_without_classes_to_tell_apart_is_refused(kind: type[ByClass], classes: tuple[str, ...]) -> None:
    (problem,) = problems(kind.kind_name(), spec=DataSpec((2,), 0, classes=classes))
    assert problem.path == "conditioning"
    assert "choose data with classes" in problem.message
    assert not problems(kind.kind_name())


def test_without_conditioning_data_needs_no_classes() -> None:
    assert not problems("none", spec=DataSpec((2,), 0))


@EACH_BY_CLASS
def test_normalisation_by_class_is_refused_where_g_has_none(kind: type[ByClass]) -> None:
    (problem,) = problems(kind.kind_name(), class_input="normalization")
    assert problem.path == "conditioning.class_input"
    assert "choose “concat”" in problem.message
    dcgan = DcganDiscriminator()
    for norm in ("batch", "instance"):
        G = DcganGenerator(normalization=norm)
        assert not problems(kind.kind_name(), G, dcgan, spec=PICTURES, class_input="normalization")
    assert problems(kind.kind_name(), DcganGenerator(normalization="layer"), dcgan, class_input="normalization")


def test_a_d_without_room_for_the_class_is_refused_by_concatenation_alone() -> None:
    (problem,) = problems("concat", discriminator=OnePicture(), spec=PICTURES)
    assert problem.path == "conditioning"
    assert "choose “projection”" in problem.message
    assert not problems("projection", discriminator=OnePicture(), spec=PICTURES)
    columns = (Column("a[t+0]"), Column("a[t+1]"))
    assert problems("concat", discriminator=OneSeries(), spec=DataSpec((2,), 9, ("a", "b"), columns, is_series=True))


def test_a_d_that_does_not_fit_the_data_anyway_is_not_blamed_on_the_class() -> None:
    assert not problems("concat", discriminator=OnePicture(), spec=POINTS)


def test_a_score_that_is_an_energy_is_not_projected_on() -> None:
    for kind in CONDITIONINGS:
        if kind.kind_name() not in ("projection", "info_gan", "none"):
            assert not problems(kind.kind_name(), discriminator=Energy())
    (problem,) = problems("projection", discriminator=Energy())
    assert problem.path == "conditioning"
    assert "choose “auxiliary_classifier”" in problem.message


def test_info_gan_asks_for_a_prior_with_codes() -> None:
    (problem,) = problems("info_gan")
    assert problem.path == "conditioning"
    assert "choose “codes” as the latent prior" in problem.message
    (problem,) = problems("info_gan", prior=Codes(discrete=0, continuous=0))
    assert "give the latent prior a discrete or a continuous code" in problem.message
    assert not problems("info_gan", prior=Codes(discrete=0))
    assert not problems("info_gan", prior=Codes(continuous=0), spec=DataSpec((2,), 0))

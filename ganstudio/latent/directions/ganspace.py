"""Directions in which places, or what a layer makes of them, vary most: GANSpace."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ganstudio.exploration.place import Space
from ganstudio.exploration.pose import Direction
from ganstudio.latent.directions.activations import activations
from ganstudio.latent.directions.components import principal_axes, principal_coordinates, signed
from ganstudio.latent.directions.measure import SAMPLES, SEED, numbered, of_classes, spread, styles
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError

LAYER_SAMPLES = 1024  # random places whose activations are kept


def principal(
    model: Explorable, space: Space, count: int, seed: int = SEED, samples: int = SAMPLES, classes: Sequence[float] = ()
) -> tuple[Direction, ...]:
    """Along which random places vary most, by principal component analysis: Härkönen et al. 2020, GANSpace.

    At most `count`, fewer where the space has no more dimensions. classes: the blend that the places are of; none is
    the first class. In z, places are normal numbers, which vary alike in all directions: what is found there is chance.
    Raises ProblemError.
    """
    places = of_classes(model, model.random(samples, seed), classes)
    values = styles(model, places) if space == "w" else places.values
    vectors = principal_axes(values, count)
    return numbered("PCA", space, vectors, spread(model, space, vectors, values))


def principal_of_layer(
    model: Explorable,
    layer: str,
    count: int,
    seed: int = SEED,
    samples: int = LAYER_SAMPLES,
    classes: Sequence[float] = (),
) -> tuple[Direction, ...]:
    """What moves the principal components of a layer's activations: Härkönen et al. 2020, GANSpace, section 3.2.

    In w where G has styles, else in z. layer: its name among the network's modules. classes: the blend that the places
    are of; none is the first class. Raises ProblemError.
    """
    places = of_classes(model, model.random(samples, seed), classes)
    space: Space = "w" if model.facts.has_styles else "z"
    values = styles(model, places) if space == "w" else places.values
    coordinates = principal_coordinates(activations(model, layer, places), count)
    if not coordinates.size:
        raise ProblemError.single("layer", f"“{layer}” makes the same of all places: choose another layer")
    # components are uncorrelated, so that a least-squares fit has a slope for each by itself
    slopes = coordinates.T @ (values - values.mean(axis=0))
    vectors = signed(slopes / np.linalg.norm(slopes, axis=1, keepdims=True))
    return numbered(f"PCA of {layer}", space, vectors, spread(model, space, vectors, values))

"""Directions that the weights of the first layers change most: SeFa."""

from __future__ import annotations

import numpy as np

from ganstudio.exploration.place import Space
from ganstudio.exploration.pose import MOST_LAYERS, Direction
from ganstudio.latent.directions.components import eigenvectors
from ganstudio.latent.directions.first_layers import first_matrices
from ganstudio.latent.directions.measure import SEED, numbered, spread, styles
from ganstudio.latent.model import Explorable
from ganstudio.nets.styles import styled
from ganstudio.problems import ProblemError


def closed_form(
    model: Explorable, count: int, first_layer: int = 0, last_layer: int = MOST_LAYERS
) -> tuple[Direction, ...]:
    """What the weights that act on latents first change most: Shen and Zhou 2021, SeFa, eigenvectors of AᵀA.

    In w where G has styles, by the weights that make the styles of those layers; else in z, by all that z is given to.
    It knows nothing of the prior: the normal one leaves the numbers of a place as they are, of others this is z after
    the prior, and places follow it only roughly. Raises ProblemError.
    """
    space: Space = "w" if model.facts.has_styles else "z"
    A = np.concatenate(_style_matrices(model, first_layer, last_layer) if space == "w" else _noise_matrices(model))
    vectors = eigenvectors(A.T @ A, count)
    return numbered("SeFa", space, vectors, spread(model, space, vectors))


def _noise_matrices(model: Explorable) -> list[np.ndarray]:
    z, y = model.tensors(model.random(1, SEED))
    return first_matrices(model.network, lambda z: model.network(z, y), z)


def _style_matrices(model: Explorable, first_layer: int, last_layer: int) -> list[np.ndarray]:
    G, layers = styled(model.network), model.facts.layers
    feels = np.zeros((layers, 1))
    feels[first_layer : last_layer + 1] = 1
    if not feels.any():
        raise ProblemError.single(
            "first_layer",
            f"no layer lies from {first_layer} to {last_layer}: this generator has layers 0 to {layers - 1}",
        )
    chosen, w = model.tensor(feels), model.tensor(styles(model, model.random(1, SEED)))
    return first_matrices(model.network, lambda w: G.synthesis(w[:, None] * chosen), w)

"""Directions of InfoGAN's codes, which training gave a meaning of their own."""

from __future__ import annotations

import numpy as np

from ganstudio.exploration.pose import Direction
from ganstudio.latent.directions.measure import direction
from ganstudio.latent.model import Explorable
from ganstudio.priors.codes import Codes
from ganstudio.problems import ProblemError


def codes(model: Explorable) -> tuple[Direction, ...]:
    """One for each of InfoGAN's continuous codes, then one for each category of its discrete ones.

    They lie in the normal numbers behind z: the category whose number is the largest is the one that is chosen.
    Raises ProblemError.
    """
    prior, wide = model.architecture.prior, model.facts.latent_dim
    if not isinstance(prior, Codes) or not prior.discrete + prior.continuous:
        raise ProblemError.single("", "this generator has no codes: train one with the prior “codes”, as InfoGAN does")
    continuous = wide - prior.continuous
    discrete = continuous - prior.discrete * prior.categories
    named = {f"code {code + 1}": continuous + code for code in range(prior.continuous)} | {
        f"category {category + 1} of code {code + 1}": discrete + code * prior.categories + category
        for code in range(prior.discrete)
        for category in range(prior.categories)
    }
    return tuple(direction(name, "z", np.eye(1, wide, index)[0], 1.0) for name, index in named.items())

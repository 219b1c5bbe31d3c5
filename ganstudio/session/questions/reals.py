"""The real samples behind a generator: read once, for as long as it is explored."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable
    from ganstudio.latent.reals import Reals

_READ: WeakKeyDictionary[Explorable, Reals] = WeakKeyDictionary()


def reals_of(model: Explorable) -> Reals:
    """Those that the generator was trained on. They are of its thread, as it is itself, and go with it."""
    from ganstudio.latent.reals import Reals

    reals = _READ.get(model)
    if reals is None:
        reals = _READ[model] = Reals(model.facts.source, model.device)
    return reals

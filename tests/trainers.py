"""A trainer as a run makes it, for tests that look into it."""

from __future__ import annotations

from ganstudio.engine.build import build
from ganstudio.engine.train import Trainer
from ganstudio.engine.tuning import Arithmetic
from ganstudio.plan import Plan


def trainer_of(plan: Plan, way: Arithmetic | None = None) -> Trainer:
    """way: how steps are computed; what the plan leaves open is else tried out."""
    making = build(plan, way)
    while True:
        try:
            next(making)
        except StopIteration as done:
            assert isinstance(done.value, Trainer)
            return done.value

"""A trainer as a run makes it, for tests that look into it."""

from __future__ import annotations

from ganstudio.engine.build import build
from ganstudio.engine.train import Trainer
from ganstudio.plan import Plan


def trainer_of(plan: Plan) -> Trainer:
    making = build(plan)
    while True:
        try:
            next(making)
        except StopIteration as done:
            assert isinstance(done.value, Trainer)
            return done.value

"""The path that a person has set: why it cannot be drawn, and which of its frames are anchors."""

from __future__ import annotations

import numpy as np

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.journey import LatentPath
from ganstudio.exploration.walks import Anchors
from ganstudio.problems import Problem


def path_of(exploration: Exploration, facts: Facts) -> LatentPath:
    return LatentPath(
        source=str(facts.source.path.absolute()),
        look=exploration.look,
        anchors=exploration.anchors,
        journey=exploration.journey,
    )


def problems_of(path: LatentPath, facts: Facts) -> tuple[Problem, ...]:
    """What keeps the path from being drawn with that generator."""
    found = tuple(path.problems())
    if path.journey.space not in facts.spaces:
        found += (Problem("journey.space", "this generator has no styles: lead the journey through “z”"),)
    return found


def anchor_frames(path: LatentPath) -> tuple[int, ...]:
    """The frames that are at an anchor, or nearest to it."""
    walk, count = path.journey.walk, len(path.met)
    spans = count - (isinstance(walk, Anchors) and not walk.is_loop)
    times = walk.times(path.journey.frames)
    return tuple(int(np.abs(times - number / max(1, spans)).argmin()) for number in range(count))

"""What a penalty works on, put together for tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ganstudio.turn import Turn
from tests import turns


@pytest.fixture
def turn_of() -> Callable[..., Turn]:
    """A turn with logits as the two updates give them."""
    return turns.turn_of

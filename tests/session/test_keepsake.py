"""What was found in a generator is kept beside it, and nothing that lay there before is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Source
from ganstudio.exploration.place import Place
from ganstudio.session.keepsake import Keepsake, read
from ganstudio.session.notice import Notice

FOUND = Exploration().revise("favourites", (Place(seed=7, name="seven"),))


@pytest.fixture
def notices() -> list[Notice]:
    return []


@pytest.fixture
def keepsake(qtbot: QtBot, notices: list[Notice]) -> Keepsake:
    made = Keepsake()
    made.noticed.connect(notices.append)
    return made


@pytest.mark.parametrize("text", ["schema_version = 99\n", "[[favourites", '[[favourites]]\nname = "x"\nmood = 3\n'])
def test_a_file_that_is_not_understood_stays_when_one_looks_and_is_put_aside_when_one_finds_something(
    keepsake: Keepsake, notices: list[Notice], tmp_path: Path, text: str
) -> None:
    source, file = Source(tmp_path), tmp_path / "exploration.toml"
    file.write_text(text)
    found = keepsake.take(read(source))
    assert len(notices) == 1
    keepsake.keep(source, found)
    keepsake.flush()
    assert file.read_text() == text
    keepsake.keep(source, FOUND)
    keepsake.flush()
    assert (tmp_path / "exploration.unread.toml").read_text() == text
    assert keepsake.take(read(source)) == FOUND and len(notices) == 1


def test_what_is_taken_back_at_once_writes_nothing(keepsake: Keepsake, tmp_path: Path) -> None:
    source = Source(tmp_path)
    fresh = keepsake.take(read(source))
    keepsake.keep(source, FOUND)
    keepsake.keep(source, fresh)
    keepsake.flush()
    assert not list(tmp_path.iterdir())


def test_what_was_found_while_another_generator_was_opened_is_kept_where_it_was_found(
    keepsake: Keepsake, tmp_path: Path
) -> None:
    first, second = (Source(tmp_path / name) for name in ("first", "second"))
    for source in (first, second):
        source.path.mkdir()
        keepsake.take(read(source))
        keepsake.keep(source, FOUND)
        keepsake.flush()
    more = FOUND.revise("wall.seed", 3)
    keepsake.keep(first, more)
    keepsake.keep(second, keepsake.take(read(second)))
    keepsake.flush()
    assert keepsake.take(read(first)) == more and keepsake.take(read(second)) == FOUND


def test_everything_put_back_as_it_was_is_kept_too(keepsake: Keepsake, tmp_path: Path) -> None:
    source = Source(tmp_path)
    for exploration in (FOUND, Exploration()):
        keepsake.take(read(source))
        keepsake.keep(source, exploration)
        keepsake.flush()
    assert keepsake.take(read(source)) == Exploration()

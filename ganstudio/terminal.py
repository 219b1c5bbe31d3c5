"""What commands tell people while they work: sentences, notes and progress, on the standard error."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from ganstudio.problems import ProblemError

talk = Console(stderr=True, highlight=False, markup=False)

T = TypeVar("T")


@contextmanager
def sentences() -> Iterator[None]:
    """Problems as sentences, and exit status 2."""
    try:
        yield
    except ProblemError as error:
        for problem in error.problems:
            fault(str(problem))
        raise typer.Exit(2) from None
    except OSError as error:
        fault(f"cannot read or write: {error}")
        raise typer.Exit(2) from None
    except MemoryError:
        fault("the memory is full: ask for less at once")
        raise typer.Exit(2) from None


def note(text: str) -> None:
    _say("Note", "yellow", text)


def fault(text: str) -> None:
    _say("Error", "red", text)


def progress_bar(unit: str) -> Progress:
    """Progress by that unit; each task has a field `speed`, a text."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn(unit + " {task.completed:,.0f} of {task.total:,.0f}  {task.fields[speed]}"),
        TimeRemainingColumn(),
        console=talk,
        auto_refresh=talk.is_terminal,  # each look takes the interpreter from the work that is followed
        refresh_per_second=5,
    )


def followed(items: Generator[T, None, None], total: int, text: str, unit: str) -> Generator[T, None, None]:
    """The items, and how many of them have come. Whatever ends this ends what makes them."""
    with closing(items), progress_bar(unit) as shown:
        task = shown.add_task(text, total=total, speed="")
        for item in items:
            shown.advance(task)
            yield item


def _say(kind: str, style: str, text: str) -> None:
    talk.print(Text.assemble((kind, style), " ", text), soft_wrap=True)

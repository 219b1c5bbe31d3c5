"""Every schedule in a tree of options, with the option that it changes, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ganstudio.options import Declaration, Options
from ganstudio.problems import Problem, number
from ganstudio.schedules.base import Schedule

_SUFFIX = "_schedule"


@dataclass(frozen=True)
class Scheduled:
    """A schedule, the dotted path where it stands, and the option that it changes with its own value."""

    path: str
    schedule: Schedule
    declared: Declaration
    start: float


def schedules_in(options: Options, path: str = "") -> Iterator[Scheduled]:
    """Every schedule in `options`, which stand at `path` themselves; one of many kinds goes by the kind's name."""
    declared = {declaration.name: declaration for declaration in options.declared()}
    for name in declared:
        value, here = getattr(options, name), f"{path}.{name}" if path else name
        match value:
            case Schedule():
                changed = name.removesuffix(_SUFFIX)
                yield Scheduled(here, value, declared[changed], getattr(options, changed))
            case Options():
                yield from schedules_in(value, here)
            case tuple():
                for item in value:
                    if isinstance(item, Options):
                        yield from schedules_in(item, f"{here}.{getattr(item, 'kind', '')}")


def problems(options: Options) -> Iterator[Problem]:
    """Every schedule that is wrong in itself or leads its option out of the option's range."""
    for found in schedules_in(options):
        yield from (problem.under(found.path) for problem in found.schedule.problems())
        for name, value in found.schedule.comes_to().items():
            if message := _out_of_range(found.declared, value):
                yield Problem(f"{found.path}.{name}", message)


def _out_of_range(declared: Declaration, value: float) -> str:
    """Why the option may not come to `value`. A lower bound may be reached: a learning rate may fall to 0."""
    low, high = declared.minimum, declared.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return f"leads “{declared.label}” to {number(value)}, which is out of its range, {declared.range}"
    if any(value == getattr(marker, "lt", None) for marker in declared.markers):
        return f"leads “{declared.label}” to {number(value)}; it must stay less than that (range {declared.range})"
    return ""

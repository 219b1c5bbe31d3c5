"""The reference page of all options, written from their declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ganstudio.catalog import Kind
from ganstudio.experiment import Experiment
from ganstudio.exploration.journey import LatentPath
from ganstudio.options import Declaration, Options
from ganstudio.problems import ProblemError
from ganstudio.schedules import SCHEDULES

PATH = "path"  # what begins the options of a path file


def page(under: str = "") -> str:
    """Every option, or those whose path begins with `under`. Raises ProblemError when there are none."""
    entries = [
        *_entries(Experiment, ""),
        (PATH, f"\n{PATH}: a path file of latent space"),
        *_entries(LatentPath, f"{PATH}."),
    ]
    lines = [text for path, text in entries if not under or f"{path}.".startswith(f"{under}.")]
    if not lines:
        raise ProblemError.single(under, "there is no such option")
    if any(_SCHEDULES in line for line in lines):
        lines += ["\nSchedules: how an option x changes during a run", *_schedules()]
    return "\n".join(lines) + "\n"


_SCHEDULES = "the schedules at the end"  # told once: they stand beside a dozen options


def _entries(owner: type[Options], prefix: str) -> Iterator[tuple[str, str]]:
    for declared in owner.declared():
        path = f"{prefix}{declared.name}"
        if declared.kinds is SCHEDULES:
            yield path, f"  {path}.kind = one of {_SCHEDULES}\n      {declared.help}"
        elif declared.kinds is not None:
            yield path, f"\n{path}: {declared.help}"
            for name in declared.kinds.names():
                yield from _kind(declared.kinds[name], path, declared)
        elif declared.is_group:
            yield path, f"\n{path}: {declared.help}"
            yield from _entries(declared.type, f"{path}.")
        else:
            yield path, _entry(path, declared)


def _kind(kind: type[Options], path: str, declared: Declaration) -> Iterator[tuple[str, str]]:
    assert issubclass(kind, Kind)
    listed = isinstance(declared.default, tuple)  # several at once, each addressed by its own name
    yield path, f"  {path}{'.' if listed else '.kind = '}{kind.kind_name()}: {kind.summary()}"
    if kind.paper:
        yield path, f"      {kind.paper}"
    inner = f"{path}.{kind.kind_name()}." if listed else f"{path}."
    for inner_path, text in _entries(kind, inner):
        yield inner_path, "\n".join(f"    {line}" for line in text.split("\n"))


def _schedules() -> Iterator[str]:
    for schedule in SCHEDULES:
        yield f"  x_schedule.kind = {schedule.kind_name()}: {schedule.summary()}"
        if schedule.paper:
            yield f"      {schedule.paper}"
        for _, text in _entries(schedule, "x_schedule."):
            yield "\n".join(f"    {line}" for line in text.split("\n"))


def _entry(path: str, declared: Declaration) -> str:
    unit = f" {declared.unit}" if declared.unit else ""
    allowed = f"; {declared.range}" if declared.range else ""
    return f"  {path} = {_toml(declared.default)}{unit}{allowed}\n      {declared.help}"


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return f"{value:g}" if isinstance(value, float) else str(value)

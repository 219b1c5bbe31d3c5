"""What an option is: type, default, range, unit and help declared once, and everything that follows from it.

Forms, tooltips, validation, experiment files, `--set` and the reference page all read the same declarations:

    class Adam(Options):
        lr: float = option(default=2e-4, gt=0, le=1, log=True, label="Learning rate", help="Size of a step.")

Values are frozen. A change is a new value, made by `revise`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, get_args, get_origin, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from ganstudio.problems import Location, Problem, ProblemError, number, problems_of, remove_key, unknown_option


@dataclass(frozen=True)
class FolderPath:
    """Marks a text option that names a folder: `Annotated[str, FolderPath()]`; or a file with one of `suffixes`
    (without the dot), which stands for a folder: `Annotated[str, FolderPath(("zip",))]`."""

    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilePath:
    """Marks a text option that names a file: `Annotated[str, FilePath(("csv", "txt"))]`; suffixes without the dot."""

    suffixes: tuple[str, ...]


@runtime_checkable
class Kinds(Protocol):
    """A menu of kinds on a field, see `catalog.Catalog`."""

    def names(self) -> tuple[str, ...]: ...
    def __getitem__(self, kind: str) -> type[Options]: ...


class Options(BaseModel):
    """A frozen record of options. Unknown keys, wrong types and values out of range are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        validate_default=True,
        allow_inf_nan=False,
        protected_namespaces=(),
    )

    @classmethod
    def declared(cls) -> tuple[Declaration, ...]:
        """Every option of this class, in the order of their declaration."""
        return tuple(_declaration(name, field) for name, field in cls.model_fields.items() if name != "kind")

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> tuple[Self, list[Problem]]:
        """A value from plain TOML or JSON data, keeping what can be kept, and a problem for each key that cannot.

        Raises ProblemError when nothing can be kept.
        """
        data: Any = deepcopy(dict(plain))
        found: list[Problem] = []
        while True:
            try:
                return cls.model_validate_json(json.dumps(data, default=str)), found
            except ValidationError as error:
                found += [problem for problem in problems_of(error, data, cls._names_at) if problem not in found]
                before = deepcopy(data)
                for location in sorted((e["loc"] for e in error.errors()), key=str, reverse=True):
                    remove_key(data, location)
                if data == before:  # no single key is to blame
                    raise ProblemError(found) from None

    def plain(self) -> dict[str, Any]:
        """The value as plain data for TOML or JSON."""
        return self.model_dump(mode="json")

    def revise(self, path: str, value: Any) -> Self:
        """A copy with the option at the dotted path set to `value`.

        Raises ProblemError when there is no such option or the value is refused.
        """
        head, _, rest = path.partition(".")
        if head not in type(self).model_fields:
            raise ProblemError.single(path, unknown_option(head, type(self).model_fields))
        if rest:
            try:
                value = _revised(getattr(self, head), rest, value)
            except ProblemError as error:
                raise ProblemError(problem.under(head) for problem in error.problems) from None
        try:
            return type(self).model_validate({**dict(self), head: value})
        except ValidationError as error:
            raise ProblemError(problems_of(error, {**self.plain(), head: value}, self._names_at)) from None

    @classmethod
    def _names_at(cls, location: Location) -> list[str]:
        """The options in the table that holds the last part of `location`."""
        owner: type[Options] = cls
        kinds: Kinds | None = None
        for part in location[:-1]:
            if isinstance(part, int):
                continue
            if kinds is not None and part in kinds.names():
                owner, kinds = kinds[part], None
                continue
            declared = next((d for d in owner.declared() if d.name == part), None)
            if declared is None:
                break
            kinds = declared.kinds
            if declared.is_group:
                owner = declared.type
        return list(owner.model_fields)


def option(
    *,
    default: Any,
    help: str,
    label: str = "",
    unit: str = "",
    placeholder: str = "",
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
    log: bool = False,
    min_length: int | None = None,
    max_length: int | None = None,
) -> Any:
    """Declares an option of an `Options` class.

    `gt`, `ge`, `lt`, `le` bound a number (or each number of a tuple, given with `Annotated`), `unit` stands behind
    its field, `placeholder` in it while it is empty, `log` says that equal ratios feel like equal steps, as for
    learning rates.
    """
    bounds = {"gt": gt, "ge": ge, "lt": lt, "le": le, "min_length": min_length, "max_length": max_length}
    given: dict[str, Any] = {name: bound for name, bound in bounds.items() if bound is not None}
    extra: dict[str, Any] = {"unit": unit, "placeholder": placeholder, "log": log}
    return Field(default, description=help, title=label or None, json_schema_extra=extra, **given)


@dataclass(frozen=True)
class Declaration:
    """What is known of one option: all that a form, a tooltip or the reference page needs."""

    name: str
    label: str
    help: str
    type: Any
    default: Any
    unit: str
    placeholder: str
    minimum: float | None
    maximum: float | None
    log: bool
    markers: tuple[Any, ...]

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values of a `Literal`, else nothing."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    @property
    def kinds(self) -> Kinds | None:
        """The menu that a kind is chosen from, for `Annotated[Loss, LOSSES]` and tuples of it."""
        inner = getattr(get_args(self.type)[0], "__metadata__", ()) if get_origin(self.type) is tuple else ()
        return next((marker for marker in (*self.markers, *inner) if isinstance(marker, Kinds)), None)

    @property
    def is_group(self) -> bool:
        """True for a nested record of options that is not chosen from a menu."""
        return self.kinds is None and isinstance(self.type, type) and issubclass(self.type, Options)

    @property
    def range(self) -> str:
        """The allowed values in words, empty where anything goes."""
        if self.choices:
            return ", ".join(map(str, self.choices))
        low, high = self.minimum, self.maximum
        if low is not None and high is not None:
            return f"{number(low)} to {number(high)}"
        if low is not None:
            return f"at least {number(low)}"
        return f"at most {number(high)}" if high is not None else ""


def _declaration(name: str, field: FieldInfo) -> Declaration:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    low = [b for m in field.metadata for b in (getattr(m, "ge", None), getattr(m, "gt", None)) if b is not None]
    high = [b for m in field.metadata for b in (getattr(m, "le", None), getattr(m, "lt", None)) if b is not None]
    return Declaration(
        name=name,
        label=field.title or name.replace("_", " ").capitalize(),
        help=field.description or "",
        type=field.annotation,
        default=field.get_default(),
        unit=str(extra.get("unit", "")),
        placeholder=str(extra.get("placeholder", "")),
        minimum=low[0] if low else None,
        maximum=high[0] if high else None,
        log=bool(extra.get("log", False)),
        markers=tuple(field.metadata),
    )


def _revised(owner: Any, path: str, value: Any) -> Any:
    """`owner` with the option at `path` changed; a tuple of kinds is addressed by the name of the kind."""
    if isinstance(owner, Options):
        return owner.revise(path, value)
    head, _, rest = path.partition(".")
    if isinstance(owner, tuple) and rest:
        for index, item in enumerate(owner):
            if getattr(item, "kind", None) == head:
                try:
                    return (*owner[:index], item.revise(rest, value), *owner[index + 1 :])
                except ProblemError as error:
                    raise ProblemError(problem.under(head) for problem in error.problems) from None
    raise ProblemError.single(path, "there is no such option here")

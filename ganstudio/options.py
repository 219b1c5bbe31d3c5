"""What an option is: type, default, range, unit and help declared once, and everything that follows from it.

Forms, tooltips, validation, experiment files, `--set` and the reference page all read the same declarations:

    class Adam(Options):
        lr: float = option(default=2e-4, gt=0, le=1, log=True, label="Learning rate", help="Size of a step.")

Values are frozen. A change is a new value, made by `revise`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, get_args, get_origin, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (a dotted path of options, may be empty) and what to do about it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message

    def under(self, prefix: str) -> Problem:
        """The same problem as seen from the owner of `prefix`."""
        return Problem(".".join(part for part in (prefix, self.path) if part), self.message)


class ProblemError(ValueError):
    """Raised with every problem that was found, never with the first one only."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def single(cls, path: str, message: str) -> ProblemError:
        return cls([Problem(path, message)])


@dataclass(frozen=True)
class FolderPath:
    """Marks a text option that names a folder: `Annotated[str, FolderPath()]`."""


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
                found += [problem for problem in _problems(cls, data, error) if problem not in found]
                before = deepcopy(data)
                for location in sorted((e["loc"] for e in error.errors()), key=str, reverse=True):
                    _remove(data, location)
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
            raise ProblemError.single(path, _unknown(head, type(self).model_fields))
        if rest:
            try:
                value = _revised(getattr(self, head), rest, value)
            except ProblemError as error:
                raise ProblemError(problem.under(head) for problem in error.problems) from None
        try:
            return type(self).model_validate({**dict(self), head: value})
        except ValidationError as error:
            raise ProblemError(_problems(type(self), {**self.plain(), head: value}, error)) from None


def option(
    *,
    default: Any,
    help: str,
    label: str = "",
    unit: str = "",
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
    its field, `log` says that equal ratios feel like equal steps, as for learning rates.
    """
    bounds = {"gt": gt, "ge": ge, "lt": lt, "le": le, "min_length": min_length, "max_length": max_length}
    given: dict[str, Any] = {name: bound for name, bound in bounds.items() if bound is not None}
    return Field(default, description=help, title=label or None, json_schema_extra={"unit": unit, "log": log}, **given)


@dataclass(frozen=True)
class Declaration:
    """What is known of one option: all that a form, a tooltip or the reference page needs."""

    name: str
    label: str
    help: str
    type: Any
    default: Any
    unit: str
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
        match self.minimum, self.maximum:
            case None, None:
                return ""
            case low, None:
                return f"at least {_number(low)}"
            case None, high:
                return f"at most {_number(high)}"
            case low, high:
                return f"{_number(low)} to {_number(high)}"


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
        minimum=low[0] if low else None,
        maximum=high[0] if high else None,
        log=bool(extra.get("log", False)),
        markers=tuple(field.metadata),
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10_000 else f"{value:g}"


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


def _problems(owner: type[Options], data: Any, error: ValidationError) -> list[Problem]:
    return [
        Problem(".".join(map(str, _path(data, e["loc"]))), _sentence(owner, data, dict(e)))
        for e in error.errors(include_url=False)
    ]


def _path(data: Any, location: Sequence[int | str]) -> list[int | str]:
    """The location as a person writes it: without union tags, and list items of a kind by the kind's name."""
    path: list[int | str] = []
    for part in location:
        if isinstance(data, Mapping) and part not in data and data.get("kind") == part:
            continue  # pydantic's tag of a union, not a key
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, Sequence) and isinstance(part, int) and part < len(data):
            data = data[part]
            if isinstance(data, Mapping) and "kind" in data:
                part = str(data["kind"])
        else:
            data = None
        path.append(part)
    return path


def _remove(data: Any, location: Sequence[int | str]) -> None:
    """Takes the offending key out; an item of a plain list takes its whole list along."""
    owners: list[tuple[Any, int | str]] = []
    here = data
    for part in location:
        if isinstance(here, Mapping) and part not in here and here.get("kind") == part:
            continue
        owners.append((here, part))
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
    while owners:
        owner, part = owners.pop()
        if isinstance(owner, dict) and part in owner and part != "kind":  # a table of no known kind goes as a whole
            del owner[part]
            return
        if isinstance(owner, list) and isinstance(part, int) and part < len(owner) and isinstance(owner[part], dict):
            del owner[part]
            return


def _sentence(owner: type[Options], data: Any, error: dict[str, Any]) -> str:
    context, given = error.get("ctx", {}), error["input"]
    match error["type"]:
        case "extra_forbidden":
            siblings = _owner_of(owner, data, error["loc"]).model_fields
            return _unknown(str(error["loc"][-1]), siblings)
        case "union_tag_invalid":
            tags = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
            hint = _did_you_mean(context["tag"], tags) or f"; choose {_either(tags)}"
            return f"there is no kind “{context['tag']}”{hint}"
        case "union_tag_not_found":
            return 'says no kind: add kind = "…" to this table'
        case "literal_error":
            return f"must be {context['expected'].replace(chr(39), '')}; it is {_shown(given)}"
        case "greater_than" | "less_than" | "greater_than_equal" | "less_than_equal" as bound:
            return f"must be {_BOUNDS[bound]} {_number(next(iter(context.values())))}; it is {_shown(given)}"
        case "int_type" | "int_from_float":
            return f"must be a whole number; it is {_shown(given)}"
        case "float_type":
            return f"must be a number; it is {_shown(given)}"
        case "finite_number":
            return "must be a finite number"
        case "bool_type":
            return f"must be true or false; it is {_shown(given)}"
        case "string_type":
            return f"must be text in quotes; it is {_shown(given)}"
        case "tuple_type":
            return f"must be a list in square brackets; it is {_shown(given)}"
        case "model_type" | "model_attributes_type":
            return f"must be a table of options; it is {_shown(given)}"
        case "too_short":
            return f"needs at least {context['min_length']} entries"
        case "too_long":
            return f"takes at most {context['max_length']} entries"
        case "value_error":
            return str(context["error"])
        case _:
            return f"{error['msg'][:1].lower()}{error['msg'][1:]}; it is {_shown(given)}"


_BOUNDS = {
    "greater_than": "more than",
    "less_than": "less than",
    "greater_than_equal": "at least",
    "less_than_equal": "at most",
}


def _owner_of(owner: type[Options], data: Any, location: Sequence[int | str]) -> type[Options]:
    """The class of options whose table holds the last part of `location`."""
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
    return owner


def _unknown(name: str, known: Iterable[str]) -> str:
    known = [k for k in known if k != "kind"]
    return f"there is no option “{name}” here" + (
        _did_you_mean(name, known) or (f"; there are {', '.join(known)}" if known else "; there are none")
    )


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean “{close[0]}”?" if close else ""


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"

"""What is wrong with a value that someone typed or a file holds: where it is, and a sentence that says what to do."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

Location = Sequence[int | str]  # as pydantic gives it, with the tags of unions in between
NamesAt = Callable[[Location], Iterable[str]]  # the options there are in the table that a location lies in


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


def problems_of(error: ValidationError, data: Any, names_at: NamesAt) -> list[Problem]:
    """What pydantic found wrong with `data`, each by its dotted path and as a sentence that says what to do."""
    return [
        Problem(".".join(map(str, _path(data, e["loc"]))), _sentence(dict(e), names_at))
        for e in error.errors(include_url=False)
    ]


def remove_key(data: Any, location: Sequence[int | str]) -> None:
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


def unknown_option(name: str, known: Iterable[str]) -> str:
    """Says that there is no such option, and which there are."""
    known = [k for k in known if k != "kind"]
    return f"there is no option “{name}” here" + (
        _did_you_mean(name, known) or (f"; there are {', '.join(known)}" if known else "; there are none")
    )


def number(value: float) -> str:
    """A number as a person reads it."""
    return f"{value:,.0f}" if value >= 10_000 else f"{value:g}"


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


def _sentence(error: dict[str, Any], names_at: NamesAt) -> str:
    context, given = error.get("ctx", {}), error["input"]
    match error["type"]:
        case "extra_forbidden":
            return unknown_option(str(error["loc"][-1]), names_at(error["loc"]))
        case "union_tag_invalid":
            tags = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
            hint = _did_you_mean(context["tag"], tags) or f"; choose {_either(tags)}"
            return f"there is no kind “{context['tag']}”{hint}"
        case "union_tag_not_found":
            return 'says no kind: add kind = "…" to this table'
        case "literal_error":
            return f"must be {context['expected'].replace(chr(39), '')}; it is {_shown(given)}"
        case "greater_than" | "less_than" | "greater_than_equal" | "less_than_equal" as bound:
            return f"must be {_BOUNDS[bound]} {number(next(iter(context.values())))}; it is {_shown(given)}"
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
        case "model_type" | "model_attributes_type" | "dict_type":
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


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean “{close[0]}”?" if close else ""


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"

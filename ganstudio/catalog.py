"""The kinds on offer (losses, architectures, datasets, …), in menu order, each under a stable name."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from ganstudio.options import Options


class Kind(Options):
    """One entry of a catalog: a record of options that also does the work they describe.

    A subclass declares `kind: Literal["its_name"] = "its_name"`, the stable name in files, and its own docstring,
    whose first paragraph is shown beside the menu.
    """

    label: ClassVar[str]
    formula: ClassVar[str] = ""
    paper: ClassVar[str] = ""

    kind: str

    @classmethod
    def kind_name(cls) -> str:
        """The stable name of this kind in files and on the command line."""
        return str(cls.model_fields["kind"].default)

    @classmethod
    def summary(cls) -> str:
        """The first paragraph of the docstring on one line."""
        return " ".join(inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].split())


K = TypeVar("K", bound=Kind)


class Catalog(Generic[K]):
    """A menu of kinds, used as a field's type: `loss: Annotated[Loss, LOSSES]`."""

    def __init__(self, *kinds: type[K]) -> None:
        self._kinds = {kind.kind_name(): kind for kind in kinds}

    def __iter__(self) -> Iterator[type[K]]:
        return iter(self._kinds.values())

    def __getitem__(self, name: str) -> type[K]:
        return self._kinds[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self._kinds)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices = {kind.kind_name(): handler.generate_schema(kind) for kind in self}
        return core_schema.tagged_union_schema(choices, discriminator="kind")

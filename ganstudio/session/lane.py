"""Questions to one generator, answered beside the window one after another; of those with one key, only the newest."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ganstudio.session.background import Background

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

Question = Callable[["Explorable"], Iterator[Any]]  # asked on the thread beside; each part of the answer is delivered
Hear = Callable[[Any], None]
END = object()


@dataclass(eq=False)
class Asked:
    """A question on its way."""

    key: str
    rank: int
    question: Question
    hear: Hear
    failed: Callable[[Exception], None]
    ended: Callable[[], None]
    is_dragged: bool
    parts: Iterator[Any] | None = None
    is_dropped: bool = False
    is_overtaken: bool = False


class Lane(QObject):
    """One thread with one generator. Everything a question needs of torch it imports itself, on that thread.

    A question that answers in parts makes room, between two of them, for newer ones of a lower rank. A newer question
    of the same key takes the place of the older one, whose answers come no more: nothing queues up.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(name, self)
        self._asked: dict[str, Asked] = {}
        self._running: Asked | None = None
        self._model: Explorable | None = None  # touched on the lane's own thread only
        self._spent = 0.0

    @property
    def spent(self) -> float:
        """Seconds of a core that answers have taken."""
        return self._spent

    def load(self, load: Callable[[], Explorable], then: Hear, failed: Callable[[Exception], None]) -> None:
        """Puts another generator into the lane; all that was asked of the present one is forgotten. Answers with its
        facts."""
        for key in (*self._asked, *([self._running.key] if self._running else [])):
            self.forget(key)

        def answer(_: Explorable) -> Iterator[Any]:
            self._model = None
            self._model = load()
            yield self._model.facts

        self.ask("load", answer, then, failed)

    def ask(
        self,
        key: str,
        question: Question,
        hear: Hear,
        failed: Callable[[Exception], None],
        *,
        ended: Callable[[], None] = lambda: None,
        rank: int = 0,
        is_dragged: bool = False,
    ) -> None:
        """Asks; `hear` gets each part of the answer, `ended` is called after the last or after `failed`.

        is_dragged: it is asked over and over while something is dragged. The part in progress is heard even if a newer
        question has come by then: else nothing would be seen before the mouse rests.
        """
        running = self._running
        if running is not None and running.key == key and running.is_dragged and is_dragged:
            running.is_overtaken = True
            self._asked.pop(key, None)  # and the new one comes last, so that what else is asked has its turn
        else:
            self.forget(key)
        self._asked[key] = Asked(key, rank, question, hear, failed, ended, is_dragged)
        self._go_on()

    def forget(self, key: str) -> None:
        """Nobody waits for that answer any more."""
        if self._running is not None and self._running.key == key:  # also one that has been overtaken
            self._running.is_dropped = True
        asked = self._asked.pop(key, None)
        if asked is None:
            return
        asked.is_dropped = True
        if asked is not self._running and isinstance(asked.parts, Generator):
            self._background.run(asked.parts.close, lambda _: None, asked.failed)

    def is_asked(self, key: str) -> bool:
        return key in self._asked

    @property
    def is_free_of_work(self) -> bool:
        """Whether nothing is asked, but for a generator to be loaded."""
        return self._asked.keys() <= {"load"}

    def close(self, seconds: float) -> bool:
        """Drops what is asked and waits for what is being answered. False if that takes longer."""
        asked = list(self._asked.values())
        for one in (*asked, *([self._running] if self._running else [])):
            one.is_dropped = True
        if not self._background.close(seconds):
            return False
        for one in asked:
            if isinstance(one.parts, Generator):
                one.parts.close()
        self._asked.clear()
        return True

    def _go_on(self) -> None:
        if self._running is None and self._asked:
            asked = min(self._asked.values(), key=lambda asked: asked.rank)  # of equals, the one asked first
            self._running = asked
            self._background.run(partial(self._next, asked), partial(self._answered, asked), partial(self._fail, asked))

    def _next(self, asked: Asked) -> Any:
        """One part of the answer. On the lane's thread."""
        if asked.is_dropped:
            return END
        started = time.thread_time()
        try:
            return self._part(asked)
        finally:
            self._spent += time.thread_time() - started

    def _part(self, asked: Asked) -> Any:
        if asked.parts is None:
            if self._model is None and asked.key != "load":
                return END
            asked.parts = asked.question(self._model)  # type: ignore[arg-type]  # only loading goes without
        return next(asked.parts, END)

    def _answered(self, asked: Asked, answer: Any) -> None:
        self._running = None
        if not asked.is_dropped and answer is not END:
            asked.hear(answer)
        if asked.is_dropped or asked.is_overtaken:
            if isinstance(asked.parts, Generator):
                self._background.run(asked.parts.close, lambda _: None, asked.failed)
        elif answer is END:
            del self._asked[asked.key]
            asked.ended()
        self._go_on()

    def _fail(self, asked: Asked, error: Exception) -> None:
        self._running = None
        if not asked.is_dropped and not asked.is_overtaken:
            del self._asked[asked.key]
            asked.failed(error)
            asked.ended()
        self._go_on()

"""Compiling beside training: in a process of its own first, then swapped in, then kept if it pays."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Literal, Protocol

from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.compiled import CompiledTurns

BEGINNING = 2.0  # s of steps before anything is prepared: the first samples come first
LOOK = 2.0  # s of steps that a speed is told from
WORTH = 1.02  # times as fast: what compiled turns must bring

Stage = Literal["waiting", "preparing", "timing eager", "swapping", "timing compiled", "over"]


class Preparation(Protocol):
    """What fills torch's cache of compiled code beside training."""

    def start(self) -> None: ...

    def outcome(self) -> str | None:
        """None while it is at work; then "" where it succeeded, or what went wrong."""
        ...

    def stop(self) -> None: ...


class Aside:
    """A preparation in a process of its own, so that neither a crash nor the compiler's load on Python reaches us."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        """prepare: can be pickled."""
        self._prepare = prepare
        self._process: BaseProcess | None = None
        self._answer: Connection | None = None
        self._refused = ""  # why there can be no process

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._answer, ours = context.Pipe(duplex=False)
        process = context.Process(target=_answering, args=(self._prepare, ours), daemon=True)
        try:
            process.start()
        except (OSError, RuntimeError) as error:
            self._refused = str(error).strip().partition("\n")[0]
        else:
            self._process = process
        ours.close()

    def outcome(self) -> str | None:
        if self._process is None or self._answer is None:
            return self._refused or "it was never begun"
        if self._process.is_alive():
            return None
        with contextlib.suppress(EOFError):
            return str(self._answer.recv())
        return f"the compiler ended with {self._process.exitcode}"

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.join(timeout=5)


class Shortcut:
    """Hears what each step takes, and changes the game's turns when that is due."""

    def __init__(self, game: Adversaries, preparation: Preparation) -> None:
        self._game, self._preparation = game, preparation
        self._stage: Stage = "waiting"
        self._seconds, self._steps, self._eager = 0.0, 0, 0.0

    @property
    def is_timing(self) -> bool:
        """Whether turns compile or two speeds are held against each other; what else bears on speed is to wait."""
        return self._stage not in ("waiting", "preparing", "over")

    def took(self, seconds: float) -> str:
        """What is to be told after a step that took so long; mostly nothing."""
        self._seconds += seconds
        self._steps += 1
        match self._stage:
            case "waiting" if self._seconds >= BEGINNING:
                self._preparation.start()
                self._go("preparing")
            case "preparing":
                outcome = self._preparation.outcome()
                if outcome:
                    return self._drop(f"the turns could not be compiled: {outcome}")
                if outcome is not None:
                    self._go("timing eager")
            case "timing eager" if self._has_looked:
                self._eager = self._steps / self._seconds
                self._game.compiled = CompiledTurns(self._game)
                self._go("swapping")
            case "swapping" if self._steps >= 3 * self._game.n_critic:  # the first of each kind reads what was prepared
                self._go("timing compiled")
            case "timing compiled" if self._has_looked:
                return self._judge(self._steps / self._seconds)
        return self._faults()

    def close(self) -> None:
        """Ends what is being prepared."""
        self._preparation.stop()
        self._stage = "over"

    @property
    def _has_looked(self) -> bool:
        """Long enough, and over whole rounds of D's turns and G's: else one speed would hold more of G's."""
        return self._seconds >= LOOK and self._steps % self._game.n_critic == 0

    def _go(self, stage: Stage) -> None:
        self._stage, self._seconds, self._steps = stage, 0.0, 0

    def _judge(self, speed: float) -> str:
        ratio = speed / self._eager
        if ratio < WORTH:
            return self._drop(f"compiled turns were not faster ({ratio:.2f} times the speed)")
        self._stage = "over"
        return f"training goes on with compiled turns, {ratio:.2f} times as fast"

    def _faults(self) -> str:
        compiled = self._game.compiled
        if isinstance(compiled, CompiledTurns) and compiled.fault:
            return self._drop(f"the turns could not be compiled: {compiled.fault}")
        return ""

    def _drop(self, why: str) -> str:
        self._game.compiled = None
        self._stage = "over"
        return f"{why}; training goes on as it was"


def _answering(prepare: Callable[[], None], answer: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all of a terminal; training ends and stops this
    if hasattr(os, "nice"):
        os.nice(10)
    try:
        prepare()
    except Exception as error:
        answer.send(f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}")
    else:
        answer.send("")

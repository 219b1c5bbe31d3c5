"""Images a second of the product beside a tuned loop, the textbook's script and other packages, on the same work.

Everyone in turn, each in a process of its own, as its users run it. The product is the headless command with its
default options, which here are the scripts': no average of G, and G learns from the fakes that D has just seen. Grids,
measures and checkpoints at their default intervals count. Images are the real ones shown to D, for everyone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from ganstudio.events import Event, Failed, Measured, Progress, Samples, Saved
from ganstudio.experiment import Experiment, save
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure, SkippedError
from tests.benchmarks.machine import peak_memory
from tests.benchmarks.processes import PATIENCE, ROOT, answer, environment
from tests.benchmarks.quiet import LIMIT, Others, Patience, is_noisy
from tests.benchmarks.rungs import RUNGS, Rung, mnist_folder
from tests.benchmarks.stopwatch import WARM, Block

CYCLE = 2000  # steps in which everything that is recorded by default comes at least once
LONGEST = 4  # blocks that a cycle may take
TRIES = 3  # of a block that others disturbed
MEGABYTE = 1 << 20
PRODUCT, TEXTBOOK, REFERENCE = "product", "textbook", "tuned loop"
NEAR = "asked: 0.95 of the best"

Blocks = dict[str, list[Block]]


def measure(
    repeats: int,
    block: float = 6.0,
    rungs: Sequence[str] = tuple(RUNGS),
    peers: Path | None = None,
    patience: float = 600.0,
    sets: Sequence[str] = (),
) -> Iterator[Figure]:
    """block: seconds of each. peers: the folder of other packages. patience: seconds in all to wait for quiet."""
    root, waiting = mnist_folder(), Patience(patience)
    for name in rungs:
        with tempfile.TemporaryDirectory() as folder:
            runners = _runners(name, root, Path(folder), block, peers, sets)
            try:
                blocks, reasons = _in_turn(runners, repeats, waiting)
            except SkippedError as reason:
                yield Figure(f"{RUNGS[name].title}: did not run", (0.0,), note=str(reason))
                continue
        yield from _figures(RUNGS[name], root, blocks)
        for who, why in reasons.items():
            yield Figure(f"  {who}: did not run", (0.0,), note=why)


def product(experiment: Experiment, folder: Path, block: float, sets: Sequence[str] = ()) -> Block:
    """The headless command on an experiment without end, ended when the block is over."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        file, run = Path(made) / "experiment.toml", Run(Path(made) / "run")
        save(experiment, file)
        overrides = [part for text in sets for part in ("--set", text)]
        process = subprocess.Popen(
            [sys.executable, "-m", "ganstudio", "train", str(file), "--run", str(run.folder), *overrides],
            cwd=ROOT,
            env=environment(Path(made) / "home"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            others = _let_train(process, run, block, experiment.training.n_critic)
            memory = peak_memory(process.pid)
        finally:
            process.kill()
            _, told = process.communicate(timeout=PATIENCE)
        events = list(run.events())
        if not (steady := steady_part(_progress(events), WARM, experiment.training.n_critic)):
            faults = [event.message for event in events if isinstance(event, Failed)]
            raise SkippedError(f"the product did not train: {' '.join(faults) or told.strip() or 'without a word'}")
        return Block(rate(*steady), others, memory, _about(run), _held(events, *steady))


def steady_part(told: Sequence[Progress], warm: float, turn: int = 1, cycle: int = CYCLE) -> tuple[Progress, ...]:
    """The first and the last event of what lies after `warm` seconds, a whole number of cycles or else of turns of
    `turn` steps apart; empty where there is no turn."""
    after = [progress for progress in told if progress.seconds >= warm]
    if not after:
        return ()
    first = after[0]
    whole = (after[-1].step - first.step) // cycle * cycle
    ends = [p for p in after if p.step >= first.step + whole] if whole else []
    ends = ends or [p for p in reversed(after[1:]) if (p.step - first.step) % turn == 0]
    return (first, ends[0]) if ends else ()


def rate(first: Progress, last: Progress) -> float:
    """Images a second between the two."""
    return (last.images - first.images) / (last.seconds - first.seconds)


def undisturbed(run: Callable[[], Block], patience: Patience) -> Block:
    """A block in which others were quiet, or the last one that was tried."""
    for left in reversed(range(TRIES)):
        patience.wait()
        started = time.monotonic()
        block = run()
        if not left or patience.left <= 0 or not is_noisy(block.others):
            break
        patience.left -= time.monotonic() - started
    return block


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, ...]:
    """Pair by pair."""
    return tuple(a / b for a, b in zip(ours, theirs, strict=True))


def note_of(blocks: Sequence[Block]) -> str:
    """How the blocks were computed, what the last of them held, and whether others were at work."""
    ways = " or ".join(dict.fromkeys(block.about for block in blocks))
    return "; ".join(filter(None, (ways, blocks[-1].held, _noise(blocks))))


def _let_train(process: subprocess.Popen[str], run: Run, block: float, turn: int) -> float | None:
    """Until warm-up and block are over, or the whole cycle, where that is not too long; the cores that others used."""

    def steady() -> tuple[Progress, ...]:
        return steady_part(_progress(run.events()), WARM, turn)

    def wait_until(is_there: Callable[[], object]) -> None:
        started = time.monotonic()
        while process.poll() is None and not is_there() and time.monotonic() - started < PATIENCE:
            time.sleep(0.2)

    wait_until(lambda: any(progress.seconds >= WARM for progress in _progress(run.events())))
    others = Others(process.pid)
    time.sleep(block)
    wait_until(steady)  # a turn may take long
    if found := steady():
        first, last = found
        missing = CYCLE * (last.seconds - first.seconds) / (last.step - first.step) - block
        if 0 < missing < (LONGEST - 1) * block:
            time.sleep(missing + 0.2)  # the last event of the cycle is yet to be told
    return others.look()


def _progress(events: Iterator[Event] | Sequence[Event]) -> list[Progress]:
    return [event for event in events if isinstance(event, Progress)]


def _about(run: Run) -> str:
    """What the product chose."""
    resolved = json.loads((run.folder / "plan.json").read_text(encoding="utf-8"))
    last = ["channels last"] if resolved.get("channels_last") else []
    return ", ".join([f"{name} {resolved[name]}" for name in ("threads", "precision") if name in resolved] + last)


def _held(events: Sequence[Event], first: Progress, last: Progress) -> str:
    within = [event for event in events if first.step < getattr(event, "step", 0) <= last.step]
    kinds = {"grids": Samples, "measures": Measured, "checkpoints": Saved}
    counts = (f"{name} {sum(isinstance(e, kind) for e in within)}" for name, kind in kinds.items())
    return ", ".join((f"steps {last.step - first.step:,}", *counts))


def _runners(
    name: str, root: Path, folder: Path, block: float, peers: Path | None, sets: Sequence[str]
) -> dict[str, Callable[[], Block]]:
    """Who takes turns, the product first."""
    rung, seconds = RUNGS[name], str(block)

    def of(module: str, *arguments: str) -> Callable[[], Block]:
        return lambda: Block(**answer(module, folder / "home", *arguments))

    runners: dict[str, Callable[[], Block]] = {PRODUCT: partial(product, rung.experiment(root), folder, block, sets)}
    for variant in rung.variants:
        runners[f"{REFERENCE}, {variant}"] = of("reference", name, variant, seconds)
    runners[TEXTBOOK] = of("textbook", name, seconds)
    if peers is not None and rung.peer:
        runners[rung.peer] = of("peers", str(peers.absolute()), name, seconds)
    return runners


def _in_turn(
    runners: dict[str, Callable[[], Block]], repeats: int, patience: Patience
) -> tuple[Blocks, dict[str, str]]:
    """The blocks of each, and why some did not run. Raises SkippedError where the product does not."""
    blocks: Blocks = {who: [] for who in runners}
    reasons: dict[str, str] = {}
    for _ in range(repeats):
        for who, run in runners.items():
            if who in reasons:
                continue
            try:
                blocks[who].append(undisturbed(run, patience))
            except SkippedError as reason:
                if who == PRODUCT:
                    raise
                reasons[who] = str(reason)
    return {who: found for who, found in blocks.items() if who not in reasons}, reasons


def _figures(rung: Rung, root: Path, blocks: Blocks) -> Iterator[Figure]:
    speeds = {who: tuple(block.rate for block in found) for who, found in blocks.items()}
    for who, found in blocks.items():
        title = f"{rung.title}: {who}" if who == PRODUCT else f"  {who}"
        yield Figure(title, speeds[who], "images/s", note_of(found))
    best = _best(speeds)
    for who, theirs in speeds.items():
        if who != PRODUCT:
            yield Figure(f"  product / {who}", ratios(speeds[PRODUCT], theirs), "×", rung.promises.get(who, ""))
    if best:
        yield Figure(f"  product / {REFERENCE}, the best", ratios(speeds[PRODUCT], best), "×", NEAR)
    yield from _memory_figures(rung, root, blocks)


def _best(speeds: dict[str, tuple[float, ...]]) -> tuple[float, ...]:
    """The fastest variant of the tuned loop in each round."""
    rounds = zip(*(found for who, found in speeds.items() if who.startswith(REFERENCE)), strict=True)
    return tuple(max(found) for found in rounds)


def _memory_figures(rung: Rung, root: Path, blocks: Blocks) -> Iterator[Figure]:
    """The most that the process held, with the library and the data."""
    data = (root / "MNIST" / "raw" / "train-images-idx3-ubyte").stat().st_size * rung.size**2 / 28**2 / MEGABYTE
    note = f"of which the data is {data:.0f}"
    found = {who: [block.memory for block in blocks[who] if block.memory is not None] for who in blocks}
    taken = {who: tuple(m / MEGABYTE for m in memory) for who, memory in found.items() if memory}
    for who in (who for who in taken if who == PRODUCT or who.startswith(REFERENCE)):
        yield Figure(f"  memory, {who}", taken[who], "MB", note)
        if who != PRODUCT:
            note_of_ratio = "asked: 1.2, and the data"
            yield Figure(f"  memory, product / {who}", ratios(taken[PRODUCT], taken[who]), "×", note_of_ratio)


def _noise(blocks: Sequence[Block]) -> str:
    """What is to be known of others at work."""
    disturbed = [block.others for block in blocks if block.others is not None and is_noisy(block.others)]
    if not disturbed:
        return ""
    return f"noise: others used up to {max(disturbed):.1f} cores in {len(disturbed)} of {len(blocks)} (limit {LIMIT})"

"""`python -m tests.benchmarks [name …]`: measures, prints a table and writes it as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ganstudio.grids import save_image, sheet_of
from tests.benchmarks import (
    digits,
    explorer,
    folder,
    formats,
    long_run,
    modes,
    pictures,
    presets,
    projection,
    scaling,
    speed,
    stacked,
    startup,
    window,
)
from tests.benchmarks.figures import Benchmark, Figure, SkippedError
from tests.benchmarks.machine import load, machine
from tests.benchmarks.rungs import RUNGS

BENCHMARKS = {
    "digits": Benchmark(digits.measure, 3, "quality of the digits preset after a minute and at its end"),
    "explorer": Benchmark(explorer.measure, 5, "how soon a slider's move is seen, and what exploring costs training"),
    "folder": Benchmark(folder.measure, 3, "a folder of 10,000 photographs until training could begin"),
    "formats": Benchmark(formats.measure, 5, "quality in float32 and in bf16, seed by seed"),
    "long_run": Benchmark(
        long_run.measure, 3, "how soon a run of a million steps is open, and what it costs to draw it on"
    ),
    "modes": Benchmark(modes.measure, 10, "modes found on ring and grid, beside the PacGAN paper's table"),
    "packs": Benchmark(modes.measure_larger_packs, 10, "the same with packs of three and four"),
    "pictures": Benchmark(
        pictures.measure, 1, "each ready-made experiment with pictures; PRESETS=cgan,dcgan names some"
    ),
    "presets": Benchmark(presets.measure, 2, "each way to train on the digits, after a quarter and at the end"),
    "projection": Benchmark(
        projection.measure, 1, "own samples found again; holes and small versions of held-out digits restored"
    ),
    "scaling": Benchmark(
        scaling.measure, 1, "cost of a picture against batch, size, data and length of the run", ("block", "patience")
    ),
    "speed": Benchmark(
        speed.measure,
        5,
        "images a second beside a tuned loop, the textbook and other packages",
        ("block", "rungs", "peers", "patience", "sets"),
    ),
    "stacked": Benchmark(stacked.measure, 2, "modes of stacked digits, beside the plain DCGAN"),
    "startup": Benchmark(startup.measure, 5, "seconds to the first paint of the window"),
    "window": Benchmark(window.measure, 8, "what the window costs training, and training the window"),
}
talk = Console(highlight=False, width=None if sys.stdout.isatty() else 140)


def main() -> int:
    chosen = _arguments()
    report: dict[str, Any] = {"date": datetime.now().astimezone().isoformat(timespec="seconds"), **machine()}
    talk.print(", ".join(f"{name} {value}" for name, value in report.items()), style="dim")
    report["figures"], report["skipped"] = {}, {}
    for name in chosen.names or BENCHMARKS:
        repeats = chosen.repeats or BENCHMARKS[name].repeats
        talk.print(f"[bold]{name}[/], {repeats} times: {BENCHMARKS[name].help}")
        try:
            asked = {argument: getattr(chosen, argument) for argument in BENCHMARKS[name].arguments}
            figures = [_with_sheet(figure, chosen.out) for figure in BENCHMARKS[name].measure(repeats, **asked)]
        except SkippedError as reason:
            talk.print(f"  skipped: {reason}", style="yellow", markup=False)
            report["skipped"][name] = str(reason)
        else:
            talk.print(_table(figures))
            report["figures"][name] = [figure.plain() for figure in figures]
        report["load_after"] = load()
        chosen.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    talk.print(f"Written to {chosen.out}")
    return 1 if report["skipped"] else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measures the studio.")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="name", help=", ".join(BENCHMARKS))
    parser.add_argument("--repeats", type=int, help="how often each is measured")
    parser.add_argument("--out", type=Path, default=Path("benchmarks.json"), help="the JSON file to write")
    parser.add_argument("--block", type=float, default=6.0, help="speed, scaling: seconds of steady training")
    parser.add_argument(
        "--patience", type=float, default=600.0, help="speed, scaling: seconds in all to wait for quiet"
    )
    parser.add_argument("--rungs", type=_rungs, default=tuple(RUNGS), help=f"speed: some of {','.join(RUNGS)}")
    parser.add_argument("--peers", type=Path, help="speed: a folder with torchgan and torch_mimicry")
    parser.add_argument("--set", dest="sets", action="append", default=[], help="speed: an option of the product")
    return parser.parse_args()


def _rungs(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - set(RUNGS):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(RUNGS)}")
    return names


def _with_sheet(figure: Figure, out: Path) -> Figure:
    """Writes the figure's samples, if any, as a PNG beside the JSON."""
    if figure.sheet is not None:
        save_image(sheet_of(figure.sheet), out.with_name(f"{out.stem}-{figure.name.partition(':')[0]}.png"))
    return figure


def _table(figures: list[Figure]) -> Table:
    table = Table("Figure", "Median", "Lowest", "Highest", "Unit", "Note", box=None, padding=(0, 2))
    for figure in figures:
        numbers = [_short(value) for value in (figure.median, min(figure.values), max(figure.values))]
        table.add_row(figure.name, *numbers, figure.unit, figure.note)
    return table


def _short(value: float) -> str:
    """Three digits or more."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())

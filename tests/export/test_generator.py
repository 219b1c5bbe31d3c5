"""An exported generator says all that is needed to use it."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors import safe_open

from ganstudio.commands import Commands
from ganstudio.engine import job
from ganstudio.experiment import Experiment, override
from ganstudio.export.generator import export_generator
from ganstudio.plan import plan
from ganstudio.runs import Run


def test_the_generator_of_a_table_takes_the_scale_of_its_columns_along(tmp_path: Path) -> None:
    table, file = tmp_path / "table.csv", tmp_path / "g.safetensors"
    table.write_text("a\n" + "\n".join(map(str, range(64))), encoding="utf-8")
    sets = ("data.kind=csv_table", f"data.file={table}", "training.steps=1", "training.threads=1")
    checked = plan(override(Experiment(), sets))
    run = Run.create_at(tmp_path / "run", checked.experiment)
    list(job.train(checked, run, Commands()))
    export_generator(run, file)
    with safe_open(file, "pt") as exported:
        (column,) = json.loads(exported.metadata()["columns"])
    assert column["name"] == "a"
    assert column["mean"] == 31.5
    assert round(column["std"], 3) == 18.473

"""What is left open is tried out on copies, and chosen only where it clearly pays."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from ganstudio import checkpoints
from ganstudio.commands import Commands
from ganstudio.engine import job, tuning
from ganstudio.engine.build import build_networks
from ganstudio.engine.tuning import Arithmetic, tuned
from ganstudio.events import Started
from ganstudio.nets.critic import Critic
from ganstudio.plan import Plan
from ganstudio.runs import Run
from tests.tiny_games import NAMES, tiny_plan

CPU = torch.device("cpu")
AUTO = ("training.threads=auto", "training.precision=auto")
Seconds = Callable[[Arithmetic], float]


def way_of(plan: Plan, G: nn.Module | None = None, D: Critic | None = None) -> Arithmetic:
    if G is None or D is None:
        G, D = build_networks(plan, CPU)
    return tuned(G, D, plan.experiment.architecture, plan.spec, plan.experiment.training, CPU)


@pytest.fixture
def all_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks of any size are worth a trial, on a machine of eight cores."""
    monkeypatch.setattr(tuning, "SMALL", 0)
    monkeypatch.setattr(tuning, "LOOK", 0.0)
    monkeypatch.setattr(tuning, "cores", lambda: 8)


def known(monkeypatch: pytest.MonkeyPatch, seconds: Seconds) -> list[Arithmetic]:
    """Ways take so long; gives those that are tried."""
    tried: list[Arithmetic] = []

    def timed(_: object, way: Arithmetic) -> float:
        tried.append(way)
        return seconds(way)

    monkeypatch.setattr(tuning._Trial, "_timed", timed)
    return tried


def test_small_work_is_computed_as_ever_without_a_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = known(monkeypatch, lambda way: 1.0)
    plan = tiny_plan("dcgan", "dcgan", *AUTO)
    way_of(plan)  # counts what there is to do, which loads a part of torch at first
    start = time.perf_counter()
    assert way_of(plan) == Arithmetic("full", channels_last=False, threads=1)
    assert time.perf_counter() - start < 0.5
    assert tried == []


def test_rows_are_not_tried_out_where_nothing_is_left_open(monkeypatch: pytest.MonkeyPatch, all_is_large: None) -> None:
    tried = known(monkeypatch, lambda way: 1.0)
    plan = tiny_plan("mlp", "mlp", "data.kind=ring8", "training.threads=4", "training.precision=bf16")
    assert way_of(plan) == Arithmetic("bf16", channels_last=False, threads=4)
    assert tried == []


@pytest.mark.parametrize("name", NAMES)
def test_a_real_trial_finds_a_way_for_every_network(name: str, all_is_large: None) -> None:
    way = way_of(tiny_plan(name, name, "training.precision=auto"))
    assert way.threads == 1
    assert way.precision in ("full", "bf16")
    assert not way.channels_last or name != "mlp", "which has no kernels"


@pytest.mark.parametrize(
    "sets",
    [
        ("architecture.packing=2", "architecture.discriminator.normalization=none"),
        ("architecture.conditioning.kind=concat",),
        ("architecture.conditioning.kind=projection",),
        ("architecture.prior.kind=codes", "architecture.latent_dim=16", "architecture.conditioning.kind=info_gan"),
    ],
    ids=["packs", "classes beside", "classes projected", "codes"],
)
def test_a_trial_gives_the_networks_what_they_are_told(sets: tuple[str, ...], all_is_large: None) -> None:
    assert way_of(tiny_plan("dcgan", "dcgan", "training.precision=auto", *sets)).threads == 1


def test_a_trial_leaves_everything_as_it_was(all_is_large: None) -> None:
    plan = tiny_plan(
        "fastgan", "dcgan", *AUTO, "architecture.discriminator.weights=spectral_norm", "training.precision=auto"
    )
    G, D = build_networks(plan, CPU)
    assert any(name.endswith("running_mean") for name, _ in G.named_buffers())
    assert any(name.endswith("_u") for name, _ in D.named_buffers())
    before = [{name: tensor.clone() for name, tensor in network.state_dict().items()} for network in (G, D)]
    strides = [p.stride() for network in (G, D) for p in network.parameters()]
    chance, threads = torch.random.get_rng_state(), torch.get_num_threads()
    way_of(plan, G, D)
    for network, state in zip((G, D), before, strict=True):
        assert all(torch.equal(tensor, state[name]) for name, tensor in network.state_dict().items())
        assert all(p.grad is None for p in network.parameters())
        assert network.training
    assert [p.stride() for network in (G, D) for p in network.parameters()] == strides
    assert torch.equal(torch.random.get_rng_state(), chance)
    assert torch.get_num_threads() == threads


def test_a_trial_that_breaks_leaves_the_threads_as_they_were(
    monkeypatch: pytest.MonkeyPatch, all_is_large: None
) -> None:
    def timed(_: object, way: Arithmetic) -> float:
        torch.set_num_threads(3)
        raise RuntimeError("out of memory")

    threads = torch.get_num_threads()
    monkeypatch.setattr(tuning._Trial, "_timed", timed)
    with pytest.raises(RuntimeError):
        way_of(tiny_plan("dcgan", "dcgan", *AUTO))
    assert torch.get_num_threads() == threads


def test_what_rounds_more_or_takes_more_threads_must_be_clearly_faster(
    monkeypatch: pytest.MonkeyPatch, all_is_large: None
) -> None:
    tried = known(monkeypatch, lambda way: 1.0 - 0.15 * (way.precision == "bf16") - 0.08 * (way.threads > 1))
    assert way_of(tiny_plan("dcgan", "dcgan", *AUTO)) == Arithmetic("full", channels_last=True, threads=1)
    assert {way.threads for way in tried} == {1, 2}, "where two hardly help, more are not tried"


def test_what_is_slower_is_not_chosen(monkeypatch: pytest.MonkeyPatch, all_is_large: None) -> None:
    known(monkeypatch, lambda way: 1.0 + way.channels_last + 3 * (way.precision == "bf16") + way.threads)
    assert way_of(tiny_plan("dcgan", "dcgan", *AUTO)) == Arithmetic("full", channels_last=False, threads=1)


def test_what_is_clearly_faster_is_chosen(monkeypatch: pytest.MonkeyPatch, all_is_large: None) -> None:
    known(monkeypatch, lambda way: (1.0 + (way.precision == "full")) * (1 if way.channels_last else 1.5) / way.threads)
    assert way_of(tiny_plan("dcgan", "dcgan", *AUTO)) == Arithmetic("bf16", channels_last=True, threads=8)


def test_what_the_experiment_names_is_kept(monkeypatch: pytest.MonkeyPatch, all_is_large: None) -> None:
    tried = known(monkeypatch, lambda way: (1.0 + (way.precision == "full")) / way.threads)
    plan = tiny_plan("dcgan", "dcgan", "training.threads=2", "training.precision=full")
    assert way_of(plan) == Arithmetic("full", channels_last=True, threads=2)
    assert {(way.precision, way.threads) for way in tried} == {("full", 2)}


def test_a_gpu_of_apple_is_not_tried_out(monkeypatch: pytest.MonkeyPatch, all_is_large: None) -> None:
    tried = known(monkeypatch, lambda way: 1.0 + way.channels_last)
    plan = tiny_plan("dcgan", "dcgan", *AUTO)
    G, D = build_networks(plan, CPU)
    training = plan.experiment.training
    way = tuned(G, D, plan.experiment.architecture, plan.spec, training, torch.device("mps"))
    assert way == Arithmetic("full", channels_last=False, threads=1)
    assert tried == []


def test_float16_is_for_gpus_without_bfloat16(monkeypatch: pytest.MonkeyPatch) -> None:
    training = tiny_plan("dcgan", "dcgan", *AUTO).experiment.training
    assert tuning._formats(training, CPU) == ["full", "bf16"]
    for there, left in (
        (["full", "tf32", "bf16", "fp16"], ["full", "tf32", "bf16"]),
        (["full", "fp16"], ["full", "fp16"]),
    ):
        monkeypatch.setattr(tuning, "precisions", lambda _, there=there: there)
        assert tuning._formats(training, torch.device("cuda")) == left


def test_work_is_counted_as_multiplications() -> None:
    plan = tiny_plan("mlp", "mlp", "data.kind=ring8", "architecture.generator.widths=[8]", "training.batch_size=100")
    G, D = build_networks(plan, CPU)
    trial = tuning._Trial(G, D, plan.experiment.architecture, plan.spec, 100, CPU)
    weights = [p.numel() for network in (G, D) for p in network.parameters() if p.dim() == 2]
    assert trial.work == 100 * sum(weights)
    assert not trial.has_kernels


def test_a_trial_of_large_work_takes_a_part_of_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tiny_plan("dcgan", "dcgan", "architecture.packing=2", "architecture.discriminator.normalization=none")
    G, D = build_networks(plan, CPU)
    seen: list[int] = []
    G.register_forward_pre_hook(lambda _, given: seen.append(len(given[0])))
    trial = tuning._Trial(G, D, plan.experiment.architecture, plan.spec, 4096, CPU)
    monkeypatch.setattr(tuning, "LARGE", trial.work / 8)
    trial = tuning._Trial(G, D, plan.experiment.architecture, plan.spec, 4096, CPU)
    seen.clear()
    trial._timed(Arithmetic())
    assert set(seen) == {512}


def test_the_choice_is_kept_with_the_run_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, all_is_large: None
) -> None:
    known(monkeypatch, lambda way: (1.0 + (way.precision == "full")) * way.threads)
    plan = tiny_plan("dcgan", "dcgan", *AUTO, "training.steps=2")
    run = Run.create_at(tmp_path / "run", plan.experiment)
    events = list(job.train(plan, run, Commands()))
    started = next(event for event in events if isinstance(event, Started))
    assert (started.precision, started.threads) == ("bf16", 1)
    told = {"precision": "bf16", "channels_last": True, "threads": 1}
    assert {name: run.resolved()[name] for name in told} == told
    facts = json.loads(checkpoints.newest(run).files["trainer.json"])
    assert {name: facts[name] for name in told} == told


def test_a_way_knows_its_memory_format() -> None:
    way = Arithmetic(channels_last=True)
    picture: Tensor = torch.zeros(2, 3, 4, 4).contiguous(memory_format=way.memory_format)
    assert picture.stride(1) == 1
    assert replace(way, channels_last=False).memory_format == torch.contiguous_format

"""Plain turns as one compiled graph each, from the latents to the gradients.

A turn is plain where nothing but the latents is drawn by chance in it, and no penalty is due. On CUDA devices the
graphs are recorded and replayed whole. torch.compile with `trace_autograd_ops`, so that the way back is in the graph.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from torch import Tensor

from ganstudio.engine.adversaries import LOSS, Adversaries, Due, Fakes
from ganstudio.engine.device import settled
from ganstudio.engine.game import build_networks, game_of
from ganstudio.engine.loader import Batch
from ganstudio.engine.precision import Fp16
from ganstudio.engine.tuning import Arithmetic
from ganstudio.engine.update import Told, d_loss, g_loss
from ganstudio.nets.blocks import Chance
from ganstudio.plan import Plan

Gradients = tuple[Tensor, ...]


class CompiledTurns:
    """Learns in the place of update's eager turns. The first turn of each kind compiles, which takes seconds."""

    def __init__(self, game: Adversaries) -> None:
        import torch._dynamo
        import torch._inductor.config

        torch.compiler.reset()  # what runs before compiled counts towards a limit, after which it compiles no more
        # both of this thread; and the one graph after the other, without helpers of torch's own that outlive it
        torch._dynamo.config.trace_autograd_ops = True
        torch._inductor.config.compile_threads = 1
        logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)  # that there is no CUDA is no news
        self._game = game
        self.fault = ""  # why it stopped learning
        self._d_parameters = game.trained_d
        self._g_parameters = [p for p in game.G.parameters() if p.requires_grad]
        self._is_recorded = game.rng.device.type == "cuda"
        mode = "reduce-overhead" if self._is_recorded else "default"

        def d_turn(x: Tensor, z: Tensor) -> tuple[Gradients, Told]:
            with torch.no_grad():
                fakes = game.made(z, None)
            loss, told = d_loss(game, Batch(x), fakes, 1, ())
            return torch.autograd.grad(loss, self._d_parameters), told

        def g_turn(z: Tensor) -> tuple[Gradients, Told]:
            loss, told = g_loss(game, Batch(z), Fakes(z, None), 1, ())
            return torch.autograd.grad(loss, self._g_parameters), told

        self._d_turn: Callable[[Tensor, Tensor], tuple[Gradients, Told]] = torch.compile(
            d_turn, fullgraph=True, dynamic=False, mode=mode
        )
        self._g_turn: Callable[[Tensor], tuple[Gradients, Told]] = torch.compile(
            g_turn, fullgraph=True, dynamic=False, mode=mode
        )

    def learns_d(self, x: Tensor, z: Tensor, due: Due, batches: int) -> bool:
        """Gives D's parameters their gradients, unless this turn is not plain."""
        if due or batches > 1 or self.fault:
            return False
        if self._is_recorded:
            torch.compiler.cudagraph_mark_step_begin()
        return self._learns(self._d_parameters, lambda: self._d_turn(x, z))

    def learns_g(self, z: Tensor, due: Due, batches: int) -> bool:
        """Gives G's parameters their gradients, unless this turn is not plain."""
        if due or batches > 1 or self.fault:
            return False
        return self._learns(self._g_parameters, lambda: self._g_turn(z))

    def _learns(self, parameters: list[torch.nn.Parameter], turn: Callable[[], tuple[Gradients, Told]]) -> bool:
        try:
            gradients, told = turn()
        except Exception as error:  # of the compiler, in its first turn: an eager turn takes its place
            self.fault = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
            return False
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        # a replay writes where the last one wrote
        self._game.meter.take({name: value.clone() for name, value in told.items()} if self._is_recorded else told)
        return True


def why_not(game: Adversaries) -> str:
    """Why the turns of this game cannot be compiled, in words; empty where they can."""
    if game.augment.is_on:
        return "the augment draws by chance"
    if game.techniques.instance_noise.std or game.techniques.label_flipping:
        return "instance noise and label flipping draw by chance"
    if any(isinstance(module, Chance) for network in (game.G, game.D) for module in network.modules()):
        return "layers of the networks draw by chance"
    if game.architecture.conditioning.kind_name() != "none":
        return "the networks are told of classes or codes"
    if game.loss.g_sees_real:
        return "G's loss needs real samples"
    if game.memories[LOSS] or game.loss.needs_energy:
        return "the loss remembers something"
    if game.techniques.top_k < 1 or not game.techniques.top_k_schedule.is_constant:
        return "top-k chooses among the fakes"
    if isinstance(game.precision, Fp16):
        return "fp16 scales the loss"
    if any(penalty.factor(1, game.steps) for penalty in game.penalties):
        return "a penalty is due in every step"
    return ""


def compile_turns(plan: Plan, way: Arithmetic, device: torch.device) -> None:
    """Compiles the turns of such a plan for torch's cache on the disk, on networks of its own."""
    game = game_of(plan, *build_networks(plan, device), way, device)
    turns = CompiledTurns(game)
    shape = plan.spec.shape
    x = torch.randn(plan.experiment.training.batch_size, *shape, device=device)
    if way.channels_last:
        x = x.to(memory_format=torch.channels_last)
    # code is made for a number of threads and a way to multiply: for others training would not find it
    with settled(way.threads), game.precision.training():
        for learns in (True, False):
            for parameter in game.trained_d:
                parameter.requires_grad_(learns)
            z = game.latents(len(x))
            if not (turns.learns_d(x, z, (), 1) if learns else turns.learns_g(z, (), 1)):
                raise RuntimeError(turns.fault)

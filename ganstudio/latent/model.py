"""A generator that can be explored: places become latents, latents become samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.exploration.facts import Drawn, Facts, Source
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.pose import Pose
from ganstudio.nets.modulation import Noise
from ganstudio.nets.styles import has_styles, styled
from ganstudio.priors.codes import Codes
from ganstudio.problems import ProblemError
from ganstudio.sampling import as_values, balanced_classes, normal_numbers
from ganstudio.trained import TrainedGenerator

if TYPE_CHECKING:
    from ganstudio.latent.reals import Reals

MEAN_OF = 2000  # places whose styles make the mean one
FEWEST_MEAN_OF = 64  # of each class
MEAN_SEED = 0


class Explorable:
    """One generator, in evaluation mode, in the hands of one thread.

    Samples are drawn one by one wherever they are to be looked at: how one comes out then depends on nothing else, so
    that a place is the same picture in a wall, on a path, in a window and on the command line.
    """

    def __init__(self, trained: TrainedGenerator, source: Source, device: torch.device | None = None) -> None:
        self.architecture, self.spec = trained.architecture, trained.spec
        self.device = device or torch.device("cpu")
        self.network: nn.Module = trained.network.to(self.device)
        self.facts = _facts(trained, source)
        self._noises = [(module, module.fixed) for module in self.network.modules() if isinstance(module, Noise)]
        self._noise: tuple[str, int] = ("fixed", 0)
        self._mean_w: Tensor | None = None

    @property
    def step(self) -> int:
        return self.facts.step

    @cached_property
    def reals(self) -> Reals:
        """The samples that it was trained on, read when they are first asked for and kept with it."""
        from ganstudio.latent.reals import Reals  # which are looked for where generators come from

        return Reals(self.facts.source, self.device)

    def load(self, tensors: Mapping[str, np.ndarray], step: int) -> None:
        """Takes the weights that a run lends."""
        self._use_noise(Look())
        self.network.load_state_dict({name: torch.from_numpy(array) for name, array in tensors.items()})
        self.facts = replace(self.facts, step=step)
        self._mean_w = None

    def settle(self, source: Source, tensors: Mapping[str, np.ndarray], step: int) -> None:
        """Takes the weights of a checkpoint, which it comes from now; what belonged to those before is forgotten."""
        self.load(tensors, step)
        self.facts = replace(self.facts, source=source)
        self.__dict__.pop("reals", None)

    # --- places to latents ---

    def random(self, count: int, seed: int, space: Space = "z") -> Latents:
        """Places of that seed's stream; of all classes in turn."""
        classes = balanced_classes(count, self.architecture, self.spec)
        weights = None if classes is None else np.eye(len(self.spec.classes))[classes.numpy()]
        return self.in_space(Latents("z", self._normal(count, seed), weights), space)

    def seeds(self, seeds: Sequence[int], classes: Sequence[float] = ()) -> Latents:
        """The places of seeds in z, all of the same blend of classes."""
        return self.latents([Place(seed=seed, classes=tuple(classes)) for seed in seeds])

    def latents(self, places: Sequence[Place], space: Space | None = None) -> Latents:
        """Places as numbers, in that space, or in z unless one of them is in w. Raises ProblemError."""
        space = space or ("w" if any(place.space == "w" for place in places) else "z")
        parts = [self.in_space(self._latent(place), space) for place in places]
        classes = [part.classes for part in parts if part.classes is not None]
        return Latents(
            space, np.concatenate([part.values for part in parts]), np.concatenate(classes) if classes else None
        )

    @torch.inference_mode()
    def in_space(self, latents: Latents, space: Space) -> Latents:
        """The same places in another space. Raises ProblemError for z of w, or w where there are no styles."""
        if latents.space == space:
            return latents
        if space == "z":
            raise ProblemError.single("", "this place is known in w alone: there is no way back from styles to noise")
        self._require_styles()
        G, rows = styled(self.network), []
        for index in range(len(latents)):
            z, y = self.tensors(latents.part(slice(index, index + 1)))
            rows.append(G.mapping(self.architecture.prior.of_normal(z), y)[:, None].expand(-1, G.layers, -1))
        values = torch.cat(rows).flatten(1).cpu().numpy().astype(np.float64)
        return Latents("w", values, latents.classes)

    def resolve(self, pose: Pose) -> Latents:
        """The place of a pose with its sliders and mixes, one row. Raises ProblemError for what cannot be."""
        found = self._latent(pose.place)
        for slider in (s for s in pose.sliders if s.direction.space == "z" and s.amount):
            if found.space == "w":
                raise ProblemError.single(
                    "sliders", f"“{slider.direction.name}” moves places in z, and this place is known in w alone"
                )
            move = np.array(slider.direction.vector)
            self._require_length(len(move), self.facts.latent_dim, f"the direction “{slider.direction.name}”")
            found = replace(found, values=found.values + slider.amount * slider.direction.std * move)
        in_w = [slider for slider in pose.sliders if slider.direction.space == "w" and slider.amount]
        if not in_w and not pose.mixes:
            return found
        found = self.in_space(found, "w")
        styles = found.values.reshape(self.facts.layers, -1).copy()
        for slider in in_w:
            move = np.array(slider.direction.vector)
            self._require_length(len(move), styles.shape[1], f"the direction “{slider.direction.name}”")
            styles[slider.first_layer : slider.last_layer + 1] += slider.amount * slider.direction.std * move
        for mix in pose.mixes:
            other = self.in_space(self._latent(Place(seed=mix.seed, classes=pose.place.classes)), "w")
            chosen = slice(mix.first_layer, mix.last_layer + 1)
            styles[chosen] = other.values.reshape(styles.shape)[chosen]
        return replace(found, values=styles.reshape(1, -1))

    # --- latents to samples ---

    @torch.inference_mode()
    def draw(self, latents: Latents, look: Look) -> Drawn:
        """Samples of the places, one by one: (N, H, W, C) uint8, or (N, D) float32 in the data's own units."""
        self._require_fit(latents)
        samples = [as_values(self._one(latents.part(slice(i, i + 1)), look)) for i in range(len(latents))]
        values = np.concatenate(samples)
        return Drawn(values if self.spec.is_pictures else self.spec.restored(values), latents, self.step)

    def sample(self, values: Tensor, classes: Tensor | None, space: Space, look: Look) -> Tensor:
        """Latents (B, D) and weights of classes (B, classes) → samples (B, *shape) in −1…1, differentiable in both."""
        self._use_noise(look)
        if space == "z" and not self.facts.has_styles:
            return self.network(self.architecture.prior.of_normal(values * look.truncation), classes)
        G = styled(self.network)
        if space == "z":
            w = G.mapping(self.architecture.prior.of_normal(values), classes)[:, None].expand(-1, G.layers, -1)
        else:
            w = values.unflatten(1, (G.layers, -1))
        if look.truncation != 1:
            w = self._mean(classes)[:, None].lerp(w, look.truncation)
        return G.synthesis(w)

    def tensor(self, values: np.ndarray) -> Tensor:
        """Numbers as the network takes them, on its device."""
        return torch.from_numpy(np.asarray(values, np.float32)).to(self.device)

    def tensors(self, latents: Latents) -> tuple[Tensor, Tensor | None]:
        """Latents (N, D), and the weights of their classes where it knows of any."""
        return self.tensor(latents.values), None if latents.classes is None else self.tensor(latents.classes)

    # --- inside ---

    def _one(self, latents: Latents, look: Look) -> Tensor:
        values, classes = self.tensors(latents)
        return self.sample(values, classes, latents.space, look)

    def _normal(self, count: int, seed: int) -> np.ndarray:
        """Standard normal numbers (count, latent_dim), those that sampling by this seed begins with."""
        return normal_numbers(count, self.architecture.latent_dim, seed).astype(np.float64)

    def _latent(self, place: Place) -> Latents:
        if place.space == "w":
            self._require_styles()
        if not place.values:
            found = Latents("z", self._normal(1, place.seed), self._classes(place))
            return self.in_space(found, place.space)
        values = np.array(place.values)
        if place.space == "z":
            self._require_length(len(values), self.facts.latent_dim, "a place in z")
        else:
            if len(values) == self._w_dim:  # one style for all layers
                values = np.tile(values, self.facts.layers)
            self._require_length(len(values), self._w_dim * self.facts.layers, "a place in w")
        return Latents(place.space, values[None], self._classes(place))

    def _classes(self, place: Place) -> np.ndarray | None:
        if not self.facts.classes:
            return None
        if not place.classes:
            return self._first_class()
        weights = np.array(place.classes)
        self._require_length(len(weights), len(self.facts.classes), "the classes of a place")
        if not weights.sum() > 0:
            raise ProblemError.single("classes", "a place is to be of some class: the weights are all 0")
        return weights[None] / weights.sum()

    def _first_class(self) -> np.ndarray:
        return np.eye(len(self.facts.classes))[:1]

    @cached_property
    def _w_dim(self) -> int:
        return self.in_space(self.random(1, 0), "w").values.shape[1] // self.facts.layers

    def _mean(self, classes: Tensor | None) -> Tensor:
        """The mean style, (B, w_dim), of blends of classes (B, classes); (1, w_dim) without any."""
        means = self._means()
        return means if classes is None else classes @ means

    @torch.inference_mode(False)  # what is kept may have a part in gradients later
    @torch.no_grad()
    def _means(self) -> Tensor:
        """The mean style of each class, (classes, w_dim); (1, w_dim) without any."""
        if self._mean_w is None:
            kinds = max(1, len(self.facts.classes))
            count = max(FEWEST_MEAN_OF, MEAN_OF // kinds)
            z = self.architecture.prior.of_normal(self.tensor(self._normal(count, MEAN_SEED)))
            one_hot = torch.eye(kinds, device=self.device)
            told = [row.expand(count, -1) for row in one_hot] if self.facts.classes else [None]
            self._mean_w = torch.stack([styled(self.network).mapping(z, y).mean(dim=0) for y in told])
        return self._mean_w

    @torch.no_grad()
    def _use_noise(self, look: Look) -> None:
        wanted = (look.noise, look.noise_seed if look.noise == "seed" else 0)
        if wanted == self._noise:
            return
        rng = torch.Generator().manual_seed(look.noise_seed)
        for module, kept in self._noises:
            match look.noise:
                case "fixed":
                    module.fixed = kept
                case "none":
                    module.fixed = torch.zeros_like(kept)
                case "seed":
                    module.fixed = torch.randn(kept.shape, generator=rng).to(kept)
        self._noise = wanted

    def _require_fit(self, latents: Latents) -> None:
        if latents.space == "w":
            self._require_styles()
        wide = self.facts.latent_dim if latents.space == "z" else self._w_dim * self.facts.layers
        self._require_length(latents.values.shape[1], wide, f"a place in {latents.space}")
        told = 0 if latents.classes is None else latents.classes.shape[1]
        self._require_length(told, len(self.facts.classes), "the blend of classes of a place")

    def _require_length(self, numbers: int, wanted: int, what: str) -> None:
        if numbers != wanted:
            raise ProblemError.single("", f"{what} has {wanted} numbers with this generator, not {numbers}")

    def _require_styles(self) -> None:
        if not self.facts.has_styles:
            raise ProblemError.single("", "this generator makes no styles, so it has no w: stay in z")


def _facts(trained: TrainedGenerator, source: Source) -> Facts:
    architecture, spec = trained.architecture, trained.spec
    layers = styled(trained.network).layers if has_styles(trained.network) else 0
    return Facts(
        source=source,
        name=trained.name,
        step=trained.step,
        sample_shape=spec.shape,
        latent_dim=architecture.latent_dim,
        classes=spec.classes if architecture.conditioning.needs_classes else (),
        spaces=("z", "w") if layers else ("z",),
        layers=layers,
        has_noise=any(isinstance(module, Noise) for module in trained.network.modules()),
        columns=tuple(column.name for column in spec.columns),
        is_series=spec.is_series,
        codes=_codes(architecture.prior),
    )


def _codes(prior: object) -> tuple[str, ...]:
    if not isinstance(prior, Codes):
        return ()
    return (
        *(f"category code {code + 1}" for code in range(prior.discrete)),
        *(f"code {code + 1}" for code in range(prior.continuous)),
    )

"""Maps in two dimensions of a latent space, or of what samples look like, with real samples beside."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from ganstudio.events import Preparing, Warned
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Space
from ganstudio.exploration.views import Map, MapBy, MapOf
from ganstudio.latent.directions.components import eigenvectors, signed
from ganstudio.latent.model import Explorable
from ganstudio.latent.reals import Reals, as_networks_see
from ganstudio.problems import ProblemError
from ganstudio.sampling import as_values

FEWEST = 16  # places that make a map
DRAWN_AT_ONCE = 64
THUMBNAIL = 32  # px
COMPARED = 64  # px, to which larger pictures are made smaller before their pixels are compared
KEPT = 50  # principal components that t-SNE works on: van der Maaten and Hinton 2008 keep 30
PERPLEXITY = 30  # as usual, less of few places
EARLY, EXAGGERATION = 250, 12  # iterations in which t-SNE pulls clusters together
LATE = 500
MOMENTUM = 0.8
SUPPORTS, SUPPORT = 25, 5  # places that a real sample is laid between, and how many of them count: its perplexity
STAGE = 50  # iterations between two signs of life

Step = Preparing | Warned


def why_not_map(by: MapBy) -> str:
    """Why there can be no such map here, in a sentence; empty where there can be."""
    if by == "pca" or find_spec("openTSNE") is not None:
        return ""
    return "t-SNE needs the package “openTSNE”: pip install ganstudio[embed]"


def map_of(
    model: Explorable,
    reals: Reals,
    *,
    of: MapOf,
    by: MapBy,
    space: Space = "z",
    count: int = 600,
    seed: int = 0,
    look: Look = Look(),  # noqa: B008  it is frozen
    classes: Sequence[float] = (),
    real: int = 0,
) -> Iterator[Step | Map]:
    """A map of the first `count` places of a seed: what there is to tell, then the map. The same again for the same.

    of: the numbers of the places in `space`, the pixels of their samples, or what D sees in these. classes: the blend
    that all places are of, or all classes in turn. real: how many real samples to lay beside.
    Raises ProblemError where a package, D or the data is missing, or real samples have no place.
    """
    if why := why_not_map(by):
        raise ProblemError.single("by", why)
    if of == "latents" and real:
        raise ProblemError.single("of", "real samples have no latents: choose features or pixels to see them beside")
    if count < FEWEST:
        raise ProblemError.single("count", f"a map needs {FEWEST} places at least")
    yield Preparing("Choosing places")
    latents = _places(model, space, count, seed, classes)
    values, thumbnails = yield from _drawn(model, reals, of, latents, look)
    axes = PrincipalAxes.of(values, 2 if by == "pca" else KEPT)
    plane = yield from _plane(axes, values, by, seed)
    frame = _Frame.around(plane.places)
    made = Map(
        places=frame.of(plane.places),
        latents=latents,
        thumbnails=thumbnails,
        labels=None if latents.classes is None else latents.classes.argmax(axis=1),
        step=model.step,
        explained=(float(axes.explained[0]), float(axes.explained[1])) if by == "pca" else None,
    )
    if real:
        yield from reals.open()
        yield Preparing("Laying real samples beside")
        x, labels = reals.some(real, seed)
        places = frame.of(plane.beside(axes.of_values(_values(reals, x, of))))
        thumbnails = _thumbnails(reals.seen(x)) if x.dim() == 4 else None
        made = replace(made, real_places=places, real_thumbnails=thumbnails, real_labels=labels)
    yield made


@dataclass(frozen=True)
class PrincipalAxes:
    """The directions in which rows (N, D) vary most: Pearson 1901. The largest number of each is positive."""

    mean: np.ndarray  # (D,)
    directions: np.ndarray  # (K, D)
    explained: np.ndarray  # (K,), the share of the variance along each

    @classmethod
    def of(cls, values: np.ndarray, most: int) -> PrincipalAxes:
        """At most that many, and two at least, of length 0 where rows do not vary in so many directions."""
        mean = values.mean(axis=0)
        centred = values - mean
        if centred.shape[1] > len(centred):  # the smaller of two matrices that tell the same
            found = eigenvectors(centred @ centred.T, most) @ centred
        else:
            found = eigenvectors(centred.T @ centred, most)
        directions = signed(found / np.linalg.norm(found, axis=1, keepdims=True))
        directions = np.pad(directions, ((0, max(0, 2 - len(directions))), (0, 0)))
        powers = np.square(centred @ directions.T).sum(axis=0)
        return cls(mean, directions, powers / max(np.square(centred).sum(), 1e-300))

    def of_values(self, values: np.ndarray) -> np.ndarray:
        """Rows (N, D) → where they are along the axes, (N, K)."""
        return (values - self.mean) @ self.directions.T


@dataclass(frozen=True)
class _Plane:
    """Where rows lie on a map, (N, 2), and where others come to lie beside them."""

    places: np.ndarray
    beside: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class _Frame:
    """Puts places into −1…1, both axes alike."""

    centre: np.ndarray
    scale: float

    @classmethod
    def around(cls, places: np.ndarray) -> _Frame:
        places = np.asarray(places, np.float64)
        centre = (places.min(axis=0) + places.max(axis=0)) / 2
        return cls(centre, float(np.abs(places - centre).max()) or 1.0)

    def of(self, places: np.ndarray) -> np.ndarray:
        return (np.asarray(places, np.float64) - self.centre) / self.scale


def _places(model: Explorable, space: Space, count: int, seed: int, classes: Sequence[float]) -> Latents:
    latents = model.random(count, seed)
    blend = model.seeds((seed,), classes).classes
    if len(classes) and blend is not None:
        latents = replace(latents, classes=np.repeat(blend, count, axis=0))
    return model.in_space(latents, space)


@torch.no_grad()
def _drawn(
    model: Explorable, reals: Reals, of: MapOf, latents: Latents, look: Look
) -> Generator[Step, None, tuple[np.ndarray, np.ndarray | None]]:
    """What the map is made of, (N, D), and thumbnails of the samples. In parts: nothing hangs on what is beside."""
    values, thumbnails = [], []
    for start in range(0, len(latents), DRAWN_AT_ONCE):
        yield Preparing("Drawing samples", start, len(latents))
        part = latents.part(slice(start, start + DRAWN_AT_ONCE))
        told = None if part.classes is None else model.tensor(part.classes)
        x = model.sample(model.tensor(part.values), told, part.space, look)
        if x.dim() == 4:
            thumbnails.append(_thumbnails(as_values(x)))
        values.append(part.values if of == "latents" else _values(reals, x, of))
    return np.concatenate(values), np.concatenate(thumbnails) if thumbnails else None


@torch.no_grad()
def _values(reals: Reals, x: Tensor, of: MapOf) -> np.ndarray:
    """Samples, uint8 or as networks see them → rows (N, D) float64."""
    x = as_networks_see(x).to(reals.device)
    if of == "features":
        x = reals.features(x)
    elif x.dim() == 4 and x.shape[-1] > COMPARED:
        x = interpolate(x, (COMPARED, COMPARED), mode="bilinear", antialias=True)
    return x.flatten(1).double().cpu().numpy()


def _thumbnails(pictures: np.ndarray) -> np.ndarray:
    """(N, H, W, C) uint8 → (N, h, w, C), shrunk where larger."""
    if pictures.shape[1] <= THUMBNAIL:
        return pictures
    large = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
    small = interpolate(large, (THUMBNAIL, THUMBNAIL), mode="bilinear", antialias=True)
    return np.ascontiguousarray(small.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).numpy())


def _plane(axes: PrincipalAxes, values: np.ndarray, by: MapBy, seed: int) -> Generator[Step, None, _Plane]:
    along = axes.of_values(values)
    match by:
        case "pca":
            return _Plane(along, lambda others: others)
        case "tsne":
            return (yield from _tsne(along, seed))


def _tsne(values: np.ndarray, seed: int) -> Generator[Step, None, _Plane]:
    """Van der Maaten and Hinton 2008, from the principal axes on; in stages, between which it may be given up."""
    import openTSNE

    yield Preparing("Looking for neighbours")
    perplexity = min(PERPLEXITY, (len(values) - 1) / 3)
    fitting = openTSNE.TSNE(
        perplexity=perplexity, initialization="pca", random_state=seed, n_jobs=1, neighbors="exact", verbose=False
    )
    embedding = fitting.prepare_initial(values)
    for done in range(0, EARLY + LATE, STAGE):
        yield Preparing("Folding the map out", done, EARLY + LATE)
        exaggeration = EXAGGERATION if done < EARLY else 1
        embedding.optimize(STAGE, exaggeration=exaggeration, momentum=MOMENTUM, inplace=True)

    def beside(others: np.ndarray) -> np.ndarray:
        k = min(SUPPORTS, len(values))
        return np.asarray(embedding.transform(others, perplexity=min(SUPPORT, k / 3), k=k))

    return _Plane(np.asarray(embedding), beside)

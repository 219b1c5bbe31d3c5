"""A map of places of a generator, with a point that is only there while the picture in view is on the map."""

from __future__ import annotations

import numpy as np

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.views import Map
from ganstudio.ui.widgets.class_menu import spoken
from ganstudio.ui.widgets.map_scene import Spot
from ganstudio.ui.widgets.map_view import MapView

PLAIN = np.uint8(255)  # stands for what is no picture; it is only seen as a dot


class PlaceMap(MapView):
    """Rows of numbers have no thumbnails: they are dots."""

    _has_pictures = _wants_thumbnails = True

    def set_thumbnails(self, shown: bool) -> None:
        self._wants_thumbnails = shown
        super().set_thumbnails(shown and self._has_pictures)

    def show_places(self, made: Map, facts: Facts) -> None:
        labels: list[str] = []
        if made.labels is not None:
            labels = [spoken(facts.classes[label]) for label in made.labels.tolist()]
        self._has_pictures = made.thumbnails is not None
        self.show_map(
            made.places,
            pictures_of(made.places, made.thumbnails),
            labels,
            made.real_places,
            None if made.real_places is None else pictures_of(made.real_places, made.real_thumbnails),
        )
        self.set_thumbnails(self._wants_thumbnails)

    def hide_point(self) -> None:
        if self._point is not None and not self._drag:
            self._point = None
            self.update()

    # --- inside ---

    def _hover(self, spot: Spot | None) -> None:
        super()._hover(spot if self._has_pictures else None)


def pictures_of(places: np.ndarray, thumbnails: np.ndarray | None) -> np.ndarray:
    return np.full((len(places), 1, 1, 1), PLAIN) if thumbnails is None else thumbnails

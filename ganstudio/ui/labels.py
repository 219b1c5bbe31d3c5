"""Names for narrow places."""

from __future__ import annotations

LONGEST = 16  # characters of a name in the legend


def short(label: str) -> str:
    """A name for a legend: “WGAN-GP” of “Gradient penalty (WGAN-GP)”, “R1” of “R1 (real data)”."""
    outside, _, inside = label.partition(" (")
    name = min((part for part in (inside.rstrip(")"), outside) if part), key=len)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"

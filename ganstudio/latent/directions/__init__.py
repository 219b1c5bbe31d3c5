"""Directions of latent space that change something: where places vary most, what G's weights or layers heed most, from
one class or selection to another, and InfoGAN's codes.

Vectors are of length 1. Where a method leaves their sign open, their largest number is positive. Random places of
generators with classes are of all classes in turn; those of principal components are of one blend, the first class
unless it is said which.
"""

from ganstudio.latent.directions.between import between_classes, between_selections
from ganstudio.latent.directions.ganspace import principal, principal_of_layer
from ganstudio.latent.directions.info_gan import codes
from ganstudio.latent.directions.sefa import closed_form

__all__ = ["between_classes", "between_selections", "closed_form", "codes", "principal", "principal_of_layer"]

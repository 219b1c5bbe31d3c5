"""Plain torch modules and functions. They take numbers and tensors, know nothing of the rest, and can be lifted out."""

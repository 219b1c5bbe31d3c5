"""How close samples are to the data, in numbers."""

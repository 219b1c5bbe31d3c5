"""The parts of the explorer's panel: where the generator comes from, how it is looked at, the picture, the pages."""

"""Walking through what a generator has learnt: places as samples, directions, projections, maps, layers."""

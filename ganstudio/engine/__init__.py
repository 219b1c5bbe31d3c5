"""Training: from a plan to a generator of events. Knows torch, knows nothing of windows."""

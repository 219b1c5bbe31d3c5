"""Measurements of quality, speed and start-up, run by name: `python -m tests.benchmarks [name …]`."""

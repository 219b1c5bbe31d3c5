"""What leaves a run: generators, samples, pictures."""

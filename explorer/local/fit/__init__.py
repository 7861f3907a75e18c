"""Whether and how a model fits on this machine: estimates, and what was measured."""

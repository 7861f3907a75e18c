"""The part Measurements: speed, memory and what else was measured."""

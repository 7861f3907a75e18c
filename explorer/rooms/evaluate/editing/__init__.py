"""The tests of a set: listed, written, and tried out on one model."""

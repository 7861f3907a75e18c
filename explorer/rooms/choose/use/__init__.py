"""A starting page for a use, and the tests it brings."""

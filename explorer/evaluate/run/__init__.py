"""Runs of sets and packs over several models."""

"""Runs of sets and packs over models: planned, asked, judged, kept as they come, and gone on with."""

"""Licenses: known texts, what they permit, and what binds along the lineage."""

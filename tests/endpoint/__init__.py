"""Endpoints for tests: one that misbehaves on order, and real servers in processes of their own."""

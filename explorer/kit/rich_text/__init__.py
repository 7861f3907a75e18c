"""Markdown and code on the screen, sanitized."""

"""Answers that keep to a form: JSON schemas and GBNF grammars."""

"""Searching the Hub for models: filters, uses, and what a row of the answer says."""

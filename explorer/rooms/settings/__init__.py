"""The room Settings."""

"""The window around the rooms: rail, bar, palette, messages, dropped files."""

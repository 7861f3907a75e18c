"""The rooms of the window, a folder each."""

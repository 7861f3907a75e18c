"""Files that are dropped on the window or opened with the app."""

"""The side pane with the settings of a chat."""

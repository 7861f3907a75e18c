"""The design kit: theme, icons, text, controls, background calls and messages. Every colour, font
and size of the app is decided here, so that rooms only say what a thing *is*."""

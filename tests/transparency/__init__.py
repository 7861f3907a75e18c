"""The reading of cards, judged on cards written for it."""

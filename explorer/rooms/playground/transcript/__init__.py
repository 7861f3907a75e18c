"""Questions and answers on the screen."""

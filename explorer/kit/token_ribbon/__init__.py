"""How likely each token of a text was, token by token."""

"""What makers of models disclose, by editions of an index; and what a person enters of a provider."""

"""What a model discloses, each fact with its quote: the reason this app exists."""

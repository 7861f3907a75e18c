"""The room Discover: search the Hub, and read what a model discloses."""

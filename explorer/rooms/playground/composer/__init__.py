"""Where a message is written, and sent when its turn comes."""

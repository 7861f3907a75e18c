"""What a repo or template could do to this machine."""

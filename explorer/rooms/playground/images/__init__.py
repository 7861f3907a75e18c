"""Images in a conversation: taken in, shown, counted, and what is done where a model sees none."""

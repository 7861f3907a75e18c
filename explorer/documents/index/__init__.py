"""What was read of documents, in one file of its own: found again by its words and by what it means."""

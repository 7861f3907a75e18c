"""Files become pages and parts of text, in a process of its own that is held to limits; those, passages."""

"""A person's own documents: read within limits, cut into passages, found again, given to a model, cited."""

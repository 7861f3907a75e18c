"""Documents beside the models: collections, what is in them, what could not be read, what would be found."""

"""Open Model Explorer: finds, runs and compares open language models, with every fact and its source."""

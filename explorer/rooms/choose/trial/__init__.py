"""The page of a trial: what will happen, how far it is, and what waits for the person."""

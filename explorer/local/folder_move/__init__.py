"""The models folder moved to another disk, with nothing lost on the way."""

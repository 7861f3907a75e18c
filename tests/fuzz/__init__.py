"""Input that nobody here wrote, made up by the thousand: each ends in words."""

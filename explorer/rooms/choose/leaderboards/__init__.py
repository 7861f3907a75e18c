"""Leaderboards, browsed: which there are, what one says, who vouches, and which of its models run here."""

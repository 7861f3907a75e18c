"""What a comparison is and what is kept of it. No Qt."""

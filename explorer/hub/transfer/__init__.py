"""One file downloaded: in pieces, at once, verified, and going on after an end."""

"""Reports of runs for people: what came out, under which conditions, and every answer."""

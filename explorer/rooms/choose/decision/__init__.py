"""The page that decides: candidates beside each other, each cell a click away from what says so."""

"""Results of runs: what stands in the grid, how many, and under which conditions."""

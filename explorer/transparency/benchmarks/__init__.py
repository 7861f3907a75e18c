"""Results of evaluations in cards and metadata."""

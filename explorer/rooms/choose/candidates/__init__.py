"""The candidates beside the questions: which were found, why, which are kept for a trial."""

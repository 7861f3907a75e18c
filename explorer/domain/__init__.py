"""Plain values and rules of the field: models, answers, facts, sampling. No Qt, no files, no network."""

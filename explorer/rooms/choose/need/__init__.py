"""The questions: what somebody needs a model for. Beside them stand the candidates."""

"""llama.cpp itself, called in the worker process alone."""

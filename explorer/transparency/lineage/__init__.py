"""From a file to what it was made from, step by step."""

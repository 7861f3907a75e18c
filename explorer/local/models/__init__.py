"""The catalog of models on this disk: found, read, named, imported, included."""

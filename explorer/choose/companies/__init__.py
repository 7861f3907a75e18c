"""What the makers of models disclose, as others have found it: facts about companies, never about a model."""

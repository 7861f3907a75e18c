"""The model that is asked: chosen, loaded, adapted, described."""

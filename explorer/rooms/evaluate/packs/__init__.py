"""The packs: how models fail, with intervals."""

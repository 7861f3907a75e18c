"""The models of this machine for other programs: an OpenAI-compatible API over the backends."""

"""How full the context of a chat is."""

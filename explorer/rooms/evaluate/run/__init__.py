"""A run in the room: what is chosen, its plan, how far it is, and what goes on later."""

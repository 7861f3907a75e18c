"""Documents in a chat: what is attached, what an answer was given of it, and what it refers to."""

"""Chats: kept, listed, and the one that is open."""

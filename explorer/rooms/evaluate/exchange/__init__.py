"""Tests come in from files and chats, and leave as files."""

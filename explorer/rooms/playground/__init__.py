"""The room Playground: chats with a model."""

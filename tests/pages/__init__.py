"""Page objects: what a test, a scene or a journey finds in a room, told in the words of that room."""

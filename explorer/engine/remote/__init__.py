"""Models at endpoints: servers that speak the OpenAI API, elsewhere or as another program on this machine."""

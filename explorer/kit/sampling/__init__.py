"""Controls of the sampling settings."""

"""A comparison as a report in five formats, and read back."""

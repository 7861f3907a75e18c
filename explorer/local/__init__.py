"""Models on this disk and on their way to it, and what is known of them."""

"""Documents as PDF and on paper."""

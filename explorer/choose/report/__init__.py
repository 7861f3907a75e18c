"""The report of a decision: one page to hand on, the evidence behind it."""

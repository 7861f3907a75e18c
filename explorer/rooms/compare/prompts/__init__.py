"""What is asked, and how: prompts, settings, the plan of a run."""

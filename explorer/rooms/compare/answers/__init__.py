"""The part Answers: what each model said, and which is better."""

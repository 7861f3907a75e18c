"""What answers: the protocol of a backend, its jobs and states, and how a question is asked."""

"""Help me choose: from a need to a decision. Each page is a folder."""

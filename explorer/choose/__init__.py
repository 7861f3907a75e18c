"""Help me choose: from a need to a decision that one can hand on. No widget is known here.

``need.py`` is what a person asks for, ``candidate.py`` what may do it, ``decision.py`` what is kept of both.
"""

"""The page that decides: what is known of each candidate beside the others, and what follows by rules.

``standing.py`` is all that the rules see of a candidate, ``rules.py`` decides, ``what_if.py`` says what would
change it, ``measured.py`` reads what was tried, ``cells.py`` says it in cells, ``page.py`` is the page,
``since.py`` what has changed since it was decided by.
"""

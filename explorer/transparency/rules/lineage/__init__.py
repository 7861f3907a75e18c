"""Which models one card says that its model was made from; ``transparency/lineage`` walks on from there.

A parent is found in four kinds of places, and each says how this model was made from it:

- metadata (``metadata``): keys of the card, the Hub's answer, the header of a file;
- sentences (``sentences``): ``names`` marks the models ("§0 was tuned on §1"), ``statements`` asks for the
  words around the marks (``origin.yaml``), ``guards/family`` and ``guards/origins`` refuse what is of others;
- labels and tables (``labels``); parts, steps, printed settings, the name that a copy bears (``placed``);
- merges (``merges``), also by configuration or mere names (``merge_names``).

``choice`` asks all of these but metadata, drops what cannot be a parent, and takes the nearest by its best
name. ``beginning`` knows that there is none. ``lineage`` weighs: metadata count, unless a sentence names
another parent plainly, as metadata are often copied from the grandparent; then both are shown as in conflict.
Where no other words name a parent, it asks for a sentence on the parent's license (``placed``), which the
rules of licenses read too: they know the lineage, and it does not know them.
"""

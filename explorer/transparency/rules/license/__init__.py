"""Under which license a model is: how it is found, and what wins.

1. ``metadata``: what is written for machines. A license file, recognized by its words, counts most; then the
   keys of the card, the Hub's answer, the header of the file, a gate, a notice.
2. ``labels``: what stands behind "License:", in a row, on a badge, in a fence.
3. ``sentences``: what is "released under" a license; of a sentence on code and weights that on the weights.
   ``other_sentences``: all other ways to say it, other languages too. ``names``: how a text calls a license.
   Guards (``guards/license.py``) refuse what is told of data, of code, of another model.
4. ``license`` asks them all, the surest first. Of what the text says the first counts; it comes behind the
   metadata, but before them where its sentence gives the code the license that they state.
5. ``license`` then makes the findings: the license, with a conflict where sources differ, and use at work, by
   the strictest license and by what the card forbids in its own words.
"""

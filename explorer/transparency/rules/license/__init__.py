"""Under which license a model is: how it is found, and what wins.

1. ``metadata``: what is written for machines. A license file, recognized by its words, counts most; then the
   keys of the card, the Hub's answer, the header of the file, a gate, a notice.
2. ``labels``: what stands behind "License:", in a row, on a badge, in a fence, where no sentence tells it.
3. ``sentences``: what is told of the license in prose, here and in other languages; ``parts`` finds in a
   sentence on code and weights the part on the weights. Guards (``guards/license.py``) refuse what is told of
   data, of code, of another model.
4. ``stated`` asks all of these, the surest first, and puts the answers in order: of the prose one counts, the
   first, and it comes before the metadata only where it gives the code the license that these state.
5. ``license`` makes the two findings: the license, with a conflict where sources differ, and use at work, by
   the strictest of them and by what the card forbids in its own words.
"""

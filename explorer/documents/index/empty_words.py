"""Words that every question has and that tell nothing of a passage, as the index cuts them: without accents.

None that tells something in another of these languages: no German "die" or "war", no English "will" or "may".
"""

_ENGLISH = """
a about after all also am an and any are as at be been before being but by can could did do does doing for
from had has have having he her here him his how i if in into is it its just me more most my no nor not of
on only or other our out she should so some such than that the their them then there these they this those
through to until up very was we were what when where which while who whom whose why with would you your
"""
_GERMAN = """
aber als auch auf aus bei bis das dass dem den der des du durch ein eine einem einen einer eines er es haben
hatte ich ihr ihre im ist ja kann konnen mein mit muss nach nicht noch nur oder ob ohne sein seine sich sie
sind uber um und uns unter vom von vor waren wann warum welche welcher welches wenn wer werden wie wir wird
wo zu zum zur
"""
_FRENCH = """
au aux avec ce ces cette comment dans de du elle en et etre eux il ils je le les leur lui ne nous ou pas qu
quand que quel quelle quels quelles qui sa ses si sont un une vous
"""
_SPANISH = """
al como cual cuando del donde ella ellos esta esto estan fue hay la las lo los muy para pero por quien se
sobre su sus tambien una uno unos ya yo
"""
EMPTY_WORDS = frozenset(f"{_ENGLISH} {_GERMAN} {_FRENCH} {_SPANISH}".split())

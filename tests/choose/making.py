"""What somebody needs a model for, and what decisions are called: for tests and scenes."""

from explorer.choose.need import InUnion, Need, Pace, Privacy, Purpose, UseAt

LETTERS = Need(
    words="Take the medicines out of clinic letters, as JSON",
    purposes=(Purpose.EXTRACTION, Purpose.DOCUMENTS),
    languages=("en", "de"),
    used_at=UseAt.WORK,
    in_union=InUnion.YES,
    privacy=Privacy.HERE,
    pace=Pace.READING,
)
SHOP, MINUTES = "Code for the shop", "Which model for minutes?"
ODD_CODE = "tlh"  # of a language that is in no table
TEXTS = (LETTERS.words, SHOP, MINUTES, ODD_CODE)

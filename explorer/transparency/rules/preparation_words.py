"""The words in which cards tell how training data was prepared."""

from explorer.transparency.phrases.phrase import phrase

TITLE = phrase("preparation.title")
STEP = phrase("preparation.step")
PLAINLY = phrase("preparation.plainly")
MADE = phrase("preparation.made")
DATA = phrase("preparation.data")
DEDUPLICATES = phrase("preparation.deduplicates")
ALWAYS_DATA = phrase("preparation.always_data")
CONCRETE = phrase("preparation.concrete")
SHORTLY = phrase("preparation.shortly")
ELSEWHERE = phrase("preparation.elsewhere")
OF_OTHER_DATA = phrase("preparation.of_other_data")
TITLE_ELSEWHERE = phrase("preparation.title_elsewhere")
TITLE_HOW_TO = phrase("preparation.title_how_to")
TITLE_RUN = phrase("preparation.title_run")
IN_ROW = phrase("preparation.in_row")
TITLE_WARNING = phrase("preparation.title_warning")
OF_TRAINING = phrase("preparation.of_training")
ID = phrase("preparation.id")
TESTS = phrase("preparation.tests")

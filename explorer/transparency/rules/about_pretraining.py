"""Whether a sentence tells of the data that a model was pretrained on."""

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import dataset_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.rules.subject import TUNING
from explorer.transparency.rules.tuning_words import CORPUS_NAME

PRETRAINED = phrase("data.pretrained")
_DENIED = phrase("data.denied")
_ASIDE = phrase("data.aside")
_OFFERS = phrase("data.offers")
_OF_RIVAL = phrase("data.of_rival")
_A_PRETRAINED = phrase("data.a_pretrained")
TRAINED = phrase("data.trained")
DATA_TITLE = phrase("data.data_title")
_ELSEWHERE = phrase("data.elsewhere")
_OF_TOKENIZER = phrase("data.of_tokenizer")
_IS_NAME = phrase("data.is_name")
DATA_COLUMN = phrase("data.data_column")
_PRETRAINING_TITLE = phrase("data.pretraining_title")
_OF_ADAPTER = phrase("data.of_adapter")
_PRAISE = phrase("data.praise")  # of a tool: "Fine-tune it 5x faster"
_TRAINING_TOO = phrase("data.training_too")
_OF_THE_WEB = phrase("data.of_the_web")


def is_about_pretraining(passage: Passage, *, is_tuned_model: bool) -> bool:
    """Of a tuned model, only what is said to be pretraining; its "training data" are the tuning's."""
    is_pretrained = bool(passage.find(PRETRAINED)) and not passage.find(_OFFERS)
    is_pretrained = is_pretrained or (passage.is_under(_PRETRAINING_TITLE, 3) and _is_titled(passage))
    is_pretrained = is_pretrained or (passage.is_labelled(_PRETRAINING_TITLE) and has_data_title(passage))
    is_trained = bool(passage.find(TRAINED))
    if not (is_pretrained or is_trained or _is_titled(passage)):
        return False
    is_of_tuning = bool(passage.find(TUNING))
    is_denied = passage.find(_DENIED) or passage.find(_OF_RIVAL) or _ASIDE.match(passage.label)
    if (is_of_tuning and not is_pretrained) or is_denied:
        return False
    is_of_the_web = (
        is_trained and not is_of_tuning and (bool(passage.find(_OF_THE_WEB)) or _links_corpus(passage))
    )
    if is_tuned_model and not (is_pretrained or is_of_the_web):
        return False
    if (
        passage.find(_OF_TOKENIZER)
        or passage.is_under(_ELSEWHERE, 8)
        or any(_is_of_tuning_only(s) for s in passage.section)
    ):
        return False
    if is_of_the_web or (is_pretrained and not passage.find(_A_PRETRAINED)):
        return True
    return not (is_tuned_model or is_of_tuning or passage.find(_OF_ADAPTER))


def _links_corpus(passage: Passage) -> bool:
    return any(CORPUS_NAME.search(id_) or "corpus" in id_.lower() for id_ in dataset_ids(passage.urls))


def _is_titled(passage: Passage) -> bool:
    return has_data_title(passage) or bool(passage.columns(DATA_COLUMN))


def has_data_title(passage: Passage) -> bool:
    """Whether it stands right below a heading such as "Training data", or behind such a label."""
    return passage.is_titled(DATA_TITLE, passage.heading) or passage.is_labelled(DATA_TITLE)


def _is_of_tuning_only(title: str) -> bool:
    """ "Fine-tuning" is; "Training and fine-tuning" may tell of both, "Tern-2-Finetuned" is a name."""
    is_other = _IS_NAME.match(title) or _TRAINING_TOO.search(title) or _PRAISE.match(title)
    return bool(TUNING.search(title)) and not is_other

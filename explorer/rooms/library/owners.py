"""Which program a model file belongs to, and how a program that keeps an index deletes its files."""

from explorer.domain.local_model import LocalModel, OtherApp
from explorer.domain.words import Words

_INDEXED = frozenset({OtherApp.OLLAMA, OtherApp.HUGGING_FACE})


def keeps_an_index(app: OtherApp) -> bool:
    """Whether a file taken away would leave a list of that program wrong, or a dead link."""
    return app in _INDEXED


def deletion_advice(model: LocalModel) -> Words:
    """How that program itself deletes it."""
    if model.app is OtherApp.OLLAMA:
        return Words("Delete it there: ollama rm {name}", name=model.called)
    return Words("Delete it there: hf cache rm model/{repo}", repo=model.repo or "")


def owner_words(model: LocalModel) -> Words | None:
    """What the one who deletes a file outside the models folder should know first."""
    if model.app is not None:
        return Words("It belongs to {app}, which will not find it any more.", app=model.app.value)
    if model.is_outside:
        return Words("It lies outside the models folder, where you use it in place.")
    return None

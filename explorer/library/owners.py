"""Whose file a model is, and how it is deleted where another program keeps account of its files."""

from explorer.domain.local import App, LocalModel
from explorer.domain.words import Words

_INDEXED = frozenset({App.OLLAMA, App.HUGGING_FACE})


def keeps_an_index(app: App) -> bool:
    """Whether a file taken away would leave a list of that program wrong, or a dead link."""
    return app in _INDEXED


def advice_of(model: LocalModel) -> Words:
    """How that program itself deletes it."""
    if model.app is App.OLLAMA:
        return Words("Delete it there: ollama rm {name}", name=model.called)
    return Words("Delete it there: hf cache rm model/{repo}", repo=model.repo or "")


def owner_words(model: LocalModel) -> Words | None:
    """What the one who deletes a file outside the models folder should know first."""
    if model.app is not None:
        return Words("It belongs to {app}, which will not find it any more.", app=model.app.value)
    if model.is_outside:
        return Words("It lies outside the models folder, where you use it in place.")
    return None

"""How long models take to see an image on this machine, as it was measured here."""

from explorer.base.store import Store
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model

_KEY = "playground.image_seconds"
_NEWEST = 0.5  # how much the last one counts: another context or processor is met by it
_MOST = 64


class ImageSpeeds:
    """By what sees: the projector of a file here, else the model."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def seconds(self, model: Model) -> float | None:
        """Of one image; ``None`` until it was measured."""
        return self._all().get(_key(model))

    def note(self, model: Model, images: int, seconds: float) -> None:
        """So many were read in so long."""
        if not images or not 0 < seconds < 1e6:
            return
        known, each, key = self._all(), seconds / images, _key(model)
        known[key] = known.pop(key, each) * (1 - _NEWEST) + each * _NEWEST  # and behind the others
        self._store.set_value(_KEY, dict(list(known.items())[-_MOST:]))

    def _all(self) -> dict[str, float]:
        return self._store.get_value(_KEY, dict[str, float], {})


def _key(model: Model) -> str:
    projector = model.projector if isinstance(model, LocalModel) else None
    return str(projector) if projector is not None else model.id

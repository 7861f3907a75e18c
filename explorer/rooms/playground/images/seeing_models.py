"""The models here that see images."""

from explorer.domain.model import Capability, Model
from explorer.local.models.catalog import Catalog


def seeing_model(catalog: Catalog, beside: Model) -> Model | None:
    """Another one that sees: the one that was used last."""
    used = catalog.last_used()
    seeing = [
        one
        for one in catalog.askable
        if Capability.SEES in one.capabilities
        and one.is_chat
        and not one.why_not_usable
        and one.id != beside.id
    ]
    return max(seeing, key=lambda one: used.get(one.id, ""), default=None)

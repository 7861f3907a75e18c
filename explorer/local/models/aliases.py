"""Aliases of models, kept in the database, and what tells files of one name apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from explorer.base.store import Store
from explorer.domain.local_model import LocalModel
from explorer.domain.model_names import told_apart

LONGEST_ALIAS = 80  # letters of an alias


@dataclass(frozen=True)
class Aliases:
    """By the hash of the bytes, which stays when a file is moved; by id where it was not hashed then.

    ``by_id`` holds the alias and the hash that was known with it.
    """

    by_hash: dict[str, str]
    by_id: dict[str, tuple[str, str]]

    def of(self, model: LocalModel) -> str:
        sha256 = _hash_of(model)
        if sha256 in self.by_hash:
            return self.by_hash[sha256]
        alias, known = self.by_id.get(model.id, ("", ""))
        return alias if not known or not sha256 else ""  # else another file lies there now


NO_ALIASES = Aliases({}, {})


def read_aliases(store: Store) -> Aliases:
    sql = "SELECT id, sha256, name FROM aliases"
    rows = list(store.read_each("aliases", lambda row: msgspec.convert(row, dict[str, str]), sql))
    by_hash = {row["sha256"]: row["name"] for row in rows if row["sha256"]}
    return Aliases(by_hash, {row["id"]: (row["name"], row["sha256"]) for row in rows})


def keep_alias(store: Store, model: LocalModel, alias: str) -> None:
    """Of these bytes, wherever they lie; an empty one is taken away. KnownError if the disk refuses."""
    alias, sha256 = " ".join(alias.split())[:LONGEST_ALIAS], _hash_of(model)
    if alias == (model.own_name or model.name):
        alias = ""  # its own name, which may get better
    with store.transaction():
        store.write("DELETE FROM aliases WHERE id = ? OR (sha256 <> '' AND sha256 = ?)", model.id, sha256)
        if alias:
            store.write("INSERT INTO aliases VALUES (?, ?, ?)", model.id, sha256, alias)


def named_models(models: Sequence[LocalModel], aliases: Aliases = NO_ALIASES) -> tuple[LocalModel, ...]:
    """The same models, called as the person calls them and told apart. They carry their own names."""
    called = [_called(model, aliases.of(model)) for model in models]
    names = [f"{model.name} · {model.quantization}" for model in called]
    apart = told_apart(names, [_traits(model) for model in called])
    return tuple(
        model if model.apart == words else replace(model, apart=words)
        for model, words in zip(called, apart, strict=True)
    )


def _called(model: LocalModel, alias: str) -> LocalModel:
    if alias == model.alias:
        return model
    own = model.own_name or model.name
    return replace(model, alias=alias, own_name=own if alias else "", name=alias or own)


def _traits(model: LocalModel) -> tuple[str, ...]:
    """The first that differs is said."""
    app = model.app.value if model.app is not None else ""
    folder = model.path.parent
    return model.publisher, app, model.path.name, folder.name, str(folder)


def _hash_of(model: LocalModel) -> str:
    """Of its bytes, of its first file where there are several: the one that is known before a check, so that
    what the person called it stays, however the check ends."""
    return (model.sha256 or model.measured_sha256 or "").lower()

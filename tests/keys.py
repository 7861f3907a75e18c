"""Keys kept in memory: no test touches the keyring of the person who runs it."""

from explorer.domain.errors import KnownError


class MemoryKeys:
    """``refuses``: why nothing can be kept or read."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.refuses: KnownError | None = None

    def get(self, name: str) -> str:
        self._check()
        return self.kept.get(name, "")

    def keep(self, name: str, secret: str) -> None:
        self._check()
        self.kept[name] = secret

    def forget(self, name: str) -> None:
        self._check()
        self.kept.pop(name, None)

    def _check(self) -> None:
        if self.refuses is not None:
            raise self.refuses

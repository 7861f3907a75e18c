"""The log: one rotating file below the data root. Secrets are masked, foreign text is made harmless."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from explorer.base.secrets import masked
from explorer.domain.harmless import harmless


class _Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return harmless(masked(super().format(record)))


def open_log(path: Path) -> RotatingFileHandler:
    """Send the records of this app to ``path``; the caller closes the returned handler."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(_Masked("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("explorer")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler


def close_log(handler: RotatingFileHandler) -> None:
    logging.getLogger("explorer").removeHandler(handler)
    handler.close()

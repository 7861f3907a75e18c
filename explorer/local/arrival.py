"""What came with a download: bytes may be the published ones, and still be no model."""

from pathlib import Path

from explorer.domain.errors import DamagedFileError
from explorer.engine.header import read_header
from explorer.hub.names import safe_target
from explorer.local.keep import Order


def problem_of_arrival(models_folder: Path, order: Order) -> str:
    """Why the first model file of a download cannot be read as one; "" where it can.

    Raises KnownError where it cannot be looked at: it is gone again, or may not be read.
    """
    models = [path for path in order.paths if path.lower().endswith(".gguf")]
    if not models:
        return ""
    try:
        read_header(safe_target(models_folder, order.repo_id, models[0]))
    except DamagedFileError as error:
        return error.what
    return ""

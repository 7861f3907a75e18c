"""What must never be written down: access tokens. The log and every report to copy are masked with this."""

import re

_SECRET = re.compile(r"hf_oauth_[\w.-]+|hf_[A-Za-z0-9]{8,}|(?<=Bearer )\S+")


def masked(text: str) -> str:
    """``text`` with each token replaced by "[secret]"."""
    return _SECRET.sub("[secret]", text)

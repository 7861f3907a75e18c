"""Scanner of a text that is parsed by hand: where it stands, and what comes next."""

import re
from dataclasses import dataclass


@dataclass
class TextScanner:
    """``at`` is the place of the next character."""

    text: str
    at: int = 0

    @property
    def next(self) -> str:
        """The next character, "" at the end."""
        return self.text[self.at : self.at + 1]

    def starts(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def takes(self, sign: str) -> bool:
        """Step over it, if it comes next."""
        is_next = self.starts(sign)
        self.at += len(sign) * is_next
        return is_next

    def skip(self, pattern: re.Pattern[str]) -> int:
        """Step over as much as fits; how many characters that are."""
        match = pattern.match(self.text, self.at)
        before, self.at = self.at, match.end() if match is not None else self.at
        return self.at - before

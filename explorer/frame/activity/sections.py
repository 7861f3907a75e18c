"""The four parts of the activity panel, in the order of its tabs."""

from enum import IntEnum


class ActivitySection(IntEnum):
    DOWNLOADS = 0
    MODELS = 1
    NETWORK = 2
    MESSAGES = 3

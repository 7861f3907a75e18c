"""Where in a document something stands, in words."""

from explorer.documents.passages import PassagePlace
from explorer.documents.prompt import is_whole
from explorer.domain.words import Words


def place_caption(place: PassagePlace) -> str:
    """ "page 14", "4.2 Follow-up" """
    if is_whole(place):
        return Words("whole")
    if place.unit == "page":
        return Words("page {number}", number=place.name or place.number)
    return place.name or place.section or Words("part {number}", number=place.number)

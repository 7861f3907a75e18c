"""Languages by the codes that cards state them with, as they are called."""

from explorer.domain.words import Words

LANGUAGES: dict[str, str] = {
    "en": Words("English"), "de": Words("German"), "fr": Words("French"), "es": Words("Spanish"),
    "it": Words("Italian"), "pt": Words("Portuguese"), "nl": Words("Dutch"), "pl": Words("Polish"),
    "ru": Words("Russian"), "uk": Words("Ukrainian"), "zh": Words("Chinese"), "ja": Words("Japanese"),
    "ko": Words("Korean"), "ar": Words("Arabic"), "hi": Words("Hindi"), "th": Words("Thai"),
    "vi": Words("Vietnamese"), "tr": Words("Turkish"), "sv": Words("Swedish"), "no": Words("Norwegian"),
    "da": Words("Danish"), "fi": Words("Finnish"), "cs": Words("Czech"), "el": Words("Greek"),
    "he": Words("Hebrew"), "id": Words("Indonesian"), "ro": Words("Romanian"), "hu": Words("Hungarian"),
    "fa": Words("Persian"),
}  # fmt: skip
# That many cards state.
OFTEN_STATED = (
    "en", "zh", "es", "fr", "de", "pt", "it", "ru", "ar", "hi", "ja", "ko", "tr", "vi", "id", "pl", "nl",
)  # fmt: skip


def language_name(code: str) -> str:
    """The code itself of one that is not in the table."""
    return LANGUAGES.get(code, code)

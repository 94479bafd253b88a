"""The languages an interview can be held in: BCP 47 tags, what the model is told they are called, their own names."""

from collections.abc import Sequence

LANGUAGES: dict[str, str] = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "es-419": "Latin American Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fil": "Filipino",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "pt-BR": "Brazilian Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh-CN": "Simplified Chinese",
    "zh-TW": "Traditional Chinese",
}
"""What current Live models speak (Google lists 70 and more); the ones with a written form we can check ourselves."""
NAMES = {
    "ar": "العربية",
    "bg": "Български",
    "bn": "বাংলা",
    "ca": "Català",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "et": "Eesti",
    "fa": "فارسی",
    "fi": "Suomi",
    "fil": "Filipino",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "ms": "Bahasa Melayu",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sr": "Српски",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "te": "తెలుగు",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
"""Each in its own words, which is how people look for their language. Tested to hold every language we offer."""


def known(tag: str) -> str | None:
    """The tag as we write it (`PT-br` is `pt-BR`), or None for a language that is not in the list."""
    return _BY_LOWER.get(tag.strip().replace("_", "-").lower())


def called(words: str) -> str | None:
    """The tag of a language that is named in English or in its own words; None for any other."""
    return _BY_NAME.get(" ".join(words.split()).casefold())


def name(tag: str) -> str:
    """The English name, for the model."""
    return LANGUAGES[tag]


def language_name(tag: str) -> str:
    """A language for people: `pt-BR` is "Português (pt-BR)". One that we do not offer is its tag."""
    primary = tag.partition("-")[0]
    name = NAMES.get(primary, primary)
    return name if primary == tag else f"{name} ({tag})"


def best(locale: str, offered: Sequence[str]) -> str:
    """The offered language that suits a person's locale; the first one (the questions' own) when none does."""
    primary = locale.partition("-")[0]
    for wanted in (locale, primary):
        if wanted in offered:
            return wanted
    return next((tag for tag in offered if tag.partition("-")[0] == primary), offered[0])


_BY_LOWER = {tag.lower(): tag for tag in LANGUAGES}
_BY_NAME = {
    **{own.casefold(): primary for primary, own in NAMES.items() if primary in LANGUAGES},
    **{english.casefold(): tag for tag, english in LANGUAGES.items()},
}

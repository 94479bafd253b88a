"""Languages for people: named in their own words, and matched with the locale of whoever reads."""

from collections.abc import Sequence

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


def named(tag: str) -> str:
    """A language for people: `pt-BR` is "Português (pt-BR)"."""
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

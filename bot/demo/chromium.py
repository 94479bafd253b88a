"""Where Chromium is: for the tests of the page and for the README's pictures."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "There is no Chromium; on Debian: apt-get install chromium fonts-noto-color-emoji"


def find_chromium() -> str | None:
    """The path of the first one there is."""
    return next((path for path in map(shutil.which, NAMES) if path), None)

"""Settings: parsed once, every mistake one sentence; the table, `.env.example` and the docs are equal."""

import re
from pathlib import Path

import pytest

from bot.config import NAMES, SETTINGS, in_clear, load
from bot.errors import ConfigError

ROOT = Path(__file__).parents[1]
GOOD = {"DISCORD_TOKEN": "abc.def.ghi", "GEMINI_API_KEY": "AIzaGood"}
BOTH = frozenset(GOOD)


def test_defaults_are_enough_beside_the_two_secrets() -> None:
    """Two values and it runs."""
    config = load(GOOD, needs=BOTH)
    assert config.gemini.model == "gemini-3.8-live"
    assert not config.gemini_paid
    assert config.allowed_guilds == frozenset()
    assert config.database_path == Path("data/interviews.db")


def test_without_a_public_address_there_is_no_video() -> None:
    """It is the one switch; its slash and its capitals do not matter."""
    assert load(GOOD).public_url == ""
    assert (
        load({**GOOD, "PUBLIC_URL": "https://Interviews.example.org/"}).public_url == "https://interviews.example.org"
    )
    assert load({**GOOD, "PUBLIC_URL": "http://localhost:8080"}).public_url == "http://localhost:8080"


def test_a_command_asks_only_for_what_it_uses() -> None:
    """`migrate` needs no token."""
    assert load({"DATABASE_PATH": "x.db"}).database_path == Path("x.db")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({**GOOD, "DISCORD_TOKEN": ""}, "DISCORD_TOKEN is missing"),
        ({**GOOD, "DISCORD_TOKEN": "your-discord-token"}, "placeholder"),
        ({**GOOD, "GEMINI_API_KEY": "your-gemini-key"}, "placeholder"),
        ({**GOOD, "GEMINI_API_KEY": "AIza secret"}, "GEMINI_API_KEY holds a space"),
        ({**GOOD, "GEMINI_MODLE": "x"}, "did you mean GEMINI_MODEL?"),
        ({**GOOD, "DISCORD_TOKN": "x"}, "did you mean DISCORD_TOKEN?"),
        ({**GOOD, "GEMINI_API_VERSION": "v2"}, "v1, v1beta, v1alpha"),
        ({**GOOD, "GEMINI_PAID": "perhaps"}, "yes or no"),
        ({**GOOD, "GEMINI_KEY_IN": "cookie"}, "header, query"),
        ({**GOOD, "ALLOWED_GUILDS": "1234567890,acme"}, "'acme'"),
        ({**GOOD, "LOG_LEVEL": "loud"}, "DEBUG, INFO, WARNING, ERROR"),
        ({**GOOD, "LOG_FORMAT": "xml"}, "text, json"),
        ({**GOOD, "MAX_INTERVIEWS": "0"}, "from 1 to 5000"),
        ({**GOOD, "BACKUP_DAYS": "many"}, "from 1 to 365"),
        ({**GOOD, "SSL_CERT_FILE": "/no/such/bundle.pem"}, "SSL_CERT_FILE"),
        ({**GOOD, "GEMINI_BASE_URL": "ftp://x"}, "not an address"),
        ({**GOOD, "PUBLIC_URL": "interviews.example.org"}, "not an address"),
        ({**GOOD, "PUBLIC_URL": "https://interviews.example.org/camera"}, "without a path"),
        ({**GOOD, "PUBLIC_URL": "https://me@interviews.example.org"}, "not an address"),
        ({**GOOD, "PUBLIC_URL": "http://interviews.example.org"}, "must begin with https://"),
        ({**GOOD, "WEB_PORT": "http"}, "from 0 to 65535"),
        ({**GOOD, "WEB_PROXIES": "127.0.0.1, caddy"}, "addresses or networks"),
        ({**GOOD, "PUBLIC_ULR": "https://x.org"}, "did you mean PUBLIC_URL?"),
        ({**GOOD, "GEMINI_BASE_URL": "wss://me:secret@host"}, "not an address"),
        ({**GOOD, "GEMINI_BASE_URL": "wss://host:port"}, "not an address"),
        ({**GOOD, "GEMINI_BASE_URL": "ws://gateway.example"}, "not encrypted"),
        ({**GOOD, "GEMINI_BASE_URL": "http://10.0.0.7:8080"}, "not encrypted"),
        ({**GOOD, "GEMINI_BASE_URL": "ws://127.0.0.1.example"}, "not encrypted"),
        ({**GOOD, "GEMINI_UNENCRYPTED": "perhaps"}, "yes or no"),
        ({**GOOD, "DISCORD_TOKEN": "abc"}, "three parts with dots between. The"),
        ({**GOOD, "DISCORD_TOKEN": "1456789012345678901"}, "looks like an application's id"),
        ({**GOOD, "DISCORD_TOKEN": "0123456789abcdef" * 4}, "looks like the public key"),
        ({**GOOD, "DISCORD_TOKEN": "aB3-_" * 6 + "xy"}, "looks like the client secret"),
        ({**GOOD, "DISCORD_TOKEN": "abc..ghi"}, "three parts"),
    ],
)
def test_every_mistake_is_one_sentence(source: dict[str, str], says: str) -> None:
    """It names the setting and what would be right, and never a secret."""
    with pytest.raises(ConfigError) as caught:
        load(source, needs=BOTH)
    sentence = str(caught.value)
    assert says in sentence
    assert "\n" not in sentence
    assert "secret" not in sentence.replace("the client secret", "")
    assert "AIza" not in sentence


def test_all_mistakes_are_named_at_once() -> None:
    """A line each, so that nobody starts four times."""
    wrong = {"DISCORD_TOKEN": "", "LOG_LEVEL": "loud", "WEB_PORT": "http", "GEMINI_MODLE": "x", "BACKUP_DAYS": "0"}
    with pytest.raises(ConfigError) as caught:
        load({**GOOD, **wrong}, needs=BOTH)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(wrong)
    assert all(any(name in line for line in lines) for name in wrong)


@pytest.mark.parametrize(
    "url", ["ws://localhost:1", "http://127.0.0.1:1", "ws://127.8.8.8", "ws://[::1]:1", "wss://x.example"]
)
def test_on_this_machine_nobody_listens(url: str) -> None:
    """Nor in TLS. Everywhere else somebody has to want it, and is warned at each start."""
    assert not in_clear(load({**GOOD, "GEMINI_BASE_URL": url}).gemini.base_url)
    wanted = load({**GOOD, "GEMINI_BASE_URL": "http://gateway.example", "GEMINI_UNENCRYPTED": "yes"})
    assert in_clear(wanted.gemini.base_url)


def test_secrets_are_in_no_repr() -> None:
    """A config may be printed by accident."""
    shown = repr(load({**GOOD, "GEMINI_PROXY": "http://me:pw@proxy"}, needs=BOTH))
    assert "abc.def" not in shown
    assert "AIza" not in shown
    assert "pw" not in shown


def test_space_around_a_value_is_nobodys_wish() -> None:
    """Copied together with its line's end."""
    config = load({**GOOD, "DISCORD_TOKEN": " abc.def.ghi\n", "GEMINI_PAID": "yes ", "BACKUP_DAYS": " "}, needs=BOTH)
    assert (config.discord_token, config.gemini_paid, config.backup_days) == ("abc.def.ghi", True, 14)


def test_foreign_names_are_left_alone() -> None:
    """The environment is full of names that are not ours."""
    load({**GOOD, "LOG_DIRECTORY": "x", "PATH": "y", "DATABASE_URL_OF_ANOTHER_PROGRAM": "z"})


def test_the_example_names_every_setting_with_its_default() -> None:
    """`.env.example` equals the table."""
    text = (ROOT / ".env.example").read_text()
    written = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text, flags=re.MULTILINE))
    assert set(written) == set(NAMES)
    for setting in SETTINGS:
        if setting.default is not None:
            assert written[setting.name] == setting.default, setting.name


def test_the_docs_table_equals_the_code() -> None:
    """`docs/settings.md` equals the table; a line that is missing there is printed, to be pasted."""
    told = re.findall(r"^\| `[A-Z_]+` \| .*\|$", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    table = []
    for setting in SETTINGS:
        default = "must be set" if setting.default is None else f"`{setting.default}`" if setting.default else "empty"
        table.append(f"| `{setting.name}` | {default} | {setting.meaning} |")
    missing, gone = [row for row in table if row not in told], [row for row in told if row not in table]
    assert not missing, "docs/settings.md lacks:\n" + "\n".join(missing)
    assert not gone, "docs/settings.md has, and the code has not:\n" + "\n".join(gone)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_missed_by_a_letter(name: str) -> None:
    """A new one too: nobody has to think of it."""
    with pytest.raises(ConfigError, match=f"{name[:-1]} is not a setting; did you mean"):
        load({**GOOD, name[:-1]: "x"})

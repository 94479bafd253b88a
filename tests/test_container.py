"""What the container may do: the lines that keep it small. No YAML reader is in our lock, so they are read as text."""

import re
from pathlib import Path

import pytest

from bot.config import NAMES

ROOT = Path(__file__).parents[1]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def service(name: str) -> list[str]:
    """The lines of one service, comments and indentation taken off."""
    (block,) = re.findall(rf"^  {name}:\n((?:    .*\n|\n)+)", COMPOSE, re.MULTILINE)
    return [re.sub(r"\s+#.*", "", line).strip() for line in block.splitlines() if not line.strip().startswith("#")]


@pytest.mark.parametrize("name", ["bot", "caddy"])
def test_a_container_can_write_and_do_little(name: str) -> None:
    """Whoever gets into one finds a read-only root, no right to speak of, and no room to eat the machine up."""
    lines = service(name)
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]', "pids_limit: 200"):
        assert line in lines
    assert any(re.fullmatch(r"mem_limit: \d+[mg]", line) for line in lines)
    assert any(line.startswith("options: { max-size: 10m") for line in lines)  # its log, too, has an end


def test_each_gets_only_what_it_needs() -> None:
    """No port of the bot's is published: the proxy alone reaches it. That one may open ports, and read its own file."""
    bot, caddy = service("bot"), service("caddy")
    assert not any(line.startswith(("ports:", "cap_add:", "privileged", "network_mode")) for line in bot)
    assert [line for line in caddy if line.startswith("cap_add:")] == ["cap_add: [NET_BIND_SERVICE]"]
    assert "- ./Caddyfile:/etc/caddy/Caddyfile:ro" in caddy
    assert "docker.sock" not in COMPOSE


def test_the_bot_has_time_to_say_goodbye() -> None:
    """It stops within ten seconds; then Docker kills."""
    assert "stop_grace_period: 15s" in service("bot")
    assert "STOPSIGNAL SIGTERM" in DOCKERFILE


def test_every_setting_it_fixes_is_one() -> None:
    """Also those of the image itself."""
    environment = re.findall(r"^    environment:\n((?:      .*\n)+)", COMPOSE, re.MULTILINE)[0]
    fixed = set(re.findall(r"^      ([A-Z_]+):", environment, re.MULTILINE))
    fixed |= set(re.findall(r"\b((?:DATABASE|WEB)_[A-Z]+)=", DOCKERFILE))
    assert fixed <= set(NAMES)
    assert {"DATABASE_PATH", "WEB_HOST"} <= fixed


def test_the_image_runs_as_nobody_special_and_holds_what_the_lock_names() -> None:
    """Built and run on the same base, which an operator can pin; nothing is installed without its hash."""
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases == ["${PYTHON_IMAGE}"] * 2
    (tag,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)", DOCKERFILE, re.MULTILINE)
    assert f"PYTHON_IMAGE: ${{PYTHON_IMAGE:-{tag}}}" in service("bot")
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert "\nUSER interview\n" in last
    assert "--uid 10001" in last
    assert last.index("\nUSER ") < last.index("\nENTRYPOINT ")
    installs = re.findall(r"pip install (.*)", DOCKERFILE)
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)


def test_what_is_copied_into_it_is_let_through() -> None:
    """`.dockerignore` keeps everything else out: .env above all."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    copied = {name for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()}
    assert copied == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert ".env" not in copied

"""The calls into davey (Discord's end-to-end encryption, DAVE), made safe: what fails has a name, nothing is raised.

A panic in davey's Rust is a BaseException, and so passes `except Exception`. Never print a session: its `repr` leaks
memory for good, and its errors may be new ones tomorrow, so only their kind is counted.
"""

from typing import Final

import davey

_MAGIC: Final = b"\xfa\xfa"
"""The last two bytes of every frame DAVE encrypted (DAVE protocol, "Encrypted frame")."""


def is_panic(error: BaseException) -> bool:
    """Whether this came out of Rust, rather than being Python's own wish to stop (Ctrl-C, cancelled task)."""
    return isinstance(error, Exception) or type(error).__module__ == "pyo3_runtime"


def open_frame(session: davey.DaveSession, user_id: int, frame: bytes) -> tuple[bytes | None, str]:
    """What this user encrypted, or None and the name of the counter that says why not.

    A frame in clear is refused here: discord.py lets a session accept clear frames for ever after an upgrade
    (`set_passthrough_mode(True, …)`), and then anybody between could speak for the candidate.
    """
    if not frame.endswith(_MAGIC):
        return None, "clear"
    try:
        plain = bytes(session.decrypt(user_id, davey.MediaType.audio, frame))
    except BaseException as error:
        if not is_panic(error):
            raise
        return None, _name(error)
    if not plain or len(plain) >= len(frame):  # passed through as it was
        return None, "clear"
    return plain, ""


def seal_frame(session: davey.DaveSession, opus: bytes) -> bytes | None:
    """The frame for everybody in the group; None when it could not be encrypted, and then it must not be sent."""
    try:
        return bytes(session.encrypt_opus(opus)) or None
    except BaseException as error:
        if not is_panic(error):
            raise
        return None


def _name(error: BaseException) -> str:
    if not isinstance(error, Exception):
        return "dave_panic"
    # for 100-150 ms after somebody joined, and at each change of the group, their key is not here yet: that is no fault
    return "no_cryptor" if "NoValidCryptorFound" in str(error) or "NoDecryptor" in str(error) else "dave_refused"

"""A simulated person's end of DAVE: Discord's own libdave, by way of dave.py."""

import asyncio
from collections.abc import Callable

import dave


class DaveMember:
    """Satisfies `dave_group.Member`. `send_package` is called with each new key package."""

    def __init__(self, user_id: int, channel_id: int, ssrc: int, send_package: Callable[[bytes], None]) -> None:
        self._user_id, self._channel_id = user_id, channel_id
        self._send_package = send_package
        self.failures: list[str] = []
        self.can_send = asyncio.Event()
        """Set when frames can be encrypted."""
        self._ssrc = ssrc
        self._session = dave.Session(lambda where, why: self.failures.append(f"{where}: {why}"))
        self._encryptor = dave.Encryptor()
        self._encryptor.assign_ssrc_to_codec(ssrc, dave.Codec.opus)
        self._decryptors: dict[int, dave.Decryptor] = {}
        self._sender = b""

    def external_sender(self, package: bytes) -> None:
        self._sender = package
        self.start_anew()

    def start_anew(self) -> None:
        self._session.reset()
        self._session.init(1, self._channel_id, str(self._user_id))
        self._session.set_external_sender(self._sender)
        package = self._session.get_marshalled_key_package()
        assert package is not None, "libdave makes key packages at once"
        self._send_package(package)

    def proposals(self, payload: bytes, users: set[int]) -> bytes | None:
        return self._session.process_proposals(payload, {str(user) for user in users})

    def commit(self, transition: int, message: bytes, users: set[int]) -> None:
        done = self._session.process_commit(message)
        if isinstance(done, dave.RejectType):
            self.failures.append(f"commit {transition}: {done}")
            return
        self._listen_to(users)

    def welcome(self, transition: int, message: bytes, users: set[int]) -> None:
        if self._session.process_welcome(message, {str(user) for user in users}) is None:
            self.failures.append(f"welcome {transition} refused")
            return
        self._listen_to(users)

    def _listen_to(self, users: set[int]) -> None:
        """New keys at once for receiving: libdave keeps the old ones for ten seconds."""
        for user in users - {self._user_id}:
            ratchet = self._session.get_key_ratchet(str(user))
            if ratchet is not None:
                self._decryptors.setdefault(user, dave.Decryptor()).transition_to_key_ratchet(ratchet)

    def execute(self, transition: int) -> None:
        self._encryptor.set_key_ratchet(self._session.get_key_ratchet(str(self._user_id)))
        self.can_send.set()

    @property
    def ready(self) -> bool:
        return self.can_send.is_set()

    def encrypt(self, frame: bytes) -> bytes | None:
        return self._encryptor.encrypt(dave.MediaType.audio, self._ssrc, frame)

    def decrypt(self, user_id: int, frame: bytes) -> bytes | None:
        decryptor = self._decryptors.get(user_id)
        return decryptor.decrypt(dave.MediaType.audio, frame) if decryptor is not None else None

    def authenticator(self) -> bytes | None:
        """The same for all who are in the same epoch: what privacy codes are made of."""
        return self._session.get_last_epoch_authenticator()

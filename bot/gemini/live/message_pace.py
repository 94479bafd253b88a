"""Whether the process has time for a message of each 20 ms of sound, or is to join two of them. Pure."""

LATE = 0.002
"""Seconds from the moment when something can be sent until it is: an idle process takes a tenth of that."""
LASTS = 2.0
"""Seconds for which it is believed then that there is no time; a message costs as much for 20 ms as for 40."""


class MessagePace:
    """One for each client; but the delay it measures is that of the whole event loop."""

    def __init__(self) -> None:
        self._until = 0.0

    def sent(self, waited: float, now: float) -> None:
        """Take note that something was sent after waiting `waited` seconds."""
        if waited > LATE:
            self._until = now + LASTS

    def joins(self, now: float) -> bool:
        """Whether 20 ms are to wait for the next."""
        return now < self._until

"""What an attachment queue needs beside the part that is tested."""

from bot.ports.events import VoiceMessage
from bot.runtime.attachments.reading import Reading


class NoVoiceMessages:
    """Fulfils `VoiceMessageReader` where no voice message comes."""

    async def read(self, message: VoiceMessage) -> Reading:
        raise AssertionError(message)

    def crowded(self, message: VoiceMessage) -> Reading:
        raise AssertionError(message)

"""The model's side of a session: one turn from the brain's decision to its last frame, with the failures on the way."""

import asyncio
import json
from typing import TYPE_CHECKING

from sims.gemini import mouth, replies
from sims.gemini.brain import FILLER, ContextEntry, Reply
from sims.gemini.controls import Controls
from sims.gemini.faults import Fault, Moment
from sims.gemini.tools import ToolBox

if TYPE_CHECKING:
    from sims.gemini.session import SimSession

_TOO_MANY_BYTES = 16 * 2**20 + 1
LATE_WORDS = " And why is that?"
"""What comes late with `late_words`, when the model spoke before."""
_DECLINED = {"decline_input": "PROHIBITED_INPUT_CONTENT", "decline_output": "GENERATED_AUDIO_SAFETY"}
_TONE_S = 90.0
_UNSPOKEN = ("text_part", "picture_part")
_UNKNOWN = {
    "somethingNew": {"of": "tomorrow"},
    "serverContent": {"interactionStatus": "IDLE", "moodOfModel": "curious"},
}


class Speech:
    """Speaks one turn at a time, in a task of the session."""

    def __init__(self, session: "SimSession", controls: Controls, tools: ToolBox) -> None:
        self._session = session
        self._controls = controls
        self._tools = tools
        self._task: asyncio.Task[None] | None = None
        self._mute = False
        self._turn_open = False
        """From the first sign of a turn until its turnComplete, also while it waits for a blocking call."""
        self._generated = False
        """generationComplete was sent, turnComplete not yet."""
        self._said: list[str] = []
        self._late = ""
        """Transcription that comes after the turn's end."""
        self._chunks = 0
        self._sound = 0
        """Bytes of sound of this turn that mean something; and since when it would be played."""
        self._began = 0.0
        self._thinks = False
        """It said that it is at work, and has to say IDLE in the end."""
        self._filling = False
        """What it says is not all: it stands in the context with the rest."""
        self._again = False
        """A tool's answer came while the model spoke: speak again when this turn is over."""

    def start(self) -> None:
        """Begin a turn for what now stands in the context."""
        self._task = self._session.spawn(self._turn(Moment.TURN))

    def go_on(self) -> None:
        """A tool was answered: go on, at once or when the running turn is over."""
        if self._speaking:
            self._again = True
        else:
            self._task = self._session.spawn(self._turn(Moment.TOOL))

    async def interrupt(self) -> None:
        """New input: what is being said is cut off, and blocking calls are void."""
        await self.stop()
        if cancelled := self._tools.cancel_waiting():
            await self._session.send(replies.tool_call_cancellation(cancelled))
        if not self._turn_open:
            return
        fault = self._controls.take(Moment.INTERRUPT) if self._session.spoken else None
        name = fault.name if fault else ""
        if self._session.spoken or not self._generated:  # as long as it would be played it can be interrupted
            self._remember()
            await self._session.send(replies.interrupted())
        if name == "late_audio_after_interrupt":
            await self._session.send(replies.spoken(" and then", mouth.sound("late")))
        if name == "interrupted_without_turn_complete":
            self._turn_open = False
            return
        await self._end_turn()

    async def stop(self) -> None:
        """Fall silent at once, without a frame."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._again = False

    @property
    def turn_open(self) -> bool:
        """From the decision to speak until turnComplete."""
        return self._turn_open or self._speaking

    @property
    def _speaking(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _turn(self, moment: Moment) -> None:
        fault = self._controls.take(moment)
        self._controls.note_change()
        if fault is not None and (fault.code or fault.name == "drop"):
            await self._session.suffer(fault)
            return
        self._mute |= fault is not None and fault.name == "silent"
        if self._mute or (fault is not None and fault.name == "silent_once"):
            return
        if not self._turn_open:
            self._turn_open, self._generated, self._chunks, self._sound = True, False, 0, 0
            await self._offer_no_handle()
        await asyncio.sleep(self._controls.delay)
        await self._speak(fault)

    async def _speak(self, fault: Fault | None) -> None:
        name = fault.name if fault else ""
        if reason := _DECLINED.get(name):
            if name == "decline_output":
                await self._say_text("I would", name)
            await self._end_turn(reason)
            return
        if name == "empty_turn":
            await self._finish(name)
            return
        if name == "tone":
            await self._drone()
            return
        await self._before_reply(name)
        while True:
            self._again = False
            reply = self._controls.brain(tuple(self._session.context), self._session.setup)
            await self._perform(reply, name)
            if self._tools.waiting:
                return  # the turn goes on with the toolResponse
            if not self._again:
                break
        await self._finish(name)
        if name == "twice":
            await self._perform(Reply(reply.text), name)
            await self._finish(name)

    async def _before_reply(self, name: str) -> None:
        session = self._session
        if name in ("go_away", "go_away_then_close"):
            await session.go_away(self._controls.go_away_time_left)
        if name == "go_away_then_close":
            session.later(self._controls.go_away_time_left, session.close(1008))
        if name == "no_pongs":
            session.deaf(self._controls.late)
        if name == "too_big":
            await session.send_raw(json.dumps({"padding": "x" * _TOO_MANY_BYTES}).encode())
        if name == "malformed_frame":
            await session.send_raw(self._controls.malformed)
        if name == "unknown_frame":
            await session.send_raw(json.dumps(_UNKNOWN).encode())
        if name == "stray_end":
            await session.send(replies.stray_end())
            await asyncio.sleep(self._controls.late)
        if name == "filler":
            self._thinks = self._filling = True
            await session.send(replies.status("IN_PROGRESS"))
            await self._say_text(FILLER, name)
            self._filling = False
            await session.send(replies.generation_complete())
            await asyncio.sleep(self._controls.late)
        if name == "thought_part":
            await session.send(replies.text_part("**Considering** what to say next.", thought=True))

    async def _perform(self, reply: Reply, name: str) -> None:
        if reply.text_first:
            await self._say_text(reply.text, name)
        for call in reply.tool_calls:
            call_id = f"function-call-{self._controls.next_number()}"
            self._tools.call(call_id, call.name)
            self._session.context.append(ContextEntry("call", json.dumps(dict(call.args)), call.name))
            await self._session.send(replies.tool_call(call_id, call.name, dict(call.args)))
        if reply.tool_calls:
            await self._offer_no_handle(in_words=True)
        if not reply.text_first:
            await self._say_text(reply.text, name)

    async def _say_text(self, text: str, name: str) -> None:
        if self._session.spoken and name not in (*_UNSPOKEN, "text_frame"):
            await self._sound_out(text, name)
            return
        parts = replies.fragments(text)
        transcript = self._transcribe(text, name)
        for number, fragment in enumerate(parts):
            if name == "drop_mid_reply" and number >= len(parts) // 2:
                await self._session.dropped()
            if name == "stalls" and number >= len(parts) // 2:
                await _never()
            if name in _UNSPOKEN:
                frame = replies.text_part(fragment, picture=name == "picture_part")
            else:
                frame = replies.spoken(transcript.of(fragment))
                self._said.append(fragment)
            await self._session.send(frame, as_text=name == "text_frame")
            self._chunks += 1
            await asyncio.sleep(self._controls.pace)
        self._remember()

    async def _sound_out(self, text: str, name: str) -> None:
        """Say it aloud, faster than it sounds, as the service does."""
        if not text:
            return
        transcript = self._transcribe(text, name)
        pieces = list(mouth.chunks(text, drawl=self._controls.drawl))
        for number, (pcm, words) in enumerate(pieces):
            if number == len(pieces) // 2:
                if name == "drop_mid_reply":
                    await self._session.dropped()
                if name == "stalls":
                    await _never()
                if name == "go_away_mid_reply":
                    await self._session.go_away(self._controls.go_away_time_left)
            if not self._sound:
                self._began = asyncio.get_running_loop().time()
            await self._session.send(replies.spoken(transcript.of(words), bytes(len(pcm)) if name == "zeros" else pcm))
            self._sound += len(pcm)
            if words:
                self._said.append(words)
            await asyncio.sleep(mouth.seconds(len(pcm)) / self._controls.speed)
        self._remember()

    async def _drone(self) -> None:
        """A tone in place of a reply."""
        self._began = asyncio.get_running_loop().time()
        for piece in mouth.tone(_TONE_S):
            await self._session.send(replies.spoken(None, piece))
            self._sound += len(piece)
            await asyncio.sleep(mouth.seconds(len(piece)) / self._controls.speed)
        await self._finish("tone")

    def _transcribe(self, text: str, name: str) -> mouth.Transcript:
        made = mouth.Transcript(text, wanted="outputAudioTranscription" in self._session.setup, fault=name)
        self._late += made.late
        return made

    def _remember(self) -> None:
        """What was said stands in the context, as far as it was said."""
        if self._said and not self._filling:
            self._session.said.append("".join(self._said))
            self._session.context.append(ContextEntry("model", "".join(self._said)))
            self._said = []

    async def _finish(self, name: str) -> None:
        as_text = name == "text_frame"
        if name == "no_end":
            await _never()
        await self._session.send(replies.generation_complete(), as_text=as_text)
        self._generated = True
        if name == "no_turn_complete":
            self._turn_open = False
            return
        if name in ("late_turn_complete", "late_words"):
            await asyncio.sleep(self._controls.late)
        if name == "late_words":
            await self._session.send(replies.spoken(LATE_WORDS))
        played = self._began + mouth.seconds(self._sound) / self._controls.playback
        await asyncio.sleep(max(0.0, played - asyncio.get_running_loop().time()) if self._sound else 0)
        await self._end_turn(as_text=as_text)

    async def _end_turn(self, reason: str = "", *, as_text: bool = False) -> None:
        session = self._session
        self._turn_open = False
        tokens = self._chunks + int(mouth.seconds(self._sound) * replies.AUDIO_TOKENS_PER_S)
        frame = replies.turn_complete(
            session.context, tokens, reason, audio_tokens_in=session.audio_tokens, video_tokens_in=session.video_tokens
        )
        if self._thinks:
            self._thinks = False
            frame["serverContent"]["interactionStatus"] = "IDLE"
        await session.send(frame, as_text=as_text)
        if "sessionResumption" in session.setup:
            await session.send(replies.handle(self._controls.keep(session.setup["model"], session.context)))
        if self._late:
            late, self._late = self._late, ""
            session.later(self._controls.late, session.send(replies.transcription(late)))

    async def _offer_no_handle(self, *, in_words: bool = False) -> None:
        if "sessionResumption" in self._session.setup:
            await self._session.send(replies.not_resumable(in_words=in_words))


async def _never() -> None:
    """Until it is interrupted, or the session ends."""
    await asyncio.get_running_loop().create_future()

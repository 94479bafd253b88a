"""One whole interview by voice that plays itself: what is said as it is said, the record, the recording, the times."""

import asyncio
import textwrap
import time
from collections.abc import Awaitable, Callable

import aiohttp

from bot.demo import latency, sound_check
from bot.demo.caller import Caller, Json, until
from bot.demo.script import Unfinished
from bot.demo.spoken_stage import SpokenStage, chat, room_of, spoken_stage
from bot.interview.models import InterviewType, Mark, Speaker, Status, Turn
from bot.store.records import Filters, InterviewDetail
from sims.discord.rtp import SILENCE
from sims.discord.world import BOT, GUILD
from sims.whistle import mark, phrase

HELLO = 0x1FF
"""Whistled into the microphone check; it is no phrase."""
ANSWERS = ((8, False), (17, False), (13, False), (7, True), (10, False))
"""Which phrase is the answer to which question, and whether it comes before the question is over."""
IMPATIENCE_SECONDS = 1.0
SHORTEST_SECONDS = 10.0
"""Of the recording; less would be only a part of it."""
POLL_SECONDS = 0.1
WIDTH = 104
NAMES = {Speaker.INTERVIEWER: "interviewer", Speaker.CANDIDATE: "casey"}
WHISTLING = """\
One interview by voice in a simulated Discord, with a canned interviewer (no key, nothing leaves this machine).
The simulated people whistle instead of talking. The candidate whistles numbers, and the simulated Gemini takes each for
the sentence of that number; Gemini whistles a checksum of what it says, by which the candidate knows that it arrived
whole. All between them is as with real voices: Opus, UDP, both encryptions (AEAD and DAVE), Gemini's protocol.
"""


async def run_interview() -> int:
    """Returns the exit code: 0 when everything held, from the command to the recording."""
    began = time.monotonic()
    print(WHISTLING)
    try:
        async with spoken_stage() as here, aiohttp.ClientSession() as http:
            caller = Caller(here, http)
            room = await agree(here, caller)
            await join(here, caller, room)
            await pass_check(here, caller, room)
            await converse(here, caller)
            detail = await show_record(here)
            await show_recording(here, detail)
            show_times(here, caller)
            check(here, caller, detail)
    except Unfinished as wrong:
        print(f"\nThe demo stopped: {wrong}")
        return 1
    print(f"\nEverything held. Done in {time.monotonic() - began:.0f} s.")
    return 0


async def agree(here: SpokenStage, caller: Caller, kind: InterviewType = InterviewType.VOICE) -> int:
    """From the command to the voice channel, in which the bot waits; the channel's id."""
    print(f"casey        /interview start type:{here.bot.words.say('en', f'start-type-{kind}')}")
    panel = await caller.commands("interview", "start", type=kind.value)
    for line in consent(panel["response"]):
        print(f"             │ {line}")
    print("casey        presses “Agree and start”")
    await caller.presses(panel, "start:agree")
    world = here.discord.world
    await until(lambda: room_of(here), "there is no voice channel")
    room = room_of(here)
    await until(lambda: world.voice_states.get(BOT, {}).get("channel_id") == str(room), "the bot does not come")
    print(f"             #{world.channels[room]['name']} was made for the two of them; the bot waits in it")
    return room


async def join(here: SpokenStage, caller: Caller, room: int) -> None:
    """The candidate comes, and is asked to say anything."""
    print("casey        joins it, and whistles once for the microphone check")
    await caller.person.join(room)
    await until(lambda: "Say anything" in chat(here, room), "there is no microphone check")


async def pass_check(here: SpokenStage, caller: Caller, room: int) -> None:
    """The candidate says anything."""
    await caller.says(HELLO)
    await until(lambda: "I hear you" in chat(here, room), "the microphone check is not passed")
    print("bot          I hear you.\n")


async def converse(here: SpokenStage, caller: Caller, after: Callable[[int], Awaitable[None]] | None = None) -> None:
    """Answer whenever it is the candidate's turn, once before it is, until the interviewer has said goodbye."""
    printing = asyncio.create_task(print_turns(here))
    try:
        for place, (number, impatient) in enumerate(ANSWERS, 1):
            await (caller.loses_patience(IMPATIENCE_SECONDS) if impatient else caller.is_asked())
            await caller.says(number)
            if after is not None:
                await after(place)
        await until(lambda: not here.bot.service.running_count(), "the interview does not end")
        await asyncio.sleep(POLL_SECONDS * 2)
        if printing.done():
            printing.result()
    finally:
        printing.cancel()
        await asyncio.gather(printing, return_exceptions=True)


async def print_turns(here: SpokenStage) -> None:
    """Each turn when it is in the record."""
    printed = 0
    while True:
        turns = (await recorded(here)).turns
        for before, turn in list(zip((None, *turns), turns, strict=False))[printed:]:
            print_turn(turn, interrupts=before is not None and Mark.INTERRUPTED in before.marks)
        printed = len(turns)
        await asyncio.sleep(POLL_SECONDS)


def print_turn(turn: Turn, *, interrupts: bool) -> None:
    """Who said what; the bridging sentence before a question is said with it."""
    words = " ".join(part for part in (turn.lead, turn.text) if part)
    name, words = NAMES[turn.speaker], f"(interrupts) {words}" if interrupts else words
    for line in textwrap.wrap(words, WIDTH):
        print(f"{name:<12} {line}")
        name = ""


async def recorded(here: SpokenStage) -> InterviewDetail:
    """The one interview, as a reviewer may export it."""
    rows = await here.store.history(GUILD, Filters())
    detail = await here.store.detail(GUILD, rows[0].id) if rows else None
    if detail is None:
        raise Unfinished("nothing is recorded")
    return detail


async def show_record(here: SpokenStage) -> InterviewDetail:
    """What is in the database; of an interrupted turn also what was heard of it."""
    detail = await recorded(here)
    row = detail.row
    print("\nThe record, as it is stored:")
    print(f"  interview #{row.id} · type {row.interview_type} · {row.title} · {row.status} ({row.status_reason})")
    for turn in detail.turns:
        where = f"question {turn.question + 1}" if turn.question is not None else ""
        print(f"  {turn.seq:>3}  {turn.speaker:<12} {turn.kind:<10} {where:<11} {turn.text.splitlines()[0][:90]}")
        if turn.spoken is not None and Mark.INTERRUPTED in turn.marks:
            print(f"{'':<42} interrupted; heard: “{turn.spoken.text}” ({turn.spoken.heard_ms} ms)")
    print(f"  {len(detail.events)} events · {detail.tokens} tokens · about ${detail.cost_usd:.4f}")
    return detail


async def show_recording(here: SpokenStage, detail: InterviewDetail) -> None:
    """Copied to where it stays, and read by a tool that is not ours. Raises Unfinished."""
    files = here.store.recordings(detail.row.id)
    folder = sound_check.keep(files)
    print(f"\nThe recording, kept in {folder}:")
    sounds = [file for file in sorted(folder.iterdir()) if file.suffix == ".ogg"]
    for file in sounds:
        try:
            sound = await sound_check.look_at(file)
        except ValueError as wrong:
            raise Unfinished(f"{file.name} is not valid: {wrong}") from wrong
        print(f"  {file.name:<20} {sound.codec}, {sound.seconds:.1f} s: valid, says {sound.tool}")
        if sound.codec != "opus" or sound.seconds < SHORTEST_SECONDS:
            raise Unfinished(f"{file.name} is not what was said")
    print("  turns.json           which turn is where in them")
    if len(sounds) != 2 or not (folder / "turns.json").is_file():
        raise Unfinished("the recording is not complete")


def show_times(here: SpokenStage, caller: Caller) -> None:
    """The latencies, with what is in them that is not ours."""
    sessions = here.gemini.sessions
    detection = sessions[0].setup["realtimeInputConfig"]["automaticActivityDetection"]
    heard = [each.time for each in caller.person.heard if each.opus != SILENCE]
    seen = latency.moments(caller.person.spoke, heard, sessions)
    print("\nHow long it took, on this machine, with both simulators in the same process:")
    for line in latency.table(seen):
        print(line)
    silence = detection["silenceDurationMs"]
    print(f"  The last line holds the {silence} ms of silence after which Gemini was asked to answer.")
    print("  The canned one needs no time to think; the real one takes as long as it takes.")
    if not all(measure(seen) for _, measure in latency.ROWS):
        raise Unfinished("something was never measured")


def check(here: SpokenStage, caller: Caller, detail: InterviewDetail) -> None:
    """Whether both sides know the same. Raises Unfinished with the first thing that does not hold."""
    answers = [turn.text for turn in detail.turns if turn.speaker is Speaker.CANDIDATE]
    said = [words for session in here.gemini.sessions for words in session.said]
    whole = [words for words in said if mark(words) in caller.person.marks]
    cut = [turn for turn in detail.turns if Mark.INTERRUPTED in turn.marks]
    sounds = [each for each in caller.person.heard if each.opus != SILENCE]
    held = (
        (detail.row.status is Status.COMPLETED, "the interview was not completed"),
        (answers == [phrase(number) for number, _ in ANSWERS], f"the answers are not those that were given: {answers}"),
        (len(cut) == 1, "the interruption is not in the record, or there was another one"),
        (all(shortened(each) for each in cut), "of an interrupted turn more is recorded than was heard"),
        (len(whole) == len(said), "something that Gemini said did not reach the candidate whole"),
        (sounds and all(each.encrypted for each in sounds), "something was sent without end-to-end encryption"),
        (not here.discord.world.errors, f"the simulated Discord complains: {here.discord.world.errors[:3]}"),
    )
    for holds, otherwise in held:
        if not holds:
            raise Unfinished(otherwise)


def shortened(turn: Turn) -> bool:
    """Whether the record knows that only a part of it was heard."""
    return turn.spoken is not None and len(turn.spoken.text) < len(turn.text)


def consent(panel: Json) -> list[str]:
    """The first words of each paragraph: the whole of it would fill the screen."""
    text = "\n".join(embed.get("description", "") for embed in panel["embeds"]).replace("**", "")
    return [textwrap.shorten(line, WIDTH, placeholder=" …") for line in text.splitlines() if line.strip()]

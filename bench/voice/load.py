"""The load's process: everybody but the bot, on one thread, one `epoll` and one schedule."""

import heapq
import math
import select
import socket
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from bench.voice import gemini_end as gemini
from bench.voice.discord_end import Datagrams, VoiceServer, candidates_packets
from bench.voice.groups import Group
from bench.voice.page_end import Browsers
from bench.voice.scene import CHUNK_TICKS, TICK, WARM_UP, Hello, Person, Scene, Seen

LEAD = 5
"""Pieces that a reply is ahead of its playing where both talk always, so that the queue never runs dry."""
REPLY = 100
"""Pieces of one reply there: 4 s."""
CYCLE = 250
SPEECH, QUIET, ANSWER, SAID, CUT, DONE = 100, 105, 140, 190, 200, 240
"""Ticks of a turn: the candidate speaks, five silence packets, the model answers at twice the pace of its playing."""


def serve(scene: Scene, subject: Connection, parent: Connection) -> None:
    """The process: meet the other, run the scene, tell the parent."""
    parent.send(Load(scene, subject).run())


@dataclass(slots=True)
class Talk:
    """One interview as the load sees it."""

    person: Person
    datagrams: Datagrams
    offset: int
    written: list[float] = field(default_factory=list)
    taken: int = 0  # frames of 20 ms that came over the websocket
    piece: int = 0
    cycle: int = 0
    asked_at: float = math.inf  # a reply's first piece was written, its first packet is awaited
    cut_at: float = math.inf  # `interrupted` was written, the end of the packets is awaited
    last: float = 0.0
    last_sound: float = 0.0
    sounding: bool = False


class Load:
    """One run."""

    def __init__(self, scene: Scene, subject: Connection) -> None:
        self._scene = scene
        self._subject = subject
        self._discord = VoiceServer()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._poll = select.epoll()
        self._sessions: dict[int, gemini.Session] = {}  # by file descriptor
        self._of: dict[int, gemini.Session] = {}  # by interview
        self._pieces = gemini.pieces()
        self._browsers = Browsers(scene.pages, WARM_UP + scene.seconds)
        self._pages: dict[int, socket.socket] = {}  # by file descriptor
        self._seen = Seen()
        self._since = math.inf  # the window's begin, epoch seconds
        self._talks = self._meet()
        self._by_ssrc = {talk.person.bot_ssrc: talk for talk in self._talks}

    def run(self) -> Seen:
        self._poll.register(self._discord.socket.fileno(), select.EPOLLIN)
        self._poll.register(self._listening.fileno(), select.EPOLLIN)
        self._poll.register(self._subject.fileno(), select.EPOLLIN)
        while not self._subject.poll():
            self._look(0.1)
        self._browsers.connect(self._subject.recv())
        self._pages = {page.fileno(): page for page in self._browsers.sockets}
        for descriptor in self._pages:
            self._poll.register(descriptor, select.EPOLLIN)
        self._poll.unregister(self._subject.fileno())
        start = time.time() + 0.2
        ticks = [(start + TICK * number / len(self._talks), number, 0) for number in range(len(self._talks))]
        heapq.heapify(ticks)
        self._browsers.begin(start)
        cpu = 0.0
        while ticks:
            due, number, tick = ticks[0]
            now = time.time()
            self._browsers.send(now)
            if now < due:
                self._look(due - now)
                continue
            if math.isinf(self._since) and now >= start + WARM_UP:
                self._since, cpu = now, time.process_time()
                self._subject.send("begin")
            if now >= self._since:
                self._seen.add(self._seen.late, now - self._since, now - due)
            self._tick(self._talks[number], tick)
            if tick + 1 < self._scene.ticks:
                heapq.heapreplace(ticks, (due + TICK, number, tick + 1))
            else:
                heapq.heappop(ticks)
            self._look(0)
        self._seen.cpu_seconds = time.process_time() - cpu
        self._subject.send("end")
        self._seen.shown = self._browsers.shown
        return self._seen

    def _meet(self) -> list[Talk]:
        numbers = range(self._scene.interviews)
        groups = [Group(1000 + number, 3000 + number) for number in numbers]
        people = tuple(
            Person(n, 1000 + n, 3000 + n, 2, 5000 + n, 7000 + n, n.to_bytes(32, "big"), groups[n].sender.package)
            for n in numbers
        )
        self._subject.send(Hello(self._discord.port, self._listening.getsockname()[1], people))
        joining = self._subject.recv()
        self._discord.meet(people, joining)
        self._subject.send([group.welcome(each.key_package) for group, each in zip(groups, joining, strict=True)])
        opus = candidates_packets()
        always = self._scene.talk == "always"
        return [
            Talk(
                person,
                Datagrams(person, groups[person.number], opus, self._scene.ticks + 10),
                0 if always else CYCLE * person.number // self._scene.interviews,
            )
            for person in people
        ]

    def _look(self, seconds: float) -> None:
        """Take in what arrives within this time. `select`, because `epoll` rounds up to whole milliseconds, and then
        people who speak independently would be heard in bursts."""
        select.select([self._poll], [], [], seconds)
        for descriptor, _ in self._poll.poll(0):
            if descriptor == self._discord.socket.fileno():
                for ssrc, at, sound in self._discord.packets():
                    if (talk := self._by_ssrc.get(ssrc)) is not None:
                        self._packet(talk, at, sound=sound)
            elif descriptor == self._listening.fileno():
                session = gemini.Session(self._listening.accept()[0])
                self._sessions[session.socket.fileno()] = session
                self._poll.register(session.socket.fileno(), select.EPOLLIN)
            elif descriptor in self._sessions:
                self._read(self._sessions[descriptor])
            elif descriptor in self._pages and not self._browsers.read(self._pages[descriptor]):
                self._poll.unregister(descriptor)
                self._seen.gone += 1

    def _read(self, session: gemini.Session) -> None:
        messages = session.read()
        if messages is None:
            self._poll.unregister(session.socket.fileno())
            del self._sessions[session.socket.fileno()]
            session.socket.close()
            return
        if session.number is None:
            return
        self._of[session.number] = session
        for at in session.pictures:
            if at >= self._since:
                self._seen.add(self._seen.pictures, at - self._since, at - self._browsers.written(session.number))
        session.pictures.clear()
        talk = self._talks[session.number] if messages else None
        for at, frames in messages:
            assert talk is not None
            # silence that was filled in during a stall of the machine is nobody's datagram
            talk.taken = min(talk.taken + frames, len(talk.written))
            self._seen.frames += frames
            if at >= self._since and self._scene.talk == "always":
                self._seen.add(self._seen.heard, at - self._since, at - talk.written[talk.taken - 1])
                for written in talk.written[talk.taken - frames : talk.taken]:
                    self._seen.add(self._seen.waited, at - self._since, at - written)

    def _packet(self, talk: Talk, at: float, *, sound: bool) -> None:
        counts = at >= self._since
        self._seen.packets += counts
        if sound and at > talk.asked_at:
            if counts:
                self._seen.add(self._seen.answered, at - self._since, at - talk.asked_at)
            talk.asked_at = math.inf
        elif talk.last and (talk.sounding or not sound) and talk.last > self._since and counts:
            self._seen.add(self._seen.gaps, at - self._since, at - talk.last)
        if not sound and not math.isinf(talk.cut_at):
            if counts:
                self._seen.add(self._seen.silenced, at - self._since, max(0.0, talk.last_sound - talk.cut_at))
            talk.cut_at = math.inf
        talk.last, talk.sounding = at, sound
        if sound:
            talk.last_sound = at

    def _tick(self, talk: Talk, tick: int) -> None:
        if self._scene.talk == "silent":
            return
        if self._scene.talk == "always":
            self._say(talk)
            if tick == 0:
                for _ in range(LEAD):
                    self._piece(talk)
            if tick % CHUNK_TICKS == 0:
                self._piece(talk)
                if talk.piece % REPLY == 0:
                    self._end(talk, gemini.GENERATED + gemini.TURN_COMPLETE)
            return
        self._turn(talk, (tick + talk.offset) % CYCLE)

    def _turn(self, talk: Talk, tick: int) -> None:
        if tick == 0:
            talk.cycle += 1
        if tick < SPEECH:
            self._say(talk)
        elif tick < QUIET:
            self._discord.send(talk.person.number, talk.datagrams.silence())
        if ANSWER <= tick < SAID:
            if tick == ANSWER:
                talk.asked_at = time.time()
            self._piece(talk)
        elif tick == SAID:
            self._end(talk, gemini.GENERATED)
        elif talk.cycle % 2 and tick == CUT:
            talk.cut_at = time.time()
            self._end(talk, gemini.INTERRUPTED + gemini.TURN_COMPLETE)
        elif not talk.cycle % 2 and tick == DONE:
            self._end(talk, gemini.TURN_COMPLETE)

    def _say(self, talk: Talk) -> None:
        datagram = talk.datagrams.next()
        talk.written.append(time.time())
        self._discord.send(talk.person.number, datagram)

    def _piece(self, talk: Talk) -> None:
        self._end(talk, self._pieces[talk.piece % len(self._pieces)])
        talk.piece += 1

    def _end(self, talk: Talk, frame: bytes) -> None:
        self._of[talk.person.number].send(frame)

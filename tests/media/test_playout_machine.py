"""Any order of sound, ends, interruptions and beats."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.media.playout import Playout
from bot.ports.events import Played
from tests.media.spelling import Spelled, sound, spelling


class Speaking(RuleBasedStateMachine):
    """Against lists: what was pushed leaves in order, whole, once; every item is reported once and truly."""

    def __init__(self) -> None:
        super().__init__()
        self.playout = Playout(Spelled())
        self.item = 1
        self.frame = 1
        self.waiting: list[tuple[int, int]] = []  # (frame, item)
        self.part = b""
        self.pushed: dict[int, int] = {}
        self.heard: dict[int, int] = {}
        self.ended: set[int] = set()
        self.reports: list[Played] = []
        self.silences = 0

    @rule(frames=st.integers(1, 8), cut=st.integers(0, 959))
    def push(self, frames: int, cut: int) -> None:
        """Sound in chunks that end anywhere."""
        whole = self.part + sound(self.frame, frames)
        keep = len(whole) - cut
        self.playout.push(self.item, whole[len(self.part) : keep])
        self._expect(keep // 960)
        self.part = whole[:keep][keep // 960 * 960 :]
        rest = whole[keep:]
        self.playout.push(self.item, rest)
        self._expect((len(self.part) + len(rest)) // 960)
        self.part = b""

    @rule(samples=st.integers(1, 479))
    def end(self, samples: int) -> None:
        """The item ends in the middle of a packet."""
        self.playout.push(self.item, sound(self.frame, 1)[: 2 * samples])
        self._expect(1)
        self.playout.end(self.item)
        self.ended.add(self.item)
        self.item += 1

    @rule()
    def flush(self) -> None:
        """Somebody interrupts; what comes afterwards is another item."""
        self.playout.flush()
        self.waiting.clear()
        self.item += 1

    @rule(beats=st.integers(1, 12))
    def pop(self, beats: int) -> None:
        """The clock goes on."""
        for _ in range(beats):
            active = self.playout.active
            packet = self.playout.pop()
            assert active == (packet is not None)
            if self.waiting:
                frame, item = self.waiting.pop(0)
                assert spelling(packet) == frame
                self.heard[item] = self.heard.get(item, 0) + 1
                self.silences = 0
            elif packet is not None:
                assert spelling(packet) == 0
                self.silences += 1
                assert self.silences <= 5
            elif self.heard:
                assert self.silences == 5

    @invariant()
    def reports_are_true(self) -> None:
        """Once for each item, in order, exact to 20 ms."""
        for played in self.playout.take_progress():
            assert played.item_id not in {earlier.item_id for earlier in self.reports}
            heard, total = self.heard.get(played.item_id, 0), self.pushed[played.item_id]
            assert (played.heard_ms, played.total_ms) == (20 * heard, 20 * total)
            if not played.cut:
                assert played.item_id in self.ended
                assert heard == total
            self.reports.append(played)
        done = {item for item in self.ended if self.heard.get(item, 0) == self.pushed[item]}
        assert done <= {played.item_id for played in self.reports}

    def _expect(self, frames: int) -> None:
        self.pushed[self.item] = self.pushed.get(self.item, 0) + frames
        self.waiting += [(self.frame + i, self.item) for i in range(frames)]
        self.frame += frames


TestSpeaking = Speaking.TestCase

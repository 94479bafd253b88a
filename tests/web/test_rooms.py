"""The room between a page and an interview runner, without either's machinery."""

from bot.ports.camera import PageEnd
from bot.ports.events import EdgeEvent, ShownSource, Source
from bot.web.camera.rooms import Cameras
from tests.harness.video_world import PaperPage


class Watching:
    """Fulfils `Watcher`: writes down what happens."""

    def __init__(self) -> None:
        self.heard: list[EdgeEvent] = []

    def see(self, source: Source, jpeg: bytes) -> bool:
        return True

    def happened(self, event: EdgeEvent) -> None:
        self.heard.append(event)


def test_who_begins_to_watch_is_told_what_is_filmed() -> None:
    """Also when it was the page that came first; nobody is handed a picture before."""
    room, runner = Cameras().of(1), Watching()
    page = PaperPage().open(room)
    assert not page.sends()
    room.watch(runner)
    assert runner.heard == [ShownSource(Source.CAMERA)]
    assert page.sends()
    room.watch(None)
    assert not page.sends()


def test_it_rests_until_the_runner_says_otherwise() -> None:
    """And again when nobody watches."""
    room = Cameras().of(1)
    page = PaperPage().open(room)
    room.watch(Watching())
    room.rest(on=False)
    room.watch(None)
    assert page.resting == [True, True, False, True]


def test_the_newest_page_counts() -> None:
    """The earlier one is told, and what it leaves behind does not touch the newer one."""
    room, runner = Cameras().of(1), Watching()
    room.watch(runner)
    first, second = PaperPage().open(room), PaperPage().open(room, Source.SCREEN)
    assert first.closed == "elsewhere"
    assert first.disconnect is not None
    first.disconnect()
    assert second.closed is None
    assert runner.heard == [ShownSource(each) for each in (None, Source.CAMERA, None, Source.SCREEN)]


def test_a_page_that_goes_films_nothing() -> None:
    """And an end closes it; who watches again opens the room again."""
    room, runner = Cameras().of(1), Watching()
    room.watch(runner)
    page = PaperPage().open(room)
    assert page.disconnect is not None
    page.disconnect()
    assert runner.heard[-1] == ShownSource(None)
    last = PaperPage().open(room)
    room.end(PageEnd.WRITING)
    assert (last.closed, room.ended) == (PageEnd.WRITING, PageEnd.WRITING)
    room.watch(runner)
    assert room.ended is None


def test_a_new_page_hears_the_last_captions() -> None:
    """The newest three, each in its last wording."""
    room = Cameras().of(1)
    for key in range(5):
        room.caption(key, "begun", final=False)
        room.caption(key, "said", final=True)
    assert PaperPage().open(room).captions == dict.fromkeys((2, 3, 4), ("said", True))


def test_the_words_of_the_newest_question_are_among_them() -> None:
    """Posted words have negative keys, which say nothing of their order beside what is said."""
    room = Cameras().of(1)
    for key in (-1, 3, 4, -2):
        room.caption(key, "said", final=True)
    assert list(PaperPage().open(room).captions) == [3, 4, -2]


def test_rooms_are_kept_until_dropped() -> None:
    """One for each interview."""
    cameras = Cameras()
    assert cameras.known(1) is None
    room = cameras.of(1)
    assert cameras.of(1) is room is cameras.known(1)
    assert cameras.of(2) is not room
    cameras.drop(1)
    cameras.drop(1)
    assert cameras.known(1) is None

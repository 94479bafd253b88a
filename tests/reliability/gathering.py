"""Reads what came out of a run: the record from the database, the chat from the simulated Discord."""

import json
from collections import defaultdict
from collections.abc import Sequence

from sims.discord.world import BOT
from sims.whistle import PHRASES
from tests.reliability import machine
from tests.reliability.caller import Caller
from tests.reliability.oracle import ChatMessage, Played, TurnRow
from tests.reliability.person import Person
from tests.reliability.town import Town


def gather(town: Town, people: Sequence[Person]) -> list[Played]:
    """Every interview, in the order in which they began. What a person said counts for the one whose place it was."""
    by_user = {person.user: person for person in people}
    turns = turns_by_interview(town)
    sessions = machine.rows(
        town.database,
        "SELECT id, candidate_id, interview_type, status, medium, thread_id, room_id, plan"
        " FROM interview_sessions ORDER BY id",
    )
    found = []
    for id_, user, kind, status, medium, thread, room, plan in sessions:
        person = by_user[int(str(user))]
        chat = chat_of(town, thread)
        stood = {each.id for each in chat}
        found.append(
            Played(
                person=person.number,
                kind=str(kind),
                status=str(status),
                medium=str(medium),
                turns=tuple(turns[int(str(id_))]),
                chat=chat,
                room=chat_of(town, room),
                said={id_: versions for id_, versions in person.said.items() if id_ in stood},
                deleted=frozenset(person.deleted),
                spoken=tuple(PHRASES[each] for each in person.spoken) if isinstance(person, Caller) else (),
                questions=len(json.loads(str(plan))["questions"]),
            )
        )
    return found


def chat_of(town: Town, place: object) -> tuple[ChatMessage, ...]:
    messages = town.sim.world.messages.get(int(str(place)), {}) if place else {}
    return tuple(
        ChatMessage(id_, each["author"]["id"] == str(BOT), each["content"], bool(each["components"]))
        for id_, each in sorted(messages.items())
    )


def turns_by_interview(town: Town) -> dict[int, list[TurnRow]]:
    messages: dict[tuple[int, int], list[int]] = defaultdict(list)
    marks: dict[tuple[int, int], set[str]] = defaultdict(set)
    found: dict[int, list[TurnRow]] = defaultdict(list)
    query = "SELECT session_id, seq, message_id FROM turn_messages ORDER BY session_id, seq, message_id"
    for session, seq, message in machine.rows(town.database, query):
        messages[int(str(session)), int(str(seq))].append(int(str(message)))
    for session, seq, mark in machine.rows(town.database, "SELECT session_id, seq, mark FROM turn_marks"):
        marks[int(str(session)), int(str(seq))].add(str(mark))
    query = "SELECT session_id, seq, speaker, kind, question, text, lead FROM turns ORDER BY session_id, seq"
    for session, seq, speaker, kind, question, text, lead in machine.rows(town.database, query):
        key = int(str(session)), int(str(seq))
        found[key[0]].append(
            TurnRow(
                seq=key[1],
                speaker=str(speaker),
                kind=str(kind),
                question=None if question is None else int(str(question)),
                text=str(text),
                lead=None if lead is None else str(lead),
                messages=tuple(messages[key]),
                marks=frozenset(marks[key]),
            )
        )
    return found

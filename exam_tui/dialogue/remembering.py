"""What a chat has come to so far: milestones reached and slips made, turn by turn.

Marking and routing ask the same questions here, so a customer never reacts to what would not be marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exam_tui.content.given import Given
from exam_tui.content.lookup import Lookup
from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import Milestone, RoleplayFile
from exam_tui.dialogue.state import Chat, ClosedTurn
from exam_tui.rubric.judging import Met, rules_met
from exam_tui.rubric.matching import bigrams, holds
from exam_tui.rubric.text import NormalText, bare, normalise

MOST_AT_ONCE = 4
"""Milestones that one turn can reach: who sends everything that there is to say at once has served nobody."""
MOST_MESSAGES, LONGEST_READ = 8, 500
"""Of a turn, so many messages and characters are read: no customer reads more before speaking again."""
REPEATED, SHORTEST_REPEATED = 0.8, 12
"""From which share of its pairs of characters on a message, of so many characters at least, only repeats what was sent
before in the chat. It says nothing a second time."""


@dataclass(frozen=True)
class TurnSaid:
    """One turn, ready for conditions: as far as it is read, without messages that only repeat earlier ones."""

    text: NormalText
    met: Met
    """Rules that it met, with the words."""
    known: frozenset[str]
    """What had been looked up by its end."""
    been: frozenset[str]
    levels: Mapping[str, int]
    """Where the chat had been, and where its meters stood, when it was said."""


@dataclass(frozen=True)
class Memory:
    """What is known at a turn."""

    been: frozenset[str]
    reached: frozenset[str]
    found: Met
    known: frozenset[str]
    levels: Mapping[str, int]


def turn_said(policy: Policy, chat: Chat, messages: Sequence[str], ended_ms: int) -> TurnSaid:
    """A turn that is being said now, with the rules that it meets."""
    before = [message for turn in chat.turns for message in turn.messages]
    return _said(policy, chat, messages, before, ended_ms, chat.been, chat.levels)


def turns_said(policy: Policy, chat: Chat, turns: Iterable[ClosedTurn]) -> list[TurnSaid]:
    """All turns so far."""
    before: list[str] = []
    found: list[TurnSaid] = []
    for turn in turns:
        found.append(_said(policy, chat, turn.messages, before, turn.ended_ms, turn.been, turn.levels))
        before += turn.messages
    return found


def _said(
    policy: Policy,
    chat: Chat,
    messages: Sequence[str],
    before: Sequence[str],
    ended_ms: int,
    been: frozenset[str],
    levels: Mapping[str, int],
) -> TurnSaid:
    met = rules_met(policy, messages, leave=chat.leave_by(ended_ms))
    new = [message for index, message in enumerate(messages) if not repeats(message, [*before, *messages[:index]])]
    read = "\n".join(new[:MOST_MESSAGES])[:LONGEST_READ]
    return TurnSaid(normalise(read), met, chat.known_by(ended_ms), been, levels)


def repeats(message: str, earlier: Sequence[str]) -> bool:
    """Whether a message says nothing that was not sent before."""
    said = bare(message)
    if len(said) < SHORTEST_REPEATED or not earlier:
        return False
    pairs = bigrams(said)
    known = frozenset[str]().union(*(bigrams(bare(one)) for one in earlier))
    return len(pairs & known) >= REPEATED * len(pairs)


def is_family(rule: str, wanted: str) -> bool:
    """Whether a rule is the one that is wanted, or of that family."""
    return rule == wanted or rule.startswith(wanted + ".")


def given_holds(given: Given, memory: Memory) -> bool:
    """Whether all that must hold in the chat so far does."""

    def met(wanted: str) -> bool:
        return any(is_family(rule, wanted) for rule in memory.found)

    return (
        all(memory.levels.get(name, 0) < level for name, level in given.below.items())
        and all(memory.levels.get(name, 0) >= level for name, level in given.at_least.items())
        and memory.been.issuperset(given.been)
        and memory.been.isdisjoint(given.not_been)
        and memory.reached.issuperset(given.reached)
        and memory.reached.isdisjoint(given.not_reached)
        and memory.known.issuperset(given.looked_up)
        and memory.known.isdisjoint(given.not_looked_up)
        and all(met(wanted) for wanted in given.found)
        and not any(met(wanted) for wanted in given.not_found)
    )


def milestones_reached(script: RoleplayFile, turns: Sequence[TurnSaid], note: str = "") -> dict[str, int]:
    """Every milestone that was reached, with the turn (counted from 0; -1: in the note)."""
    reached: dict[str, int] = {}
    found: Met = {}
    for number, turn in enumerate(turns):
        room = MOST_AT_ONCE
        again = True
        while again:  # one may open the way to the next within the same turn
            memory = Memory(turn.been, frozenset(reached), found, turn.known, turn.levels)
            new = [m for m in script.milestone if m.id not in reached and _reaches(m, turn, memory, reached)][:room]
            reached.update((milestone.id, number) for milestone in new)
            room -= len(new)
            again = bool(new) and room > 0
        found = {**turn.met, **found}
    said = normalise(note)
    end = Memory(frozenset(), frozenset(reached), found, turns[-1].known if turns else frozenset(), {})
    for milestone in script.milestone if note.strip() else ():
        if (
            milestone.in_note
            and milestone.when is not None
            and holds(milestone.when, said)
            and all(other in reached for other in milestone.after)
            and (milestone.given is None or given_holds(milestone.given, end))
        ):
            reached[milestone.id] = -1
    return reached


def _reaches(milestone: Milestone, turn: TurnSaid, memory: Memory, reached: dict[str, int]) -> bool:
    if milestone.in_note or not all(other in reached for other in milestone.after):
        return False
    if milestone.when is not None and not holds(milestone.when, turn.text, turn.met):
        return False
    return milestone.given is None or given_holds(milestone.given, memory)


def memory_at(script: RoleplayFile, policy: Policy, chat: Chat, now: TurnSaid | None, now_ms: int = 0) -> Memory:
    """What is known when the customer reacts to the present turn; without one, at `now_ms`."""
    asks = _what_is_asked(script)
    earlier = turns_said(policy, chat, chat.turns) if asks else []
    found: Met = {}
    for turn in earlier:
        found = {**turn.met, **found}  # the first time counts: those words will be quoted
    turns = [*earlier, now] if now is not None else earlier
    known = now.known if now is not None else chat.known_by(now_ms)
    reached = frozenset(milestones_reached(script, turns)) if asks else frozenset[str]()
    return Memory(chat.been, reached, found, known, chat.levels)


def _what_is_asked(script: RoleplayFile) -> bool:
    """Whether anything in the script depends on what was said earlier."""
    givens = [reply.given for node in script.node.values() for reply in node.reply]
    givens += [reply.given for reply in script.always] + [reaction.given for reaction in script.reaction]
    givens += [lookup.given for lookup in script.lookup]
    return any(g is not None and (g.reached or g.not_reached or g.found or g.not_found) for g in givens)


def lookups_now(script: RoleplayFile, policy: Policy, chat: Chat, now_ms: int) -> list[Lookup]:
    """What can be looked up, or asked, now: what makes sense by now and has not been looked up."""
    done = {one.id for one in chat.lookups}
    left = [one for one in script.lookup if one.id not in done]
    if all(one.given is None for one in left):
        return left
    memory = memory_at(script, policy, chat, None, now_ms)
    return [one for one in left if one.given is None or given_holds(one.given, memory)]

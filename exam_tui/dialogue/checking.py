"""Does a script lead somewhere, do its conditions ever hold, and do its own examples go where it says?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from exam_tui.content.condition import Condition
from exam_tui.content.given import Given
from exam_tui.content.guessing import did_you_mean
from exam_tui.content.loading import Loaded
from exam_tui.content.policy import Policy
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem
from exam_tui.content.roleplay import OWN_METERS, Node, RoleplayFile, conditions_of
from exam_tui.content.scene import SceneFile
from exam_tui.content.tried import trouble_of
from exam_tui.dialogue.playing import play_model
from exam_tui.dialogue.shape import can_end, reachable, silent_loops
from exam_tui.dialogue.speaking import NAME, QUOTE, places_in
from exam_tui.dialogue.straying import strayed
from exam_tui.rubric.matching import likeness

ALIKE = 0.8
"""Likeness from which two choices can't be told apart at a glance."""
Given_at = tuple[KeyPath, Given]


def check_script(loaded: Loaded[RoleplayFile], complete: RoleplayFile | None, policy: Policy | None) -> list[Problem]:
    """Everything that can be said against a script. `complete`: with its scenes; None where it could not be completed.

    Positions are those of the script's own file; what is wrong inside a scene is told by `check_scene`. A script that
    has not changed is not tried twice.
    """
    parts = (
        loaded.source.text,
        complete.model_dump_json() if complete is not None else "",
        policy.model_dump_json() if policy is not None else "",
    )
    found = trouble_of(parts, lambda: _check(loaded, complete, policy))
    return [replace(problem, file=loaded.source.path) for problem in found]


def _check(loaded: Loaded[RoleplayFile], complete: RoleplayFile | None, policy: Policy | None) -> list[Problem]:
    problems = list(_missing_targets(loaded))
    if problems or complete is None:
        return problems
    problems += _shape(loaded, complete)
    problems += _meters(loaded, complete)
    problems += _conditions(loaded, complete)
    problems += _words(loaded, complete)
    problems += _choices(loaded.model.node, loaded)
    if policy is not None:
        problems += _unknown_findings(loaded, policy)
        problems += _strayed_examples(loaded, complete, policy)
        if not problems:
            problems += _model(loaded, complete, policy)
    return problems


def check_scene(loaded: Loaded[SceneFile], policies: Iterable[Policy], words: Collection[str]) -> Iterator[Problem]:
    """What can be said against a scene without a script around it. `words`: those that every temperament has."""
    scene, source = loaded.model, loaded.source
    if scene.scene.opening not in scene.node:
        yield source.problem(("scene", "opening"), "R020", node=scene.scene.opening)
    reached = {scene.scene.opening}
    for _ in scene.node:
        reached |= {to for name in reached & set(scene.node) for to in scene.node[name].targets}
    ways: list[tuple[KeyPath, str | None]] = []
    for name, node in scene.node.items():
        ways += ((("node", name, "reply", index, "to"), one.to) for index, one in enumerate(node.reply))
        ways += ((("node", name, "silence", index, "to"), one.to) for index, one in enumerate(node.silence))
        if name not in reached:
            yield source.problem(("node", name), "R021", node=name)
    for place, target in ways:
        if target is not None and not target.startswith("@") and target not in scene.node:
            yield source.problem(place, "R020", "error", node=target, guess=did_you_mean(target, sorted(scene.node)))
    for place, text, given in _spoken_in(scene.node):
        for word in places_in(text):
            if word not in {*words, NAME} and not (word == QUOTE and given is not None and given.found):
                yield source.problem(place, "R032", "error", word=word, guess=did_you_mean(word, sorted(words)))
    for policy in policies:
        yield from _unknown_rules(loaded, policy, list(conditions_of(scene.node)), [])
    if not scene.exits:
        yield source.problem(("scene", "id"), "R022", node=scene.scene.opening)


Use = tuple[RoleplayFile, str]
"""A complete script, and the node of it at which a scene is played."""


def check_scene_examples(loaded: Loaded[SceneFile], uses: Collection[Use], policy: Policy) -> list[Problem]:
    """Examples of a scene that lead elsewhere in one of the scripts that play it; each is told once."""
    parts = (
        loaded.source.text,
        policy.model_dump_json(),
        *(f"{at}\n{script.model_dump_json()}" for script, at in uses),
    )
    found = trouble_of(parts, lambda: _strayed_in_scene(loaded, uses, policy))
    return [replace(problem, file=loaded.source.path) for problem in found]


def _strayed_in_scene(loaded: Loaded[SceneFile], uses: Collection[Use], policy: Policy) -> Iterator[Problem]:
    told: set[KeyPath] = set()
    for script, at in uses:
        for place, example, via in strayed(script, loaded.model.node, policy, f"{at}."):
            if place not in told:
                told.add(place)
                yield loaded.source.problem(place, "R038", example=example, via=via, script=script.roleplay.id)


def _missing_targets(loaded: Loaded[RoleplayFile]) -> Iterator[Problem]:
    script, source = loaded.model, loaded.source
    if script.roleplay.opening not in script.node:
        yield source.problem(("roleplay", "opening"), "R020", node=script.roleplay.opening)
    leaves = script.node.get(script.roleplay.leaves)
    if leaves is None:
        yield source.problem(("roleplay", "leaves"), "R020", node=script.roleplay.leaves)
    elif leaves.end is None:
        yield source.problem(("roleplay", "leaves"), "R024", node=script.roleplay.leaves)
    targets: list[tuple[KeyPath, str | None]] = []
    for node_id, node in script.node.items():
        targets += ((("node", node_id, "reply", i, "to"), one.to) for i, one in enumerate(node.reply))
        targets += ((("node", node_id, "silence", i, "to"), one.to) for i, one in enumerate(node.silence))
        targets += ((("node", node_id, "exits", name), to) for name, to in node.exits.items())
    targets += ((("always", i, "to"), one.to) for i, one in enumerate(script.always))
    targets += ((("reaction", i, "to"), one.to) for i, one in enumerate(script.reaction))
    for place, target in targets:
        if target is not None and target not in script.node:
            yield source.problem(place, "R020", "error", node=target, guess=did_you_mean(target, sorted(script.node)))


def _shape(loaded: Loaded[RoleplayFile], script: RoleplayFile) -> Iterator[Problem]:
    reached, ending = reachable(script), can_end(script)
    told: set[str] = set()
    for name in script.node:
        own = name.partition(".")[0]
        if own in told:
            continue
        if name not in reached and "." not in name:
            yield loaded.source.problem(("node", own), "R021", node=name)
        elif name in reached and name not in ending:
            told.add(own)
            yield loaded.source.problem(("node", own), "R022", node=own)
    for loop in silent_loops(script.node):
        yield loaded.source.problem(("node", loop[0].partition(".")[0], "silence"), "R027", node=" → ".join(loop))


def _meters(loaded: Loaded[RoleplayFile], script: RoleplayFile) -> Iterator[Problem]:
    """Meters that nobody reads, and changes or conditions of meters that there are not."""
    own = set(script.roleplay.meters)
    read: set[str] = set()
    for place, given in _givens(loaded.model):
        for key in ("below", "at_least"):
            for name in getattr(given, key):
                read.add(name)
                if name not in own and name not in OWN_METERS:
                    guess = did_you_mean(name, sorted({*own, *OWN_METERS}))
                    yield loaded.source.problem((*place, key, name), "R028", meter=name, guess=guess)
    for place, changed in _changed_meters(loaded.model):
        if changed not in own:
            yield loaded.source.problem(place, "R028", meter=changed, guess=did_you_mean(changed, sorted(own)))
    for name in sorted(own - read):
        yield loaded.source.problem(("roleplay", "meters", name), "R029", "warning", meter=name)


def _changed_meters(script: RoleplayFile) -> Iterator[tuple[KeyPath, str]]:
    for node_id, node in script.node.items():
        for kind, effects in (("reply", node.reply), ("silence", node.silence)):
            for index, one in enumerate(effects):
                yield from ((("node", node_id, kind, index, "meters", name), name) for name in one.meters)
    for kind, always in (("always", script.always), ("reaction", script.reaction)):
        for index, one in enumerate(always):
            yield from (((kind, index, "meters", name), name) for name in one.meters)


def _givens(script: RoleplayFile) -> Iterator[Given_at]:
    for node_id, node in script.node.items():
        for index, reply in enumerate(node.reply):
            if reply.given is not None:
                yield ("node", node_id, "reply", index, "given"), reply.given
    for index, reply in enumerate(script.always):
        if reply.given is not None:
            yield ("always", index, "given"), reply.given
    for index, reaction in enumerate(script.reaction):
        yield ("reaction", index, "given"), reaction.given
    for index, milestone in enumerate(script.milestone):
        if milestone.given is not None:
            yield ("milestone", index, "given"), milestone.given
    for index, lookup in enumerate(script.lookup):
        if lookup.given is not None:
            yield ("lookup", index, "given"), lookup.given


def _conditions(loaded: Loaded[RoleplayFile], script: RoleplayFile) -> Iterator[Problem]:
    """Conditions on milestones, nodes or look-ups that there are not, or that can't be met any more."""
    milestones = {milestone.id for milestone in script.milestone}
    lookups = {lookup.id for lookup in script.lookup}
    known: dict[str, Iterable[str]] = {
        "been": {*script.node, *loaded.model.node}, "not_been": {*script.node, *loaded.model.node},
        "reached": milestones, "not_reached": milestones, "looked_up": lookups, "not_looked_up": lookups,
    }  # fmt: skip
    for place, given in _givens(loaded.model):
        for key, names in known.items():
            for index, name in enumerate(getattr(given, key)):
                if name not in names:
                    guess = did_you_mean(name, sorted(names))
                    yield loaded.source.problem((*place, key, index), "R030", value=name, guess=guess)
    for index, milestone in enumerate(loaded.model.milestone):
        for number, other in enumerate(milestone.after):
            if other not in milestones or other == milestone.id or _waits_for(script, other, milestone.id):
                guess = did_you_mean(other, sorted(milestones))
                yield loaded.source.problem(("milestone", index, "after", number), "R030", value=other, guess=guess)


def _waits_for(script: RoleplayFile, one: str, wanted: str) -> bool:
    """Whether a milestone comes after another, by however many steps; what is in the note comes after everything."""
    after = {milestone.id: milestone.after for milestone in script.milestone}
    notes = {milestone.id for milestone in script.milestone if milestone.in_note}
    if one in notes and wanted not in notes:
        return True
    frontier, seen = [one], set[str]()
    while frontier:
        name = frontier.pop()
        if name == wanted:
            return True
        if name not in seen:
            seen.add(name)
            frontier.extend(after.get(name, ()))
    return False


def _words(loaded: Loaded[RoleplayFile], script: RoleplayFile) -> Iterator[Problem]:
    """Words in braces that the temperament has not, and quotes of what nothing was found for."""
    known = {*(script.temper.words if script.temper is not None else ()), NAME}
    for place, text, given in _spoken(loaded.model):
        for name in places_in(text):
            if name not in known and not (name == QUOTE and given is not None and given.found):
                guess = did_you_mean(name, sorted(known))
                yield loaded.source.problem(place, "R032", word=name, guess=guess)


def words_used(script: RoleplayFile) -> set[str]:
    """The temperament's words that a complete script needs."""
    return {name for _, text, _ in _spoken(script) for name in places_in(text)} - {NAME, QUOTE}


def _spoken(script: RoleplayFile) -> Iterator[tuple[KeyPath, str, Given | None]]:
    yield from _spoken_in(script.node)
    for index, reply in enumerate(script.always):
        yield from ((("always", index, "says", i), text, reply.given) for i, text in enumerate(reply.says))
    for index, reaction in enumerate(script.reaction):
        yield from ((("reaction", index, "says", i), text, reaction.given) for i, text in enumerate(reaction.says))


def _spoken_in(nodes: Mapping[str, Node]) -> Iterator[tuple[KeyPath, str, Given | None]]:
    for node_id, node in nodes.items():
        at: KeyPath = ("node", node_id)
        yield from (((*at, "says", i), text, None) for i, text in enumerate(node.says))
        yield from (((*at, "silence", i, "says"), one.says, None) for i, one in enumerate(node.silence) if one.says)
        for index, reply in enumerate(node.reply):
            yield from (((*at, "reply", index, "says", i), text, reply.given) for i, text in enumerate(reply.says))


def _choices(nodes: dict[str, Node], loaded: Loaded[RoleplayFile]) -> Iterator[Problem]:
    """Choices that look alike: nobody should have to compare them letter by letter while a customer waits."""
    for node_id, node in nodes.items():
        for index, reply in enumerate(node.choices):
            for other in node.choices[:index]:
                if likeness(reply.choice or "", other.choice or "") >= ALIKE:
                    yield loaded.source.problem(
                        ("node", node_id, "reply", index, "choice"), "R031", "warning", other=other.choice
                    )


def _unknown_findings(loaded: Loaded[RoleplayFile], policy: Policy) -> Iterator[Problem]:
    """Conditions on a rule, or a family of rules, that the policy has not: they never hold."""
    yield from _unknown_rules(loaded, policy, list(loaded.model.conditions()), list(_givens(loaded.model)))


def _unknown_rules(
    loaded: Loaded[RoleplayFile] | Loaded[SceneFile],
    policy: Policy,
    conditions: Iterable[tuple[KeyPath, Condition]],
    givens: Iterable[Given_at],
) -> Iterator[Problem]:
    known = {rule.id for rule in policy.rule} | {rule.family for rule in policy.rule}
    places: list[tuple[KeyPath, str | None]] = []
    for place, written in conditions:
        at: KeyPath = place
        condition: Condition | None = written
        while condition is not None:
            places.append(((*at, "finding"), condition.finding))
            at, condition = (*at, "and"), condition.and_
    for place, given in givens:
        for key in ("found", "not_found"):
            places += (((*place, key, index), name) for index, name in enumerate(getattr(given, key)))
    for place, name in places:
        if name is not None and name not in known:
            guess = did_you_mean(name, sorted(known))
            yield loaded.source.problem(place, "R025", "error", rule=name, policy=policy.id, guess=guess)


def _strayed_examples(loaded: Loaded[RoleplayFile], script: RoleplayFile, policy: Policy) -> Iterator[Problem]:
    """Examples that lead elsewhere than the reply that they stand in, and replies that nobody can try.

    Those of scenes are tried by `check_scene_examples`.
    """
    for node_id, node in loaded.model.node.items():
        for index, reply in enumerate(node.reply):
            if not (node.choices or reply.examples or reply.fallback or reply.finding):
                yield loaded.source.problem(("node", node_id, "reply", index), "R033", "warning")
    for place, example, via in strayed(script, loaded.model.node, policy):
        yield loaded.source.problem(place, "R023", example=example, via=via)


def _model(loaded: Loaded[RoleplayFile], script: RoleplayFile, policy: Policy) -> Iterator[Problem]:
    """The model dialogue is what good looks like: it must come to a good end."""
    player = play_model(script, policy)
    if player.chat.ended not in ("resolved", "escalated"):
        where = " → ".join([*(step.node for step in player.played if step.node), player.chat.node])
        yield loaded.source.problem(("model", "turns"), "R034", "warning", way=where, ended=player.chat.ended or "-")

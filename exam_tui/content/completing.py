"""From scripts as trainers write them to complete ones: scenes put in, the temperament and the products at hand.

A node that goes through a scene becomes the scene's own nodes, named `node.scene-node`; so one scene may stand in a
script several times, and whoever reads a journal sees where in which scene the chat was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from exam_tui.content.catalogue import CatalogueFile, Product
from exam_tui.content.condition import Condition, unknown_list
from exam_tui.content.guessing import did_you_mean
from exam_tui.content.loading import Loaded
from exam_tui.content.lookup import Lookup
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem
from exam_tui.content.roleplay import Milestone, Node, Reaction, Reply, RoleplayFile, Silence, conditions_of
from exam_tui.content.scene import SceneFile
from exam_tui.content.temperament import Temper, TemperamentFile
from exam_tui.content.wordlists import WordListsFile

Scripts = Mapping[str, Loaded[RoleplayFile]]
Words = Mapping[str, Sequence[str]]
WhenT = TypeVar("WhenT", Reply, Milestone)
GivenT = TypeVar("GivenT", Reply, Reaction, Milestone, Lookup)
WayT = TypeVar("WayT", Reply, Reaction, Silence)


def complete_scripts(
    files: Scripts,
    scenes: Mapping[str, Loaded[SceneFile]],
    temperaments: Mapping[str, Loaded[TemperamentFile]],
    catalogues: Mapping[str, Loaded[CatalogueFile]],
    wordlists: Mapping[str, Loaded[WordListsFile]] | None = None,
) -> tuple[dict[str, RoleplayFile], list[Problem]]:
    """Every script that can be completed, by id, and what is wrong with the others."""
    common: Words = {name: words for one in (wordlists or {}).values() for name, words in one.model.words.items()}
    tempers = {name: loaded.model.temperament for name, loaded in temperaments.items()}
    goods = {product.code: product for loaded in catalogues.values() for product in loaded.model.product}
    shared = {name: loaded.model for name, loaded in scenes.items()}
    complete: dict[str, RoleplayFile] = {}
    problems: list[Problem] = []
    for scene in scenes.values():
        problems += _unknown_lists(scene, [*_scene_conditions(scene.model)], {**common, **scene.model.words})
    for name, loaded in files.items():
        found = list(_missing(loaded, shared, tempers, goods))
        found += _unknown_lists(loaded, [*loaded.model.conditions()], {**common, **loaded.model.words})
        problems += found
        if not found:
            temper = tempers[loaded.model.roleplay.temperament]
            complete[name] = completed(loaded.model, shared, temper, goods, common)
    return complete, problems


def _missing(
    loaded: Loaded[RoleplayFile],
    scenes: Mapping[str, SceneFile],
    tempers: Mapping[str, Temper],
    goods: Mapping[str, Product],
) -> Iterator[Problem]:
    script = loaded.model

    def unknown(at: KeyPath, kind: str, value: str, known: Iterable[str]) -> Problem:
        guess = did_you_mean(value, sorted(known))
        return loaded.source.problem(at, "R002", "error", kind=kind, value=value, guess=guess)

    if script.roleplay.temperament not in tempers:
        yield unknown(("roleplay", "temperament"), "temperament", script.roleplay.temperament, tempers)
    for number, code in enumerate(script.roleplay.products):
        if code not in goods:
            yield unknown(("roleplay", "products", number), "product", code, goods)
    for node_id, node in script.node.items():
        if node.scene is None:
            continue
        if node.scene not in scenes:
            yield unknown(("node", node_id, "scene"), "scene", node.scene, scenes)
            continue
        exits = scenes[node.scene].exits
        for name in sorted(set(node.exits) - exits):
            yield unknown(("node", node_id, "exits", name), "exit", name, exits)
        for name in sorted(exits - set(node.exits)):
            yield loaded.source.problem(("node", node_id, "exits"), "R026", scene=node.scene, name=name)


def _unknown_lists(
    loaded: Loaded[RoleplayFile] | Loaded[SceneFile], conditions: Iterable[tuple[KeyPath, Condition]], words: Words
) -> Iterator[Problem]:
    for at, condition in conditions:
        for keys, phrases in condition.phrase_lists():
            if unknown := unknown_list(phrases, words):
                index, name, guess = unknown
                yield loaded.source.problem((*at, *keys, index), "M044", "error", name=name, guess=guess)


def _scene_conditions(scene: SceneFile) -> Iterator[tuple[KeyPath, Condition]]:
    for index, milestone in enumerate(scene.milestone):
        if milestone.when is not None:
            yield ("milestone", index, "when"), milestone.when
    yield from conditions_of(scene.node)


def completed(
    script: RoleplayFile,
    scenes: Mapping[str, SceneFile],
    temper: Temper,
    goods: Mapping[str, Product],
    common: Words | None = None,
) -> RoleplayFile:
    """A script with everything in it. `common`: word lists that all scripts share."""
    words = {**(common or {}), **script.words}
    places = {
        name: f"{name}.{scenes[node.scene].scene.opening}"
        for name, node in script.node.items()
        if node.scene is not None
    }

    def place(target: str) -> str:
        return places.get(target, target)

    nodes: dict[str, Node] = {}
    milestones = {one.id: _written_out(_given_moved(one, place), words) for one in script.milestone}
    for name, node in script.node.items():
        if node.scene is None:
            nodes[name] = _redirected(node, place, words)
            continue
        scene = scenes[node.scene]
        own = {**(common or {}), **scene.words}
        milestones |= {one.id: _written_out(one, own) for one in scene.milestone if one.id not in milestones}
        nodes |= _scene_nodes(name, node, scene, places, own)
    info = script.roleplay
    roleplay = info.model_copy(update={"opening": place(info.opening), "leaves": place(info.leaves)})
    return script.model_copy(
        update={
            "roleplay": roleplay,
            "milestone": tuple(milestones.values()),
            "words": {},
            "lookup": tuple(_given_moved(one, place) for one in script.lookup),
            "always": tuple(_written_out(_moved(one, place), words) for one in script.always),
            "reaction": tuple(_moved(one, place) for one in script.reaction),
            "node": nodes,
            "temper": temper,
            "goods": tuple(goods[code] for code in script.roleplay.products),
        }
    )


def with_temper(script: RoleplayFile, temper: Temper) -> RoleplayFile:
    """A complete script with another temperament."""
    roleplay = script.roleplay.model_copy(update={"temperament": temper.id})
    return script.model_copy(update={"roleplay": roleplay, "temper": temper})


def _scene_nodes(name: str, node: Node, scene: SceneFile, places: Mapping[str, str], words: Words) -> dict[str, Node]:
    def place(target: str) -> str:
        if target.startswith("@"):
            exit_to = node.exits[target[1:]]
            return places.get(exit_to, exit_to)
        return f"{name}.{target}"

    made = {f"{name}.{inner}": _redirected(one, place, words) for inner, one in scene.node.items()}
    opening = f"{name}.{scene.scene.opening}"
    if node.says and opening in made:
        made[opening] = made[opening].model_copy(update={"says": (*node.says, *made[opening].says)})
    return made


def _redirected(node: Node, place: Callable[[str], str], words: Words) -> Node:
    """A node whose ways lead to where their targets are now, and whose word lists are written out."""
    replies = tuple(_written_out(_moved(reply, place), words) for reply in node.reply)
    return node.model_copy(
        update={"reply": replies, "silence": tuple(_moved(silence, place) for silence in node.silence)}
    )


def _moved(way: WayT, place: Callable[[str], str]) -> WayT:
    changed: dict[str, object] = {"to": place(way.to) if way.to is not None else None}
    moved = way.model_copy(update=changed)
    return moved if isinstance(moved, Silence) else _given_moved(moved, place)


def _given_moved(one: GivenT, place: Callable[[str], str]) -> GivenT:
    """With the nodes that its `given` names where they are now."""
    given = one.given
    if given is None:
        return one
    been = {name: tuple(place(node) for node in getattr(given, name)) for name in ("been", "not_been")}
    return one.model_copy(update={"given": given.model_copy(update=been)})


def _written_out(one: WhenT, words: Words) -> WhenT:
    """With the word lists in its condition written out."""
    return one if one.when is None else one.model_copy(update={"when": one.when.with_words(words)})

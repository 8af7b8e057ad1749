"""Everything that can be said against a workspace's content, from syntax to examples that do not do what they claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from exam_tui.content.library import Library, Offered
from exam_tui.content.loading import Loaded
from exam_tui.content.paper import Draw, PaperFile, QuestionsSection
from exam_tui.content.pausing import cycle_search_paused
from exam_tui.content.problems import Problem, errors_among
from exam_tui.content.quality import quality_problems
from exam_tui.content.shift import ShiftFile
from exam_tui.dialogue.checking import Use, check_scene, check_scene_examples, check_script, words_used
from exam_tui.errors import ExamTuiError
from exam_tui.rubric.checking import check_policy, check_short_answers
from exam_tui.sitting.assembling import choose_items
from exam_tui.typing_test.checking import check_groups, check_passages

TRIAL_SEEDS = 2
"""Each tries many orders of its own."""


@cycle_search_paused()
def check_library(library: Library, *, quality: bool = True) -> list[Problem]:
    """All problems of a workspace, in the order of their places.

    Without `quality` only what would make an exam go wrong; with it also what would make it a bad one.
    """
    problems = list(library.problems)
    judging = {paper.model.paper.policy for paper in library.papers.values()}
    for name, house in library.complete_policies.items():
        if quality or name in judging:
            problems += check_policy(library.policies, house, own_only=True)
    problems += _role_play_problems(library, library.roleplays)
    for bank in library.banks.values():
        problems += check_short_answers(bank)
    problems += check_groups(library)
    complete = not errors_among(problems)
    if complete:
        problems += _undrawable(library)
    if quality:
        problems += quality_problems(library, complete=complete)
        problems += check_passages(library)
    return sorted(problems, key=lambda problem: problem.order)


def check_roleplays(library: Library, scripts: Collection[str] | None = None) -> list[Problem]:
    """Problems of role-plays, and of all that they are made of; of some scripts only, where they are named."""
    files = {library.roleplays[name].source.path for name in scripts or ()}
    found = [
        one for one in library.problems if one.file in files or (scripts is None and "roleplays" in one.file.parts)
    ]
    found += _role_play_problems(library, library.roleplays if scripts is None else scripts)
    if scripts is not None:
        found = [problem for problem in found if problem.file in files]
    return sorted(found, key=lambda problem: problem.order)


def _role_play_problems(library: Library, scripts: Iterable[str]) -> list[Problem]:
    """A script's examples are routed under every policy of a paper that uses it: findings come first on every node."""
    problems: list[Problem] = []
    for name in scripts:
        for number, used in enumerate(library.policies_of(name) or [None]):
            strayed = check_script(library.roleplays[name], library.scripts.get(name), used)
            # The shape of a script does not depend on the policy: the first round has told it.
            problems += [problem for problem in strayed if number == 0 or problem not in problems]
    tempers = [one.model.temperament for one in library.temperaments.values()]
    words = {word for temper in tempers[:1] for word in temper.words if all(word in one.words for one in tempers)}
    for name, scene in library.scenes.items():
        uses: dict[str, list[Use]] = {}
        for script, node in _uses_of(library, name):
            for policy in library.policies_of(script.roleplay.id):
                uses.setdefault(policy.id, []).append((script, node))
        judging = [library.complete_policies[policy_id] for policy_id in uses] or library.policies_of("")
        problems += check_scene(scene, judging[:1], words)
        for policy_id, some in uses.items():
            problems += check_scene_examples(scene, some, library.complete_policies[policy_id])
    for shift in library.shifts.values():
        problems += _shift_words(library, shift)
    return problems


def _uses_of(library: Library, scene: str) -> list[Use]:
    """The scripts that play a scene, and where."""
    return [
        (complete, node)
        for name, complete in sorted(library.scripts.items())
        for node, written in library.roleplays[name].model.node.items()
        if written.scene == scene
    ]


def _shift_words(library: Library, shift: Loaded[ShiftFile]) -> Iterator[Problem]:
    """A temperament that a shift gives a customer must have the words that the customer's script uses."""
    for index, arrival in enumerate(shift.model.customer):
        script = library.scripts.get(arrival.script)
        temper = library.temperaments.get(arrival.temperament or "")
        if script is None or temper is None:
            continue
        for word in sorted(words_used(script) - set(temper.model.temperament.words)):
            at = ("customer", index, "temperament")
            yield shift.source.problem(at, "R032", "error", word=word, guess="")


def _undrawable(library: Library) -> Iterator[Problem]:
    """Papers that can't always be filled although each draw has enough items: enemies, and draws that overlap.

    Tried with the draws that could fail, twice: the second time with what the first has used put last.
    """
    for paper in library.papers.values():
        tight = _tight_draws(library, paper.model)
        used: Counter[str] = Counter()
        for seed in range(TRIAL_SEEDS if tight else 0):
            try:
                used.update(item.id for items in choose_items(tight, seed, used) for item in items)
            except ExamTuiError as error:
                yield paper.source.problem(("paper", "id"), "R005", "error", **error.params)
                break


def _tight_draws(library: Library, paper: PaperFile) -> list[tuple[Draw, list[Offered]]]:
    """Draws that could find too little. With as many items that nothing keeps out as the paper asks, none can."""
    draws = [draw for section in paper.section if isinstance(section, QuestionsSection) for draw in section.draw]
    asked = sum(draw.count for draw in draws)
    named = {enemy for item in library.exam_items() for enemy in item.enemies}
    pools = [(draw, library.pool(draw)) for draw in draws]
    return [
        (draw, pool)
        for draw, pool in pools
        if sum(not (o.item.clues or o.item.enemies or o.item.id in named) for o in pool) < asked
    ]

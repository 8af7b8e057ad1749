"""House policy: what a shop calls good tone, and what its agents may promise.

Shops disagree (see the markers in the shop's own handbook), so nothing of this is in code: two shops are two files.
A `PolicyFile` is what a trainer writes, and may extend another; a `Policy` is complete, and is what replies are judged
by (see `content.inheriting`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from exam_tui.content.base import Bool, Int, Model, Number, Slug, Text, model_problem, require_unique
from exam_tui.content.condition import LONGEST_PHRASE, Near, Phrases, PhraseText
from exam_tui.content.pattern import compiled_pattern
from exam_tui.content.phrase import BUILT_IN

Dimension = Literal["response", "tone", "process", "promise"]
DIMENSIONS: tuple[Dimension, ...] = ("response", "tone", "process", "promise")
RuleId = Annotated[str, Field(pattern=r"^(response|tone|process|promise)(\.[a-z0-9][a-z0-9-]*){1,2}$")]
"""`dimension.family` or `dimension.family.detail`."""
Severity = Literal["critical", "major", "minor", "bonus"]
Scope = Literal["message", "turn", "chat", "first_turn", "last_turn"]
GuardName = Literal[
    "negated", "denied", "degree", "noun", "purpose", "to_customer", "customer", "question", "quoted", "past", "hedged",
    "asking",
]  # fmt: skip
PromiseKind = Literal[
    "dispatch", "arrival", "stock", "effect", "quality", "authenticity", "colour", "discount", "activity", "gift",
    "compensation", "refund", "exchange", "price-protection", "redirect", "review", "call-back", "other",
]  # fmt: skip
PROMISE_KINDS: tuple[PromiseKind, ...] = get_args(PromiseKind)
LIST_NAME = r"^[a-z][a-z0-9_-]*$"
STRENGTH_LISTS = ("certain", "usual", "effort", "asking", "asked")
"""Word lists with a meaning of their own: how firmly something is said, that somebody else decides, or has agreed."""
FILLERS = "filler"
"""Word list with a meaning of its own: what a turn may hold without answering anything (您好, 稍等, 我看一下)."""


def _plain(word: str) -> str:
    if set(word) & set("{}…^$"):
        raise model_problem("M043", phrase=word)
    return word


def _pattern(value: str) -> str:
    try:
        compiled_pattern(value)
    except ValueError as error:
        raise model_problem("M045", why=str(error)) from None
    return value


Pattern = Annotated[Text, AfterValidator(_pattern)]
"""A regular expression in RE2's syntax, matched in normalised text."""


Word = Annotated[Text, Field(max_length=LONGEST_PHRASE), AfterValidator(_plain)]
"""A word of a list: plain, for the marks of phrases mean nothing there."""


class ResponseTimes(Model):
    """Seconds that earn full marks and seconds from which nothing is earned; straight lines between."""

    first_full: Annotated[Int, Field(ge=1)]
    first_zero: Annotated[Int, Field(ge=1)]
    answer_full: Annotated[Int, Field(ge=1)]
    answer_zero: Annotated[Int, Field(ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> ResponseTimes:
        if self.first_zero <= self.first_full or self.answer_zero <= self.answer_full:
            raise model_problem("M014")
        return self


class Weights(Model):
    """Points of the four dimensions of a role-play; they add up to 100."""

    response: Annotated[Int, Field(ge=0)]
    tone: Annotated[Int, Field(ge=0)]
    process: Annotated[Int, Field(ge=0)]
    promise: Annotated[Int, Field(ge=0)]

    @model_validator(mode="after")
    def _sum_to_100(self) -> Weights:
        total = self.response + self.tone + self.process + self.promise
        if total != 100:
            raise model_problem("M015", total=total)
        return self

    def of(self, dimension: Dimension) -> int:
        """Points of one dimension."""
        return int(getattr(self, dimension))


class Critical(Model):
    """`[critical]`: what a critical finding does. The whole chat gets `at_most` so many marks of 100; 0 fails it."""

    at_most: Annotated[Int, Field(ge=0, le=100)] = 0


class After(Model):
    """What must have been said before, for a rule to apply to a turn.

    `customer`: by the customer, since the agent's turn before (or, with `ever`, at any time before). `agent`: by the
    agent in an earlier turn.
    """

    customer: Phrases | None = None
    agent: Phrases | None = None
    ever: Bool = False

    @model_validator(mode="after")
    def _says_something(self) -> After:
        if self.customer is None and self.agent is None:
            raise model_problem("M046", keys="customer, agent")
        return self


class PromiseOf(Model):
    """Makes a rule one about promises of a kind: what was said is compared with what the policy grants.

    `needs`: what must stand in the same clause to make it a promise at all (one of them is enough). `counts`: whether
    promises beyond the grants are found, or those within them (to reward a good one).
    """

    kind: PromiseKind
    needs: tuple[Literal["time", "amount", "certain"], ...] = ()
    counts: Literal["beyond", "within"] = "beyond"


class Grant(Model):
    """What an agent may promise. Every limit that is given must be kept; without any, all of the kind is granted.

    `hours_at_least`: the shop itself keeps to so many hours, and who names fewer promises more. `hours_at_most`: by
    then at the latest. `up_to` in yuan. `down_to`: the part of the price that is left (0.9 for 9 折). `when`: granted
    only where one of these words is in the same message. `ask`: only once a supervisor has agreed. `never`: forbidden.
    """

    kind: PromiseKind
    hours_at_least: Annotated[Number, Field(ge=0)] | None = None
    hours_at_most: Annotated[Number, Field(ge=0)] | None = None
    up_to: Annotated[Number, Field(gt=0)] | None = None
    down_to: Annotated[Number, Field(gt=0, le=1)] | None = None
    when: tuple[PhraseText, ...] = ()
    ask: Bool = False
    never: Bool = False


class Rule(Model):
    """One rule of tone or promise, with its own examples.

    `points` are taken off (negative) for a violation and earned (positive) for `severity = "bonus"`.
    """

    id: RuleId
    title: Text
    dimension: Dimension
    severity: Severity
    points: Number
    scope: Scope = "message"
    any: Phrases | None = None
    all: Phrases | None = None
    """Phrases that must all stand in the same message besides."""
    none: Phrases | None = None
    """Where one of these stands anywhere in the turn, the rule is not met."""
    near: Near | None = None
    pattern: Pattern | None = None
    longer_than: Annotated[Int, Field(ge=1)] | None = None
    """A message of more characters than this."""
    lacks: Phrases | None = None
    """Found where none of these is said, in the whole of the scope."""
    after: After | None = None
    expected: Phrases | None = None
    """Words of the customer, just said and without a question, without which nobody expects it: then a bonus is earned
    all the same, but not missed, and what `lacks` looks for is not missed either."""
    within_turns: Annotated[Int, Field(ge=1)] = 1
    """`lacks` is given so many turns."""
    min_turns: Annotated[Int, Field(ge=1)] = 1
    """Only in chats in which the agent had so many turns."""
    unless_later: Phrases | None = None
    """Not found where one of these is said in a later message."""
    unless: tuple[GuardName, ...] = ()
    allow: tuple[PhraseText, ...] = ()
    """Phrases that the shop stands by: their own span is no hit; the rest of the message still counts."""
    whole: Bool = False
    """The message is nothing but one of `any` (and punctuation or emoji)."""
    promise: PromiseOf | None = None
    yields: Bool = False
    """Not found in a clause in which another rule has found a promise, granted or not."""
    cap: Annotated[Int, Field(ge=1)] | None = None
    """Counted at most so many times in a chat."""
    advice: Text
    hit: Annotated[tuple[Text, ...], Field(min_length=1)]
    miss: Annotated[tuple[Text, ...], Field(min_length=1)]

    @property
    def family(self) -> str:
        """The first two parts of the id."""
        return ".".join(self.id.split(".")[:2])

    @property
    def once(self) -> bool:
        """Found at most once in a chat: what concerns its beginning, its end or all of it."""
        return self.scope in ("chat", "first_turn", "last_turn")

    def phrase_lists(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every list of phrases that the rule has, by its key."""
        for key in ("any", "all", "none", "lacks", "unless_later", "expected", "allow"):
            yield key, getattr(self, key) or ()
        if self.near is not None:
            yield "near", self.near.any
        if self.after is not None:
            yield "after", (self.after.customer or ()) + (self.after.agent or ())

    @model_validator(mode="after")
    def _makes_sense(self) -> Rule:
        if not self.id.startswith(self.dimension + "."):
            raise model_problem("M016", dimension=self.dimension)
        if (self.severity == "bonus") != (self.points > 0) or self.points == 0:
            raise model_problem("M017", points=str(self.points), grade=self.severity)
        ways = [key for key in ("any", "pattern", "longer_than", "lacks") if getattr(self, key) is not None]
        if not ways:
            raise model_problem("M046", keys="any, pattern, longer_than, lacks")
        if "lacks" in ways and (len(ways) > 1 or self.scope == "message"):
            raise model_problem("M047")
        if self.near is not None and self.any is None:
            raise model_problem("M012")
        if self.expected is not None and (self.scope == "message" or not (self.severity == "bonus" or self.lacks)):
            raise model_problem("M064", ("expected",))
        if self.whole and self.any is None:
            raise model_problem("M046", keys="any")
        return self


class RuleChange(Model):
    """`[[change]]`: what is different about a rule of the policy that this one extends.

    `also`, `also_none` and `also_allow` add to its `any`, `none` and `allow`.
    """

    id: RuleId
    title: Text | None = None
    severity: Severity | None = None
    points: Number | None = None
    scope: Scope | None = None
    any: Phrases | None = None
    also: Phrases | None = None
    all: Phrases | None = None
    none: Phrases | None = None
    also_none: Phrases | None = None
    lacks: Phrases | None = None
    after: After | None = None
    within_turns: Annotated[Int, Field(ge=1)] | None = None
    min_turns: Annotated[Int, Field(ge=1)] | None = None
    longer_than: Annotated[Int, Field(ge=1)] | None = None
    unless: tuple[GuardName, ...] | None = None
    allow: tuple[PhraseText, ...] | None = None
    also_allow: Phrases | None = None
    promise: PromiseOf | None = None
    cap: Annotated[Int, Field(ge=1)] | None = None
    advice: Text | None = None
    hit: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    miss: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None


class ListChange(Model):
    """Words added to a list of the policy that this one extends, and words taken out of it."""

    add: tuple[Word, ...] = ()
    drop: tuple[Word, ...] = ()


class PolicyInfo(Model):
    """`[policy]`. `drop`: rules, or families of rules, of the policy that this one `extends` which do not hold here."""

    id: Slug
    title: Text
    extends: Slug | None = None
    drop: tuple[RuleId, ...] = ()


WordList = Annotated[tuple[Word, ...], Field(min_length=1)]


def _own_name(name: str) -> str:
    if name in BUILT_IN:
        raise model_problem("M050", name=name)
    return name


def _list_tag(given: object) -> str:
    return "words_changed" if isinstance(given, (dict, ListChange)) else "words_given"


ListEntry = Annotated[
    Annotated[WordList, Tag("words_given")] | Annotated[ListChange, Tag("words_changed")], Discriminator(_list_tag)
]
"""All the words of a list, or what is different about it."""
ListName = Annotated[str, Field(pattern=LIST_NAME), AfterValidator(_own_name)]


class PolicyFile(Model):
    """A file of `roleplays/policies/`, as written. What it leaves out comes from the policy that it extends."""

    policy: PolicyInfo
    response: ResponseTimes | None = None
    weights: Weights | None = None
    critical: Critical | None = None
    words: dict[ListName, ListEntry] = Field(default_factory=dict)
    grant: tuple[Grant, ...] = ()
    """Grants of a kind take the place of all grants of that kind in the policy that is extended."""
    change: tuple[RuleChange, ...] = ()
    rule: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> PolicyFile:
        require_unique((rule.id for rule in self.rule), "M011", "rule", key="id")
        require_unique((change.id for change in self.change), "M011", "change", key="id")
        if self.policy.extends is None:
            for key in ("response", "weights", "rule"):
                if not getattr(self, key):
                    raise model_problem("M048", ("policy",), key=key)
            if self.change or self.policy.drop:
                raise model_problem("M049", ("policy",), key="change" if self.change else "drop")
        return self


class Policy(Model):
    """A complete policy: what a form carries, and what replies are judged by."""

    id: Slug
    title: Text
    response: ResponseTimes
    weights: Weights
    critical: Critical = Critical()
    words: dict[ListName, tuple[Text, ...]] = Field(default_factory=dict)
    grant: tuple[Grant, ...] = ()
    rule: tuple[Rule, ...]

    def grants_of(self, kind: PromiseKind) -> list[Grant]:
        """The grants of a kind, in the order written."""
        return [grant for grant in self.grant if grant.kind == kind]

"""A typing test in sentences: figures, course, confusions, and the difference character by character."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from exam_tui.content.rounding import floored, short
from exam_tui.marking.marks import DifferenceRun, TypingMarks, TypingTestMarks
from exam_tui.messages import Catalogue
from exam_tui.typing_test.measures import windows

BAR = "█"
_BAR_CELLS = 30


def percent(share: Decimal) -> str:
    """A share of 1 in per cent, without trailing zeros."""
    return short(share * 100)


def typing_summary(marks: TypingMarks, t: Catalogue) -> str:
    """One sentence for the section."""
    counted = [test for test in marks.tests if test.counted]
    words = t(
        "report.typing", cpm=marks.net_cpm, accuracy=percent(marks.accuracy),
        correct=sum(test.correct for test in counted), substituted=sum(test.substituted for test in counted),
        omitted=sum(test.omitted for test in counted), inserted=sum(test.inserted for test in counted),
    )  # fmt: skip
    finished = sum(not test.interrupted for test in marks.tests)
    if finished > marks.planned:
        return t("typing_report.with_rule", words=words, rule=t("typing_report.retaken"))
    if marks.planned > 1:
        rule = t(f"typing_report.rule_{marks.rule}", planned=marks.planned)
        return t("typing_report.with_rule", words=words, rule=rule)
    return words


def typing_blocks(section: str, marks: TypingMarks, t: Catalogue) -> list[tuple[str, list[str]]]:
    """For each test a heading and its lines. `section` is its title."""
    return [(_heading(section, number, test, t), lines_of(test, t)) for number, test in enumerate(marks.tests, 1)]


def _heading(section: str, number: int, test: TypingTestMarks, t: Catalogue) -> str:
    state = "void" if test.interrupted else "counted" if test.counted else "not_counted"
    return t(
        "typing_report.heading", section=section, number=number, title=test.title, state=t(f"typing_report.{state}")
    )


def lines_of(test: TypingTestMarks, t: Catalogue, *, timed: bool = True) -> list[str]:
    """Everything that explains one test. Not `timed`: only the text is known, not when it came."""
    seconds = short(Decimal(test.elapsed_ms) / 1000)  # whole: anybody must get the same speed from it
    lines = [
        t("typing_report.speed", net=test.net_cpm, gross=test.gross_cpm, correct=test.correct, seconds=seconds),
        t(
            "typing_report.accuracy", accuracy=percent(test.accuracy), correct=test.correct,
            substituted=test.substituted, omitted=test.omitted, inserted=test.inserted, reached=test.reached,
        ),
    ]  # fmt: skip
    if timed:
        lines.append(t("typing_report.erased", count=test.erased, share=percent(test.erased_share)))
    if test.sentences_reached:
        lines.append(t("typing_report.sentences", right=test.sentences_right, reached=test.sentences_reached))
    if test.fields_asked:
        lines.append(t("typing_report.fields", right=test.fields_right, asked=test.fields_asked))
    if timed and test.steadiness is not None:
        lines.append(t("typing_report.steadiness", share=percent(test.steadiness)))
    if timed and test.first_key_ms:
        middle = sorted(test.first_key_ms)[len(test.first_key_ms) // 2]
        lines.append(t("typing_report.first_key", seconds=short(Decimal(middle // 100) / 10)))
    if test.confusions:
        pairs = [
            t("typing_report.confusion", presented=one.presented, typed=one.typed, count=one.count)
            for one in test.confusions
        ]
        lines.append(t("typing_report.confusions", pairs=t("list.separator").join(pairs)))
    if timed:
        lines += [t("typing_report.course"), *course_lines(test.course, test.elapsed_ms, t)]
    lines += [t("typing_report.difference"), *difference_text(test.difference, t).splitlines()]
    return lines


def course_lines(course: Sequence[int], elapsed_ms: int, t: Catalogue) -> list[str]:
    """The speed by half minute, a bar each."""
    lengths = windows(elapsed_ms)
    speeds = [floored(Fraction(count * 60_000, max(1, ms)), 1) for count, ms in zip(course, lengths, strict=True)]
    most = max([*speeds, Decimal(1)])
    lines = []
    for index, speed in enumerate(speeds):
        minutes, seconds = divmod(sum(lengths[:index]) // 1000, 60)
        bar = BAR * int(speed * _BAR_CELLS / most)
        lines.append(t("typing_report.window", at=f"{minutes}:{seconds:02d}", bar=bar, speed=short(speed)))
    return lines


def difference_text(runs: Sequence[DifferenceRun], t: Catalogue) -> str:
    """The presented text with what differs written into it, in signs that need no colour."""
    if not runs:
        return t("typing_report.nothing")
    return "".join(
        run.presented
        if run.kind == "right"
        else t(f"typing_report.run_{run.kind}", presented=run.presented.strip(), typed=run.typed)
        + ("\n" if run.presented.endswith("\n") else "")
        for run in runs
    )

"""A person's job must hang on the published line and on verified files, never on a mock, a rehearsal or a near miss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from exam_tui.errors import ExamTuiError
from exam_tui.marking.marks import Gate
from exam_tui.probation.recommending import near_line, recommend, refusals
from exam_tui.results.keys import new_key
from exam_tui.results.signing import Verification, sign_result, verify_result
from exam_tui.results.trust import add_trust, read_trust
from exam_tui.sitting.events import Candidate

PASSPHRASE = "correct horse"


@pytest.fixture
def signed(finished: Callable[..., Path], tmp_path: Path) -> Callable[..., Verification]:
    """A verified result of a simulated candidate."""
    new_key("laoshi-wang", tmp_path / "wang", PASSPHRASE)
    trust = tmp_path / "allowed_signers"
    add_trust(tmp_path / "wang.pub", "laoshi-wang", "proctor", trust, None)

    def make(profile: str, mode: str = "proctored", attempt: int = 1, number: str = "E0412") -> Verification:
        folder = finished(profile, mode, Candidate(id=number, name="周小敏", attempt=attempt))
        sign_result(folder, tmp_path / "wang", "proctor", PASSPHRASE)
        return verify_result(folder, trust, read_trust(trust), datetime.now().astimezone())

    return make


def test_a_pass_is_confirmed_with_its_grounds(signed: Callable[..., Verification]) -> None:
    recommendation = recommend([signed("perfect")])
    assert recommendation.kind == "confirm"
    assert recommendation.signed_by == ("laoshi-wang",)
    assert {ground.gate.id for ground in recommendation.grounds} == {
        "questions.ratio", "typing.cpm", "typing.accuracy", "overall",
    }  # fmt: skip


def test_a_first_failure_means_training_and_a_resit(signed: Callable[..., Verification]) -> None:
    assert recommend([signed("silent")]).kind == "retrain_and_resit"


def test_a_second_failure_is_for_people_to_talk_over(signed: Callable[..., Verification]) -> None:
    both = [signed("silent"), signed("silent", attempt=2)]
    assert recommend(both).kind == "review_post"
    assert recommend(both[1:]).kind == "review_post"  # leaving the first file out does not unmake the first attempt


def test_the_last_attempt_decides(signed: Callable[..., Verification]) -> None:
    first, second = signed("silent"), signed("perfect", attempt=2)
    for order in ([first, second], [second, first]):
        recommendation = recommend(order)
        assert (recommendation.kind, recommendation.earlier_failures) == ("confirm", 1)


def test_a_passed_attempt_is_no_failure(signed: Callable[..., Verification]) -> None:
    recommendation = recommend([signed("perfect"), signed("silent", attempt=2)])
    assert (recommendation.kind, recommendation.earlier_failures) == ("retrain_and_resit", 0)


def test_attempts_that_nobody_has_seen_are_named(signed: Callable[..., Verification]) -> None:
    recommendation = recommend([signed("silent", attempt=3)])
    assert (recommendation.earlier_failures, recommendation.unseen_attempts) == (2, 2)


@pytest.mark.parametrize("mode", ["mock", "rehearsal"])
def test_what_does_not_count_is_refused_by_name(signed: Callable[..., Verification], mode: str) -> None:
    verification = signed("perfect", mode)
    assert verification.accepted
    assert [(r.file, r.code) for r in refusals([verification])] == [(str(verification.file), mode)]


def test_an_unsigned_file_is_refused_by_name(finished: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "t").write_text("", encoding="utf-8")
    folder = finished("perfect")
    verification = verify_result(folder, tmp_path / "t", [], datetime.now().astimezone())
    assert [refusal.code for refusal in refusals([verification])] == ["unverified"]


def test_two_people_are_never_judged_together(signed: Callable[..., Verification]) -> None:
    with pytest.raises(ExamTuiError, match="several_candidates"):
        recommend([signed("perfect"), signed("perfect", number="E0999")])


def test_two_results_of_one_attempt_have_to_be_settled_first(signed: Callable[..., Verification]) -> None:
    with pytest.raises(ExamTuiError, match="same_attempt"):
        recommend([signed("perfect"), signed("silent")])


@pytest.mark.parametrize(
    ("figure", "asked", "near"),
    [("0.7333", 15, True), ("0.8666", 15, True), ("1.0000", 15, False), ("0.5000", 15, False), ("0.8600", 500, False)],
)
def test_near_the_line_means_within_one_standard_error(figure: str, asked: int, near: bool) -> None:
    gate = Gate(
        id="k", measure="knowledge", figure=Decimal(figure), line=Decimal("0.80"), met=False, asked=asked, correct=0
    )
    assert near_line(gate) is near

"""`result` and `decide`: signed results and what follows from them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import PATH, common_options, passphrase_from, say, t
from exam_tui.errors import ExamTuiError, Exit, reason_of

if TYPE_CHECKING:
    from exam_tui.marking.human import HumanMark
    from exam_tui.probation.recommending import Recommendation, Refusal
    from exam_tui.results.human import ToMark
    from exam_tui.results.signing import SignatureCheck, Verification


@click.group("result", help=t("cli.result"))
@common_options
def result_command(workspace: Path | None) -> None:
    """Commands about results."""


@result_command.command("sign", help=t("cli.result_sign"))
@click.argument("path", type=PATH)
@click.option("--key", type=PATH, required=True, help=t("cli.result_sign_key"))
@click.option("--role", type=click.Choice(["proctor", "supervisor"]), required=True, help=t("cli.result_sign_role"))
@click.option("--passphrase-file", type=PATH, help=t("cli.opt_passphrase_file"))
@common_options
def result_sign_command(
    path: Path,
    key: Path,
    role: str,
    passphrase_file: Path | None,
    workspace: Path | None,  # noqa: ARG001
) -> None:
    """Sign a result."""
    from exam_tui.reports.explaining import evidence_lines
    from exam_tui.reports.page import heading, outcome_sentence, who
    from exam_tui.results.document import parse_result
    from exam_tui.results.folder import result_path
    from exam_tui.results.signing import sign_result
    from exam_tui.results.trust import ROLES

    result = parse_result(result_path(path).read_bytes())
    if not key.is_file():
        raise ExamTuiError("file.unreadable", path=str(key), reason="ENOENT")
    # What is about to be signed, so that the head can be compared with what was noted at hand-in.
    for line in (heading(result, t), who(result, t), outcome_sentence(result, t)):
        say(line)
    say(t("result.head", head=result.journal.head))
    say(t("report.evidence"))
    for line in evidence_lines(result.evidence, t) or [t("evidence.none")]:
        say("  " + line)
    if result.human_marks is not None:
        say(t("cli.sign_human", by=t("list.separator").join(result.human_marks.by)))
    known = next(r for r in ROLES if r == role)
    say(t("cli.signed", path=sign_result(path, key, known, passphrase_from(passphrase_file))))


@result_command.command("finish", help=t("cli.result_finish"))
@click.argument("path", type=PATH)
@common_options
def result_finish_command(path: Path, workspace: Path | None) -> None:  # noqa: ARG001
    """Write the result of a sitting that was handed in but whose program ended before it could."""
    from exam_tui.reports.page import outcome_sentence
    from exam_tui.results.folder import finalise

    result = finalise(path)
    say(t("cli.result_finished", path=path, outcome=outcome_sentence(result, t)))


@result_command.command("mark", help=t("cli.result_mark"))
@click.argument("path", type=PATH)
@click.option("--by", required=True, help=t("cli.result_mark_by"))
@click.option("--item", help=t("cli.result_mark_item"))
@click.option("--worth", type=click.IntRange(min=0), help=t("cli.result_mark_worth"))
@click.option("--reason", help=t("cli.result_mark_reason"))
@common_options
def result_mark_command(
    path: Path,
    by: str,
    item: str | None,
    worth: int | None,
    reason: str | None,
    workspace: Path | None,  # noqa: ARG001
) -> None:
    """A person's marks for short answers: one by options, or all of them asked for one after another."""
    from exam_tui.marking.human import HumanMark
    from exam_tui.reports.page import outcome_sentence
    from exam_tui.results.folder import mark_by_person, to_mark

    if not by.strip():
        raise ExamTuiError("human.nobody")
    if item is not None:
        if worth is None or not (reason or "").strip():
            raise ExamTuiError("human.incomplete")
        result = mark_by_person(path, [HumanMark(item=item, worth=worth, reason=str(reason), by=by)])
    else:
        answers = to_mark(path)
        if not answers:
            say(t("cli.result_mark_none"))
            return
        for one in answers:  # each is written before the next is asked
            result = mark_by_person(path, [_ask_mark(one, by)])
    say(t("cli.result_finished", path=path, outcome=outcome_sentence(result, t)))


def _ask_mark(one: ToMark, by: str) -> HumanMark:
    """Show an answer with what the program recognised, and ask for the mark."""
    from exam_tui.marking.human import HumanMark
    from exam_tui.reports.review import point_lines

    say(t("cli.mark_stem", stem=one.item.stem))
    say(t("cli.mark_sample", sample=one.item.sample))
    say(t("cli.mark_answer", answer=one.answer))
    for line in point_lines(one.item, one.reached, t):
        say(f"  {line}")
    if one.given is not None:
        say("  " + t("review.by_person", by=one.given.by, worth=one.given.worth, reason=one.given.reason))
    worth = -1
    while not 0 <= worth <= one.possible:
        typed = str(click.prompt(t("cli.mark_ask", most=one.possible), default=str(one.suggested), err=True)).strip()
        worth = int(typed) if typed.isascii() and typed.isdigit() else -1
        if not 0 <= worth <= one.possible:
            say(t("cli.mark_not_number", most=one.possible))
    reason = ""
    while not reason.strip():
        default = t("cli.mark_agreed") if worth == one.suggested else None
        reason = click.prompt(t("cli.mark_ask_reason"), default=default, err=True)
    return HumanMark(item=one.item.id, worth=worth, reason=reason, by=by)


def _verify_all(paths: tuple[Path, ...], trust: Path) -> list[Verification]:
    from exam_tui.results.signing import verify_result
    from exam_tui.results.trust import read_trust

    signers = read_trust(trust)
    now = datetime.now().astimezone()
    return [verify_result(path, trust.resolve(), signers, now) for path in paths]


@result_command.command("verify", help=t("cli.result_verify"))
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--trust", type=PATH, required=True, help=t("cli.opt_trust"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def result_verify_command(paths: tuple[Path, ...], trust: Path, as_json: bool, workspace: Path | None) -> int:  # noqa: ARG001
    """Verify signatures."""
    found = _verify_all(paths, trust)
    if as_json:
        say(json.dumps([_verification_data(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            for line in _verification_lines(one):
                say(line)
    return Exit.OK if all(one.accepted for one in found) else Exit.FINDINGS


def _verification_lines(one: Verification) -> list[str]:
    key = "cli.verify_accepted" if one.accepted else "cli.verify_refused"
    lines = [t(key, file=one.file, sha=one.sha256, trust=one.trust)]
    lines += ["  " + _signature_line(check) for check in one.signatures]
    if not one.signatures:
        lines.append("  " + t("cli.verify_no_signature"))
    lines.append("  " + t(f"cli.journal_{one.journal}"))
    if one.result is not None:
        from exam_tui.reports.page import outcome_sentence, who

        lines.append("  " + t("result.head", head=one.result.journal.head))

        lines += ["  " + who(one.result, t), "  " + outcome_sentence(one.result, t)]
        if not one.result.counts:
            lines.append("  " + t("cli.verify_counts_not", mode=t(f"mode.{one.result.mode}")))
    return lines


def _signature_line(check: SignatureCheck) -> str:
    reason = t(f"signature.{check.reason}", namespace=check.namespace)
    if check.valid_at_hand_in:
        reason += t("signature.claimed_valid")
    role = t(f"role.{check.role}") if t.has(f"role.{check.role}") else check.role
    return t(
        "signature.line",
        sign="✓" if check.ok else "✗",
        role=role,
        name=check.name or check.file.name,
        reason=reason,
        fingerprint=check.fingerprint,
    )


def _verification_data(one: Verification) -> dict[str, object]:
    return {
        "file": str(one.file),
        "accepted": one.accepted,
        "sha256": one.sha256,
        "trust": str(one.trust),
        "signatures": [
            {
                "file": check.file.name, "role": check.role, "namespace": check.namespace, "name": check.name,
                "fingerprint": check.fingerprint, "reason": check.reason, "valid_at_hand_in": check.valid_at_hand_in,
            }
            for check in one.signatures
        ],
        "journal": one.journal,
        "head": one.result.journal.head if one.result else None,
        "mode": one.result.mode if one.result else None,
        "candidate": one.result.candidate.id if one.result else None,
        "outcome": one.result.marks.outcome if one.result else None,
    }  # fmt: skip


@result_command.command("show", help=t("cli.result_show"))
@click.argument("path", type=PATH)
@click.option("--html", type=PATH, help=t("cli.result_show_html"))
@common_options
def result_show_command(path: Path, html: Path | None, workspace: Path | None) -> None:  # noqa: ARG001
    """Show a result and its reasons."""
    from exam_tui.reports.explaining import detail_blocks, evidence_lines, gate_lines, human_lines, section_lines
    from exam_tui.reports.page import heading, outcome_sentence, render_page, who
    from exam_tui.results.document import parse_result
    from exam_tui.results.folder import result_path
    from exam_tui.sitting.journal import write_durably

    result = parse_result(result_path(path).read_bytes())
    if html is not None:
        try:
            write_durably(html.resolve(), render_page(result, t).encode())
        except OSError as error:
            raise ExamTuiError("file.unwritable", path=str(html), reason=reason_of(error)) from error
        say(t("cli.html_saved", path=html))
        return
    say(heading(result, t))
    say(who(result, t))
    say(outcome_sentence(result, t))
    for line in gate_lines(result.marks, t):
        say("  " + line.words)
        if line.advice:
            say(f"      {line.advice}")
    for text in section_lines(result.marks, t):
        say("  " + text)
    for head, lines in detail_blocks(result, t):
        say(head)
        for text in lines:
            say("  " + text)
    for text in human_lines(result, t):
        say("  " + text)
    say(t("report.evidence"))
    for text in evidence_lines(result.evidence, t) or [t("evidence.none")]:
        say("  " + text)
    click.echo(t("cli.show_unsigned"), err=True)


@result_command.command("replay", help=t("cli.result_replay"))
@click.argument("path", type=PATH)
@common_options
def result_replay_command(path: Path, workspace: Path | None) -> int:  # noqa: ARG001
    """Compute a result anew and compare."""
    from exam_tui.results.folder import replay_result, result_path

    file = result_path(path)
    differences = replay_result(file)
    for difference in differences:
        say(
            t(
                "cli.replay_differs",
                pointer=difference.pointer,
                recorded=json.dumps(difference.recorded, ensure_ascii=False),
                computed=json.dumps(difference.computed, ensure_ascii=False),
            )
        )
    if not differences:
        say(t("cli.replay_same", path=file))
    return Exit.FINDINGS if differences else Exit.OK


@click.command("decide", help=t("cli.decide"))
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--trust", type=PATH, required=True, help=t("cli.opt_trust"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def decide_command(paths: tuple[Path, ...], trust: Path, as_json: bool, workspace: Path | None) -> int:  # noqa: ARG001
    """A first recommendation; refuses what can't be part of a decision, by name."""
    from exam_tui.probation.recommending import recommend, refusals

    verified = _verify_all(paths, trust)
    refused = refusals(verified)
    recommendation = None if refused else recommend(verified)
    if as_json:
        say(json.dumps(_decision_data(refused, recommendation), ensure_ascii=False, indent=2))
    else:
        for refusal in refused:
            reason = t(f"decide.refuse_{refusal.code}")
            click.echo(t("decide.refused", file=refusal.file, reason=reason), err=True)
        if recommendation is not None:
            for line in _decision_lines(recommendation):
                say(line)
    return Exit.FINDINGS if refused else Exit.OK


def _decision_lines(recommendation: Recommendation) -> list[str]:
    from exam_tui.reports.explaining import gate_lines

    result = recommendation.deciding.result
    assert result is not None
    candidate = result.candidate
    near = {ground.gate.id for ground in recommendation.grounds if ground.near_line}
    lines = [
        t("decide.head", name=candidate.name, id=candidate.id, paper=result.paper.title, attempt=candidate.attempt),
        t(f"decide.{recommendation.kind}"),
    ]
    ordered = sorted(result.marks.gates, key=lambda gate: gate.measure != "overall")
    for gate, line in zip(ordered, gate_lines(result.marks, t), strict=True):
        lines.append("  " + line.words)
        if gate.id in near:
            lines.append("      " + t("decide.near"))
    if recommendation.earlier_failures:
        lines.append("  " + t("decide.failures", count=recommendation.earlier_failures))
    if recommendation.unseen_attempts:
        lines.append("  " + t("decide.unseen", count=recommendation.unseen_attempts))
    lines.append("  " + t("decide.signed_by", names=t("list.separator").join(recommendation.signed_by)))
    lines.append(t("decide.note"))
    return lines


def _decision_data(refused: list[Refusal], recommendation: Recommendation | None) -> dict[str, object]:
    data: dict[str, object] = {"refused": [{"file": r.file, "reason": r.code} for r in refused], "recommendation": None}
    if recommendation is not None and recommendation.deciding.result is not None:
        result = recommendation.deciding.result
        data |= {
            "recommendation": recommendation.kind,
            "candidate": result.candidate.model_dump(mode="json"),
            "paper": result.paper.id,
            "result": recommendation.deciding.sha256,
            "outcome": result.marks.outcome,
            "earlier_failures": recommendation.earlier_failures,
            "unseen_attempts": recommendation.unseen_attempts,
            "signed_by": list(recommendation.signed_by),
            "grounds": [
                {**ground.gate.model_dump(mode="json"), "near_line": ground.near_line}
                for ground in recommendation.grounds
            ],
        }
    return data

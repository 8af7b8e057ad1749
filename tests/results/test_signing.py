"""A result must be checkable by anybody, and whatever was changed, borrowed or out of date must be refused by name."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.errors import ExamTuiError
from exam_tui.results import sshsig
from exam_tui.results.folder import replay_result
from exam_tui.results.keys import load_private, new_key
from exam_tui.results.signing import Verification, sign_result, verify_result
from exam_tui.results.trust import Role, add_trust, read_trust

PASSPHRASE = "correct horse"
KEYGEN = shutil.which("ssh-keygen")
needs_keygen = pytest.mark.skipif(KEYGEN is None, reason="stock ssh-keygen is not installed")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_key("laoshi-wang", tmp_path / "wang", PASSPHRASE)
    return tmp_path / "wang"


@pytest.fixture
def trust(tmp_path: Path, key: Path) -> Path:
    add_trust(tmp_path / "wang.pub", "laoshi-wang", "proctor", tmp_path / "allowed_signers", None)
    return tmp_path / "allowed_signers"


@pytest.fixture
def signed(finished: Callable[..., Path], key: Path) -> Path:
    folder = finished("perfect")
    sign_result(folder, key, "proctor", PASSPHRASE)
    return folder


def verify(folder: Path, trust: Path, now: datetime | None = None) -> Verification:
    return verify_result(folder, trust, read_trust(trust), now or datetime.now().astimezone())


def reasons(folder: Path, trust: Path, now: datetime | None = None) -> list[str]:
    return [check.reason for check in verify(folder, trust, now).signatures]


def stock(folder: Path, trust: Path, namespace: str = "result-proctor@exam-tui") -> int:
    (sig,) = folder.glob("*.sig")
    assert KEYGEN
    return subprocess.run(
        [KEYGEN, "-Y", "verify", "-f", trust, "-I", "laoshi-wang", "-n", namespace, "-s", sig],
        input=(folder / "result.json").read_bytes(), capture_output=True, check=False,
    ).returncode  # fmt: skip


def test_a_signed_result_is_accepted_and_names_the_signer(signed: Path, trust: Path) -> None:
    verification = verify(signed, trust)
    assert verification.accepted
    assert [(c.name, c.role) for c in verification.signatures] == [("laoshi-wang", "proctor")]
    assert verification.result is not None
    assert verification.result.marks.outcome == "passed"


@needs_keygen
def test_stock_openssh_accepts_it(signed: Path, trust: Path) -> None:
    assert stock(signed, trust) == 0


@needs_keygen
def test_stock_openssh_refuses_another_namespace(signed: Path, trust: Path) -> None:
    assert stock(signed, trust, "decision-supervisor@exam-tui") != 0


@needs_keygen
def test_the_shipped_script_accepts_and_refuses_without_the_program(signed: Path, trust: Path) -> None:
    def run() -> int:
        return subprocess.run(["sh", signed / "verify.sh", trust], capture_output=True, check=False).returncode

    assert run() == 0
    data = signed / "result.json"
    data.write_bytes(data.read_bytes().replace(b'"passed"', b'"failed"', 1))
    assert run() == 1


@needs_keygen
def test_a_signature_by_stock_openssh_is_accepted_here(
    finished: Callable[..., Path], key: Path, trust: Path, tmp_path: Path
) -> None:
    folder = finished("perfect")
    plain = tmp_path / "plain"
    assert KEYGEN
    subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", plain], check=True)
    subprocess.run(
        [KEYGEN, "-Y", "sign", "-q", "-f", plain, "-n", "result-proctor@exam-tui", folder / "result.json"],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "result.json.sig").rename(folder / "result.json.proctor-0123456789abcdef.sig")
    assert reasons(folder, trust) == ["unknown_key"]
    add_trust(tmp_path / "plain.pub", "laoshi-li", "proctor", trust, None)
    assert reasons(folder, trust) == ["ok"]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_changed_byte_of_the_result_is_refused(data: st.DataObject) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
    document = b'{"schema": "exam-tui/result/1"}'
    signature = sshsig.parse(sshsig.sign(document, key, "result-proctor@exam-tui"))
    assert sshsig.holds(signature, document)
    changed = bytearray(document)
    changed[data.draw(st.integers(0, len(document) - 1))] ^= data.draw(st.integers(1, 255))
    assert not sshsig.holds(signature, bytes(changed))


def test_one_changed_byte_is_refused_by_name(signed: Path, trust: Path) -> None:
    file = signed / "result.json"
    file.write_bytes(file.read_bytes().replace(b'"100.0"', b'"100.1"', 1))
    verification = verify(signed, trust)
    assert not verification.accepted
    assert verification.result is None
    assert reasons(signed, trust) == ["bad_signature"]


def test_no_signature_is_not_accepted(finished: Callable[..., Path], trust: Path) -> None:
    assert not verify(finished("perfect"), trust).accepted


def test_a_foreign_key_is_refused(finished: Callable[..., Path], trust: Path, tmp_path: Path) -> None:
    folder = finished("perfect")
    new_key("somebody", tmp_path / "other", PASSPHRASE)
    sign_result(folder, tmp_path / "other", "proctor", PASSPHRASE)
    assert reasons(folder, trust) == ["unknown_key"]


def test_a_role_that_was_not_granted_is_refused(finished: Callable[..., Path], key: Path, trust: Path) -> None:
    folder = finished("perfect")
    sign_result(folder, key, "supervisor", PASSPHRASE)
    assert reasons(folder, trust) == ["role_not_granted"]


def test_a_swapped_namespace_is_refused(signed: Path, key: Path, trust: Path) -> None:
    (sig,) = signed.glob("*.sig")
    sig.write_bytes(
        sshsig.sign(
            (signed / "result.json").read_bytes(), load_private(key, PASSPHRASE), "decision-supervisor@exam-tui"
        )
    )
    assert reasons(signed, trust) == ["wrong_namespace"]


def test_a_signature_renamed_to_another_role_is_refused(signed: Path, trust: Path) -> None:
    (sig,) = signed.glob("*.sig")
    sig.rename(sig.with_name(sig.name.replace("proctor", "supervisor")))
    assert reasons(signed, trust) == ["wrong_namespace"]


@needs_keygen
def test_an_expired_key_is_refused_here_and_by_stock_openssh(signed: Path, key: Path, tmp_path: Path) -> None:
    trust = tmp_path / "expired"
    add_trust(tmp_path / "wang.pub", "laoshi-wang", "proctor", trust, date(2026, 1, 31))
    verification = verify(signed, trust, datetime(2026, 2, 1, 12, tzinfo=UTC))
    assert [(c.reason, c.valid_at_hand_in) for c in verification.signatures] == [("expired", True)]
    assert not verification.accepted
    assert stock(signed, trust) != 0  # ssh-keygen judges at today's date


def test_a_key_is_valid_on_its_last_day(signed: Path, key: Path, tmp_path: Path) -> None:
    trust, today = tmp_path / "today", datetime.now().astimezone()
    add_trust(tmp_path / "wang.pub", "laoshi-wang", "proctor", trust, today.date())
    assert reasons(signed, trust) == ["ok"]
    assert reasons(signed, trust, today + timedelta(days=1)) == ["expired"]


def test_one_good_signature_counts_beside_a_damaged_one(signed: Path, trust: Path) -> None:
    (signed / "result.json.proctor-0000000000000000.sig").write_text("nonsense", encoding="utf-8")
    verification = verify(signed, trust)
    assert verification.accepted
    assert sorted(reasons(signed, trust)) == ["malformed", "ok"]


def test_a_result_that_does_not_follow_from_its_journal_is_not_signed(finished: Callable[..., Path], key: Path) -> None:
    folder = finished("average")
    file = folder / "result.json"
    file.write_bytes(file.read_bytes().replace(b'"failed"', b'"passed"', 1))
    with pytest.raises(ExamTuiError, match=r"sign\.differs"):
        sign_result(folder, key, "proctor", PASSPHRASE)
    assert not list(folder.glob("*.sig"))


def test_replay_agrees_and_says_where_it_does_not(finished: Callable[..., Path]) -> None:
    file = finished("average") / "result.json"
    assert replay_result(file) == []
    file.write_bytes(file.read_bytes().replace(b'"outcome": "failed"', b'"outcome": "passed"'))
    assert [(d.pointer, d.recorded, d.computed) for d in replay_result(file)] == [
        ("/marks/outcome", "passed", "failed")
    ]


@pytest.mark.parametrize(
    ("given_phrase", "code"), [("wrong", "keys.wrong_passphrase"), (None, "keys.needs_passphrase")]
)
def test_a_key_does_not_open_without_its_passphrase(key: Path, given_phrase: str | None, code: str) -> None:
    with pytest.raises(ExamTuiError) as caught:
        load_private(key, given_phrase)
    assert caught.value.code == code


def test_a_key_is_never_written_over_and_never_without_a_passphrase(key: Path, tmp_path: Path) -> None:
    before = key.read_bytes()
    with pytest.raises(ExamTuiError, match=r"keys\.exists"):
        new_key("laoshi-wang", key, PASSPHRASE)
    with pytest.raises(ExamTuiError, match="short_passphrase"):
        new_key("laoshi-wang", tmp_path / "short", "1234567")
    assert key.read_bytes() == before
    assert key.stat().st_mode & 0o077 == 0
    assert not (tmp_path / "short").exists()


def test_one_key_cannot_stand_for_two_people(tmp_path: Path, trust: Path) -> None:
    with pytest.raises(ExamTuiError, match="key_of_other"):
        add_trust(tmp_path / "wang.pub", "laoshi-li", "proctor", trust, None)


@pytest.mark.parametrize("role", ["proctor", "supervisor"])
@needs_keygen
def test_stock_openssh_reads_our_trust_file(
    finished: Callable[..., Path], key: Path, tmp_path: Path, role: Role
) -> None:
    folder, trust = finished("perfect"), tmp_path / "t"
    trust.write_text("# 信任名单", encoding="utf-8")  # without a line feed at the end
    add_trust(tmp_path / "wang.pub", "laoshi-wang", role, trust, None)
    sign_result(folder, key, role, PASSPHRASE)
    assert stock(folder, trust, f"result-{role}@exam-tui") == 0


@given(st.binary(max_size=300))
def test_any_bytes_are_a_signature_or_malformed(data: bytes) -> None:
    for armoured in (data, b"-----BEGIN SSH SIGNATURE-----" + data + b"-----END SSH SIGNATURE-----"):
        with pytest.raises(sshsig.MalformedSignatureError):
            sshsig.parse(armoured)


@given(st.text(max_size=80))
def test_any_trust_line_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("trust") / "t"
    file.write_text(text, encoding="utf-8", errors="replace")
    try:
        read_trust(file)
    except ExamTuiError as error:
        assert error.code in ("trust.bad_line", "trust.unreadable")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b'"marks": {', b'"marks": {"outcome": "failed"},\n  "marks": {', 1),
        lambda data: data.replace(b'"counts": true', b'"counts": 1', 1),
        lambda data: data.replace(b'"sitting":', b'"note": "-",\n  "sitting":', 1),
        lambda data: data + b"\n",
    ],
)
def test_only_the_very_bytes_that_the_journal_gives_are_signed(
    finished: Callable[..., Path], key: Path, change: Callable[[bytes], bytes]
) -> None:
    folder = finished("perfect")
    file = folder / "result.json"
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(ExamTuiError, match=r"sign\.differs"):
        sign_result(folder, key, "proctor", PASSPHRASE)


def test_a_changed_journal_beside_a_good_signature_is_told(signed: Path, trust: Path) -> None:
    assert verify(signed, trust).journal == "agrees"
    journal = signed / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    assert (verify(signed, trust).journal, verify(signed, trust).accepted) == ("differs", False)
    journal.unlink()
    assert (verify(signed, trust).journal, verify(signed, trust).accepted) == ("absent", True)


@pytest.mark.parametrize(
    ("options", "good"),
    [
        ('namespaces="result-proctor@exam-tui"', True),
        ('Namespaces="result-proctor@exam-tui"', True),
        ('namespaces="result-*"', True),
        ('namespaces="!result-proctor@exam-tui,*"', False),
        ('namespaces="decision-supervisor@exam-tui"', False),
        ('namespace="decision-supervisor@exam-tui"', False),
        ('valid-untill="20200101"', False),
        ('valid-before="20200101"', False),
        ('valid-before="20200101",valid-before="20990101"', False),
        ('valid-after="20990101"', False),
    ],
)
@needs_keygen
def test_we_trust_what_stock_openssh_trusts(signed: Path, key: Path, tmp_path: Path, options: str, good: bool) -> None:
    trust = tmp_path / "t"
    public = (tmp_path / "wang.pub").read_text(encoding="utf-8").split()
    trust.write_text(f"laoshi-wang {options} {public[0]} {public[1]}\n", encoding="utf-8")
    try:
        ours = verify(signed, trust).accepted
    except ExamTuiError as error:
        assert error.code == "trust.bad_line"
        ours = False
    script = subprocess.run(["sh", signed / "verify.sh", trust], capture_output=True, check=False).returncode
    assert (ours, script == 0, stock(signed, trust) == 0) == (good, good, good)


def test_a_key_that_runs_out_can_be_renewed(signed: Path, tmp_path: Path) -> None:
    trust = tmp_path / "renewed"
    add_trust(tmp_path / "wang.pub", "laoshi-wang", "proctor", trust, date(2026, 1, 31))
    add_trust(tmp_path / "wang.pub", "laoshi-wang", "proctor", trust, date(2099, 1, 31))
    assert reasons(signed, trust) == ["ok"]
    with pytest.raises(ExamTuiError, match=r"trust\.already"):
        add_trust(tmp_path / "wang.pub", "laoshi-wang", "proctor", trust, date(2050, 1, 31))


@pytest.mark.parametrize("shell", [shell for shell in ("dash", "bash", "sh") if shutil.which(shell)])
@needs_keygen
def test_a_files_name_cannot_forge_what_the_script_says(signed: Path, trust: Path, shell: str) -> None:
    for bad in ("x\\rGOOD\\033[8m.sig", "x\x1b[8m\rGOOD.sig", "proctor-zz.sig"):
        (signed / f"result.json.{bad}").write_bytes(b"x")
    done = subprocess.run([shell, signed / "verify.sh", trust], capture_output=True, text=True, check=False)
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    assert done.stdout.count("REFUSED") == 3
    assert (done.returncode, done.stdout.splitlines()[-1].split(",")[0]) == (0, "1 good")

"""Signing a result, and verifying it: verify first, then parse the very bytes that were verified."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from exam_tui.content.base import sha256_of
from exam_tui.errors import ExamTuiError, reason_of
from exam_tui.results import sshsig
from exam_tui.results.document import Result, parse_result
from exam_tui.results.folder import differences_from_journal, result_path
from exam_tui.results.keys import load_private
from exam_tui.results.trust import ROLES, Role, Signer, result_namespace
from exam_tui.sitting.journal import JOURNAL_NAME, write_durably

Reason = Literal[
    "ok", "malformed", "bad_signature", "wrong_namespace", "unknown_key", "role_not_granted", "expired", "not_yet_valid"
]


JournalState = Literal["agrees", "differs", "absent"]


@dataclass(frozen=True)
class SignatureCheck:
    """What became of one signature file. `valid_at_hand_in` only says what the document's own clock claims."""

    file: Path
    role: str
    reason: Reason
    namespace: str = ""
    fingerprint: str = ""
    name: str = ""
    valid_at_hand_in: bool | None = None

    @property
    def ok(self) -> bool:
        """Whether this signature counts."""
        return self.reason == "ok"


@dataclass(frozen=True)
class Verification:
    """One result, verified. `result` is parsed from the verified bytes, and only when a signature counts."""

    file: Path
    sha256: str
    trust: Path
    signatures: tuple[SignatureCheck, ...]
    result: Result | None
    journal: JournalState
    """Whether the journal beside the result still gives it. A signature does not need it; a dispute does."""

    @property
    def accepted(self) -> bool:
        """At least one signature counts, and no journal beside the result says otherwise."""
        return self.result is not None and self.journal != "differs"


def sign_result(path: Path, key_file: Path, role: Role, passphrase: str | None) -> Path:
    """Sign a result after computing it again from its journal. Returns the signature file. Raises ExamTuiError."""
    file = result_path(path)
    key = load_private(key_file, passphrase)
    # Read once: what is compared and what is signed must be the same bytes.
    data = file.read_bytes()
    differences = differences_from_journal(file.parent, data)
    if differences:
        raise ExamTuiError("sign.differs", path=str(file), pointer=differences[0].pointer or "/")
    short = hashlib.sha256(sshsig.public_blob(key.public_key())).hexdigest()[:16]
    out = file.with_name(f"{file.name}.{role}-{short}.sig")
    try:
        write_durably(out, sshsig.sign(data, key, result_namespace(role)))
    except OSError as error:
        raise ExamTuiError("file.unwritable", path=str(out), reason=reason_of(error)) from error
    return out


def verify_result(path: Path, trust_file: Path, signers: Sequence[Signer], now: datetime) -> Verification:
    """Check all signatures of a result at the time `now`. Raises ExamTuiError when there is no result to check."""
    file = result_path(path)
    data = file.read_bytes()
    checks = [_check(sig, data, signers, now) for sig in sorted(file.parent.glob(f"{file.name}.*.sig"))]
    result = parse_result(data) if any(check.ok for check in checks) else None
    if result is None:
        checks = [_with_claimed_time(check, data, signers) for check in checks]
    return Verification(file, sha256_of(data), trust_file, tuple(checks), result, _journal_state(file.parent, data))


def _journal_state(folder: Path, data: bytes) -> JournalState:
    if not (folder / JOURNAL_NAME).exists():
        return "absent"
    try:
        return "differs" if differences_from_journal(folder, data) else "agrees"
    except ExamTuiError:
        return "differs"


def _check(sig: Path, data: bytes, signers: Sequence[Signer], now: datetime) -> SignatureCheck:
    match = re.fullmatch(r".*\.(?P<role>[a-z]+)-[0-9a-f]{16}\.sig", sig.name)
    role = match["role"] if match else ""
    try:
        signature = sshsig.parse(sig.read_bytes())
    except (OSError, sshsig.MalformedSignatureError):
        return SignatureCheck(sig, role, "malformed")
    mark = sshsig.fingerprint(signature.key_blob)

    def outcome(reason: Reason, name: str = "") -> SignatureCheck:
        return SignatureCheck(sig, role, reason, signature.namespace, mark, name)

    if not sshsig.holds(signature, data):
        return outcome("bad_signature")
    known = [signer for signer in signers if signer.key_blob == signature.key_blob]
    if not known:
        return outcome("unknown_key")
    name = known[0].name  # one key, one person: `keys trust` sees to it; a line that grants the role goes first
    if role not in ROLES or signature.namespace != result_namespace(role):
        return outcome("wrong_namespace", name)
    granted = [signer for signer in known if signer.allows(signature.namespace)]
    if not granted:
        return outcome("role_not_granted", name)
    name = granted[0].name
    valid = [signer for signer in granted if signer.valid_at(now)]
    if valid:
        return outcome("ok", valid[0].name)
    early = all(signer.valid_after is not None and now < signer.valid_after for signer in granted)
    return outcome("not_yet_valid" if early else "expired", name)


def _with_claimed_time(check: SignatureCheck, data: bytes, signers: Sequence[Signer]) -> SignatureCheck:
    """For an expired key: was it valid at the hand-in that the document claims? Shown, never decisive."""
    if check.reason != "expired":
        return check
    when = parse_result(data).times.submitted
    blob = sshsig.parse(check.file.read_bytes()).key_blob
    valid = any(s.valid_at(when) for s in signers if s.key_blob == blob and s.allows(check.namespace))
    return SignatureCheck(
        check.file, check.role, check.reason, check.namespace, check.fingerprint, check.name, valid_at_hand_in=valid
    )

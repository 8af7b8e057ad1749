"""Trust: an OpenSSH allowed_signers file that the verifier keeps.

It is never looked for in the result's folder or in the candidate's workspace: whoever hands over a result could put
one there. Lines: `name[,name] [namespaces="…",valid-after="…",valid-before="…"] ssh-ed25519 KEY [comment]`.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from exam_tui.errors import ExamTuiError, reason_of
from exam_tui.results.keys import load_public, require_name

Role = Literal["proctor", "supervisor"]
ROLES: tuple[Role, ...] = get_args(Role)


def result_namespace(role: Role) -> str:
    """The namespace in which a role signs results."""
    return f"result-{role}@exam-tui"


_GRANTED: dict[Role, tuple[str, ...]] = {
    "proctor": (result_namespace("proctor"),),
    "supervisor": (result_namespace("supervisor"), "decision-supervisor@exam-tui"),
}


@dataclass(frozen=True)
class Signer:
    """One line of an allowed_signers file. `namespaces` empty: any."""

    name: str
    key_blob: bytes
    namespaces: tuple[str, ...] = ()
    valid_after: datetime | None = None
    valid_before: datetime | None = None

    def allows(self, namespace: str) -> bool:
        """Whether the line lets the key sign in a namespace."""
        return not self.namespaces or _matches(namespace, self.namespaces)

    def valid_at(self, when: datetime) -> bool:
        """Whether the line holds at a point of time (as OpenSSH: both bounds in local time)."""
        after, before = self.valid_after, self.valid_before
        return (after is None or when >= after) and (before is None or when < before)


def _matches(text: str, patterns: Sequence[str]) -> bool:
    """OpenSSH's pattern lists: `*` and `?` only; a pattern with `!` that fits refuses, whatever else fits."""

    def fits(pattern: str) -> bool:
        return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text) is not None

    if any(pattern.startswith("!") and fits(pattern[1:]) for pattern in patterns):
        return False
    return any(fits(pattern) for pattern in patterns if not pattern.startswith("!"))


_OPTIONS = ("namespaces", "valid-after", "valid-before", "cert-authority")
"""All that OpenSSH knows. Anything else is refused: a mistyped limit must not become no limit."""
_LINE = re.compile(
    r"(?P<names>\S+)\s+(?:(?P<options>[A-Za-z-]+(?:=\"[^\"]*\")?(?:,[A-Za-z-]+(?:=\"[^\"]*\")?)*)\s+)?"
    r"(?P<type>ssh-ed25519)\s+(?P<key>[A-Za-z0-9+/=]+)"
)


def read_trust(path: Path) -> list[Signer]:
    """The signers of an allowed_signers file; lines for other kinds of key are passed over. Raises ExamTuiError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "UTF-8"
        raise ExamTuiError("trust.unreadable", path=str(path), reason=reason) from error
    signers = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _LINE.match(stripped)
        if match is None:
            if re.search(r"\s(ssh-|ecdsa-|sk-)", stripped) and "ssh-ed25519 " not in stripped:
                continue
            raise ExamTuiError("trust.bad_line", path=str(path), line=number)
        found = re.findall(r"([A-Za-z-]+)(?:=\"([^\"]*)\")?", match["options"] or "")
        options = {name.lower(): value for name, value in found}
        if len(options) != len(found) or not set(options) <= set(_OPTIONS):
            raise ExamTuiError("trust.bad_line", path=str(path), line=number)
        if "cert-authority" in options:
            continue
        try:
            signers.append(
                Signer(
                    match["names"],
                    base64.b64decode(match["key"], validate=True),
                    tuple(options["namespaces"].split(",")) if "namespaces" in options else (),
                    _moment(options.get("valid-after")),
                    _moment(options.get("valid-before")),
                )
            )
        except (ValueError, binascii.Error) as error:
            raise ExamTuiError("trust.bad_line", path=str(path), line=number) from error
    return signers


def _moment(text: str | None) -> datetime | None:
    """YYYYMMDD or YYYYMMDDHHMM[SS], in local time, or in UTC with a Z (ssh-keygen(1), ALLOWED SIGNERS)."""
    if text is None:
        return None
    digits, utc = text.removesuffix("Z"), text.endswith("Z")
    formats = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    if len(digits) not in formats:
        raise ValueError(text)
    moment = datetime.strptime(digits + ("+0000" if utc else ""), formats[len(digits)] + ("%z" if utc else ""))
    return moment if utc else moment.astimezone()


def _lasts(signer: Signer, until: datetime | None) -> bool:
    """Whether a line already holds at least as long as asked for; a shorter one is renewed by a second line."""
    return signer.valid_before is None or (until is not None and until <= signer.valid_before)


def add_trust(public: Path, name: str, role: Role, trust: Path, valid_until: date | None) -> Signer:
    """HR's step: append one line for a key, a person and a role. Raises ExamTuiError; a known line is not repeated."""
    require_name(name)
    blob = load_public(public)
    known = read_trust(trust) if trust.exists() else []
    if any(signer.key_blob == blob and signer.name != name for signer in known):
        other = next(signer.name for signer in known if signer.key_blob == blob)
        raise ExamTuiError("trust.key_of_other", name=name, other=other)
    until = _moment(f"{valid_until + timedelta(days=1):%Y%m%d}") if valid_until else None
    if any(s.key_blob == blob and s.allows(result_namespace(role)) and _lasts(s, until) for s in known):
        raise ExamTuiError("trust.already", name=name, role=role, path=str(trust))
    # valid-before is exclusive; "valid until a day" means that day included.
    before = f',valid-before="{valid_until + timedelta(days=1):%Y%m%d}"' if valid_until else ""
    key = base64.b64encode(blob).decode()
    line = f'{name} namespaces="{",".join(_GRANTED[role])}"{before} ssh-ed25519 {key}\n'
    try:
        start = "" if not trust.exists() or trust.read_bytes()[-1:] in (b"", b"\n") else "\n"
        with trust.open("ab") as file:
            file.write((start + line).encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ExamTuiError("file.unwritable", path=str(trust), reason=reason_of(error)) from error
    return Signer(name, blob, _GRANTED[role], None, until)

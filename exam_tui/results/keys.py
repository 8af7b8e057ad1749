"""Key files: OpenSSH Ed25519 with a passphrase, as `ssh-keygen -t ed25519` makes them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_ssh_private_key,
    load_ssh_public_key,
)

from exam_tui.errors import ExamTuiError, reason_of
from exam_tui.results.sshsig import public_blob

NAME_PATTERN = re.compile(r"\w[\w.+-]{0,39}(@[A-Za-z0-9.-]{1,60})?")
"""A signer's name: one word, none of the signs that mean something in an allowed_signers file."""
SHORTEST_PASSPHRASE = 8


def require_name(name: str) -> str:
    """A usable signer's name. Raises ExamTuiError."""
    if not NAME_PATTERN.fullmatch(name):
        raise ExamTuiError("keys.bad_name", name=name)
    return name


def new_key(name: str, out: Path, passphrase: str) -> Path:
    """Make a key pair at `out` and `out.pub` (returned); never writes over a file. Raises ExamTuiError."""
    require_name(name)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ExamTuiError("keys.short_passphrase", least=SHORTEST_PASSPHRASE)
    public = out.with_name(out.name + ".pub")
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, BestAvailableEncryption(passphrase.encode()))
    for path in (out, public):
        if path.exists():
            raise ExamTuiError("keys.exists", path=str(path))
    try:
        _write_new(out, private, 0o600)
        _write_new(public, public_line(key.public_key(), name), 0o644)
    except OSError as error:
        raise ExamTuiError("file.unwritable", path=str(out), reason=reason_of(error)) from error
    return public


def public_line(key: Ed25519PublicKey, name: str) -> bytes:
    """The line of a `.pub` file."""
    import base64

    return b"ssh-ed25519 " + base64.b64encode(public_blob(key)) + f" {name}\n".encode()


def load_private(path: Path, passphrase: str | None) -> Ed25519PrivateKey:
    """Open a private key. Raises ExamTuiError: missing, no key, wrong passphrase, not Ed25519, no passphrase on it."""
    data = _read(path)
    try:
        key = load_ssh_private_key(data, passphrase.encode() if passphrase else None)
    except TypeError as error:
        # cryptography: a passphrase was given for a key without one, or the other way round.
        code = "keys.unprotected" if passphrase else "keys.needs_passphrase"
        raise ExamTuiError(code, path=str(path)) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        code = "keys.wrong_passphrase" if b"OPENSSH PRIVATE KEY" in data else "keys.not_private"
        raise ExamTuiError(code, path=str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ExamTuiError("keys.not_ed25519", path=str(path))
    if not passphrase:
        raise ExamTuiError("keys.unprotected", path=str(path))
    return key


def load_public(path: Path) -> bytes:
    """The key blob of a `.pub` file. Raises ExamTuiError."""
    data = _read(path)
    try:
        key = load_ssh_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ExamTuiError("keys.not_public", path=str(path)) from error
    if not isinstance(key, Ed25519PublicKey):
        raise ExamTuiError("keys.not_ed25519", path=str(path))
    return public_blob(key)


def read_passphrase_file(path: Path) -> str:
    """The first line of a passphrase file."""
    try:
        return next(iter(_read(path).decode("utf-8").splitlines()), "")
    except UnicodeDecodeError as error:
        raise ExamTuiError("file.unreadable", path=str(path), reason="UTF-8") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(path), reason=reason_of(error)) from error


def _write_new(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)

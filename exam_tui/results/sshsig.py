"""SSHSIG: OpenSSH's detached signature format, for Ed25519 keys (openssh-portable, PROTOCOL.sshsig).

Small enough to read in ten minutes. Made here, accepted by stock `ssh-keygen -Y verify`; made by stock
`ssh-keygen -Y sign`, accepted here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_MAGIC = b"SSHSIG"
_VERSION = 1
_KEY_TYPE = b"ssh-ed25519"
_HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----"
_LONGEST = 16 * 1024
"""No Ed25519 signature comes near this size."""


class MalformedSignatureError(ValueError):
    """Not a signature in this format."""


@dataclass(frozen=True)
class Signature:
    """A parsed signature: whose key, for which namespace, over which hash."""

    key_blob: bytes
    namespace: str
    hash_name: bytes
    raw: bytes


def fingerprint(key_blob: bytes) -> str:
    """The key's fingerprint as OpenSSH prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key_blob).digest()).rstrip(b"=").decode()


def public_blob(key: Ed25519PublicKey) -> bytes:
    """The key in SSH wire format."""
    return _string(_KEY_TYPE) + _string(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(data: bytes, key: Ed25519PrivateKey, namespace: str) -> bytes:
    """An armoured signature over the exact bytes, with line feeds (stock tools refuse CRLF)."""
    hash_name = b"sha512"
    raw = key.sign(_signed_data(data, namespace, hash_name))
    blob = (
        _MAGIC
        + struct.pack(">I", _VERSION)
        + _string(public_blob(key.public_key()))
        + _string(namespace.encode())
        + _string(b"")
        + _string(hash_name)
        + _string(_string(_KEY_TYPE) + _string(raw))
    )
    text = base64.b64encode(blob)
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return b"\n".join([_BEGIN, *lines, _END, b""])


def parse(armoured: bytes) -> Signature:
    """Read an armoured signature. Raises MalformedSignatureError."""
    # As strict as the stock tools, which refuse CRLF and leading space: one verdict everywhere.
    text = armoured.removesuffix(b"\n")
    if len(armoured) > _LONGEST or b"\r" in text or not (text.startswith(_BEGIN + b"\n") and text.endswith(_END)):
        raise MalformedSignatureError
    try:
        blob = base64.b64decode(b"".join(text[len(_BEGIN) : -len(_END)].split()), validate=True)
    except binascii.Error as error:
        raise MalformedSignatureError from error
    if blob[:6] != _MAGIC or blob[6:10] != struct.pack(">I", _VERSION):
        raise MalformedSignatureError
    reader = _Reader(blob[10:])
    key_blob, namespace, _reserved, hash_name, wrapped = (reader.string() for _ in range(5))
    reader.finish()
    inner = _Reader(wrapped)
    kind, raw = inner.string(), inner.string()
    inner.finish()
    if kind != _KEY_TYPE or hash_name not in _HASHES or len(raw) != 64:
        raise MalformedSignatureError
    try:
        return Signature(key_blob, namespace.decode(), hash_name, raw)
    except UnicodeDecodeError as error:
        raise MalformedSignatureError from error


def holds(signature: Signature, data: bytes) -> bool:
    """Whether the signature was made by its key over these bytes and its namespace. Says nothing about trust."""
    try:
        reader = _Reader(signature.key_blob)
        kind, raw_key = reader.string(), reader.string()
        reader.finish()
        if kind != _KEY_TYPE:
            return False
        key = Ed25519PublicKey.from_public_bytes(raw_key)
        key.verify(signature.raw, _signed_data(data, signature.namespace, signature.hash_name))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_data(data: bytes, namespace: str, hash_name: bytes) -> bytes:
    digest = _HASHES[hash_name](data).digest()
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(hash_name) + _string(digest)


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def string(self) -> bytes:
        if len(self._data) < 4:
            raise MalformedSignatureError
        (length,) = struct.unpack(">I", self._data[:4])
        if length > len(self._data) - 4:
            raise MalformedSignatureError
        value, self._data = self._data[4 : 4 + length], self._data[4 + length :]
        return value

    def finish(self) -> None:
        if self._data:
            raise MalformedSignatureError

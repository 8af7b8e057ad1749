"""An editor must complete keys and mark mistakes offline: tried with taplo and tombi, which editors run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exam_tui.cli.content import schema_words
from exam_tui.content.loading import KINDS
from exam_tui.content.schemas import schema_bytes
from exam_tui.content.shelves import content_files
from exam_tui.content.workspace import shipped_root
from exam_tui.messages import LANGUAGES, Catalogue

TAPLO = Path(sys.executable).with_name("taplo")
TOMBI = TAPLO.with_name("tombi")
BANK = """\
#:schema schemas/bank.json
[bank]
id = "b"
title = "题库"

[[question]]
id = "q"
kind = "single"
topic = "商品"
stem = "哪一款？"
right = "茶树"
wrong = ["玫瑰", { text = "薄荷", why = "凉" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(shipped_root() / "schemas", tmp_path / "schemas")
    return tmp_path


COMMANDS = {"taplo": [str(TAPLO), "lint"], "tombi": [str(TOMBI), "lint", "--offline"]}


def lint(tool: str, *files: Path) -> str:
    """What the tool complains of; nothing when all is right."""
    run = subprocess.run(
        [*COMMANDS[tool], *map(str, files)], capture_output=True, text=True, cwd=files[0].parent, timeout=60
    )
    return "" if run.returncode == 0 else run.stdout + run.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_schemas_are_those_of_the_models(kind: str) -> None:
    """To renew: exam-tui content schema --out schemas"""
    assert (shipped_root() / "schemas" / f"{kind}.json").read_bytes() == schema_bytes(kind, schema_words("zh"))


@pytest.mark.parametrize("tool", COMMANDS)
def test_every_shipped_file_is_right_by_its_schema(tool: str) -> None:
    files = content_files(shipped_root())
    assert all(file.read_text(encoding="utf-8").startswith("#:schema ") for file in files)
    assert lint(tool, *files) == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('right = "', 'rigth = "', "rigth"),
        ('kind = "single"', 'kind = "singel"', "singel"),
        ("why =", "becaus =", "becaus"),
        ('topic = "商品"', "topic = 3", "tring"),
        ("wrong = [", 'marking = "partial_floor0"\nwrong = [', "partial_floor0"),
    ],
)
@pytest.mark.parametrize("tool", COMMANDS)
def test_a_mistake_is_marked_in_the_editor(folder: Path, tool: str, old: str, new: str, words: str) -> None:
    file = folder / "bank.toml"
    file.write_text(BANK, encoding="utf-8")
    assert lint(tool, file) == ""
    file.write_text(BANK.replace(old, new), encoding="utf-8")
    assert words in lint(tool, file)


class Editor:
    """The little of an editor that a language server needs."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [str(TOMBI), "lsp", "--offline"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._count = 0
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {},
                                    "workspaceFolders": [{"uri": folder.as_uri(), "name": "w"}]})  # fmt: skip
        self.tell("initialized", {})

    def tell(self, method: str, params: dict[str, Any], **extra: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **extra}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def request(self, method: str, params: dict[str, Any]) -> Any:
        self._count += 1
        self.tell(method, params, id=self._count)
        for message in self._messages():
            if message.get("id") == self._count and "method" not in message:
                return message.get("result")
            if "id" in message and "method" in message:  # the server asks something: nothing is configured
                reply = {"jsonrpc": "2.0", "id": message["id"], "result": [{}]}
                body = json.dumps(reply).encode()
                assert self._process.stdin is not None
                self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                self._process.stdin.flush()
        raise AssertionError("the language server went away")

    def _messages(self) -> Iterator[dict[str, Any]]:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            if line.lower().startswith(b"content-length:"):
                self._process.stdout.readline()
                yield json.loads(self._process.stdout.read(int(line.split(b":")[1])))

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def test_keys_are_completed_with_their_meaning(folder: Path) -> None:
    text = BANK + "exp"
    file = folder / "bank.toml"
    file.write_text(text, encoding="utf-8")
    editor = Editor(folder)
    try:
        document = {"uri": file.as_uri(), "languageId": "toml", "version": 1, "text": text}
        editor.tell("textDocument/didOpen", {"textDocument": document})
        place = {"line": text.count("\n"), "character": 3}
        where = {"textDocument": {"uri": file.as_uri()}, "position": place}
        entries: list[dict[str, Any]] = []
        for _ in range(1000):  # until the server has taken the document in
            found = editor.request("textDocument/completion", where)
            entries = found["items"] if isinstance(found, dict) else found or []
            if entries:
                break
    finally:
        editor.close()
    words = {entry["label"]: json.dumps(entry, ensure_ascii=False) for entry in entries}
    assert "explain" in words
    assert "解析" in words["explain"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_a_description(language: str) -> None:
    words = schema_words(Catalogue("en" if language == "en" else "zh").language)
    missing: set[str] = set()

    def describe(model: str, key: str) -> str | None:
        found = words(model, key)
        if found is None and (model, key) != ("ShortPoint", "finding"):
            missing.add(f"{model}.{key}")
        return found

    for kind in KINDS:
        schema_bytes(kind, describe)
    assert missing == set()

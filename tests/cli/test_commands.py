"""Whoever types a command must get a result or a sentence that helps, never a traceback and never half a file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PASSPHRASE = "correct horse"


def run(*arguments: object, cwd: Path | None = None, lang: str = "zh") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "exam_tui", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd, stdin=subprocess.DEVNULL, check=False,
        env={**os.environ, "EXAM_TUI_LANG": lang, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    assert run("new", tmp_path / "shop").returncode == 0
    return tmp_path / "shop"


@pytest.fixture
def small(workspace: Path) -> Path:
    """… with the starter paper and its role-plays only: each command checks its whole workspace first."""
    plays, papers = workspace / "roleplays", workspace / "question_banks" / "papers"
    unused = [path for path in plays.glob("*.toml") if path.stem not in {"sold-out", "bargain", "late-parcel"}]
    for path in (*unused, *plays.glob("shifts/*"), *papers.glob("*")):
        if path.stem != "starter":
            path.unlink()
    return workspace


def test_a_new_workspace_checks_clean_and_can_be_rehearsed(workspace: Path, tmp_path: Path) -> None:
    assert run("content", "check", cwd=workspace).returncode == 0
    done = run("rehearse", "starter", "--as", "perfect", "--out", tmp_path / "r", cwd=workspace)
    assert done.returncode == 0
    assert "通过" in done.stdout
    (result,) = (tmp_path / "r").glob("*/result.json")
    assert json.loads(result.read_text(encoding="utf-8"))["mode"] == "rehearsal"


def test_rehearsals_with_one_seed_give_the_same_marks(small: Path, tmp_path: Path) -> None:
    for out in ("a", "b"):
        run("rehearse", "starter", "--as", "average", "--seed", 3, "--out", tmp_path / out, cwd=small)
    one, other = (next((tmp_path / out).glob("*/result.json")).read_bytes() for out in ("a", "b"))
    assert one == other


def test_new_leaves_a_folder_with_something_in_it_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("重要", encoding="utf-8")
    done = run("new", tmp_path / "mine")
    assert (done.returncode, [p.name for p in (tmp_path / "mine").iterdir()]) == (2, ["notes.txt"])


def test_check_tells_file_line_column_code_and_in_json_the_same(small: Path) -> None:
    bank = small / "question_banks" / "service-rules.toml"
    bank.write_text(bank.read_text(encoding="utf-8").replace('kind = "single"', 'kind = "singel"', 1), encoding="utf-8")
    done = run("content", "check", cwd=small)
    assert done.returncode == 1
    assert done.stdout.startswith("question_banks/service-rules.toml:9:8: M004 ")
    (problem,) = json.loads(run("content", "check", "--json", cwd=small).stdout)
    assert {k: problem[k] for k in ("file", "line", "column", "code", "severity")} == {
        "file": "question_banks/service-rules.toml", "line": 9, "column": 8, "code": "M004", "severity": "error",
    }  # fmt: skip
    assert run("content", "check", bank, cwd=small).returncode == 1
    assert run("content", "check", small / "roleplays", cwd=small).returncode == 0


def test_no_exam_begins_with_broken_content(small: Path, tmp_path: Path) -> None:
    (small / "question_banks" / "broken.toml").write_text("[bank", encoding="utf-8")
    done = run("rehearse", "starter", "--as", "silent", "--out", tmp_path / "r", cwd=small)
    assert done.returncode == 1
    assert "content check" in done.stderr
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["sit", "starter"],
        ["sit", "starter", "--candidate", "../../etc", "--name", "x"],
        ["sit", "nothing", "--candidate", "E1", "--name", "x"],
        ["sit", "starter", "--candidate", "E1", "--name", "x", "--attempt", "0"],
        ["sit", "starter", "--candidate", "E1", "--name", "x"],
        ["rehearse", "starter", "--as", "genius", "--out", "r"],
        ["result", "verify", "nowhere", "--trust", "nowhere"],
        ["result", "show", "."],
        ["result", "replay", "pyproject.toml"],
        ["keys", "new", "two words", "--out", "k", "--passphrase-file", "p"],
        ["decide", "nowhere", "--trust", "nowhere"],
        ["content", "check", "nowhere.toml"],
        ["content", "check", "--workspace", "/nowhere"],
        ["nonsense"],
        ["--nonsense"],
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wrong_use_gets_a_sentence_in_the_users_language(tmp_path: Path, arguments: list[str], lang: str) -> None:
    done = run(*arguments, cwd=tmp_path, lang=lang)
    assert done.returncode in (1, 2, 3)
    assert done.stderr.startswith("错误：" if lang == "zh" else "Error: ")
    assert list(tmp_path.iterdir()) == []


def test_from_key_to_decision(small: Path, tmp_path: Path) -> None:
    """The whole way that a result takes, with commands only; and what a rehearsal may not do."""
    phrase, trust = tmp_path / "phrase", tmp_path / "allowed_signers"
    phrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    key = tmp_path / "wang"
    assert run("keys", "new", "laoshi-wang", "--out", key, "--passphrase-file", phrase).returncode == 0
    done = run("keys", "trust", f"{key}.pub", "--name", "laoshi-wang", "--role", "proctor", "--trust", trust,
               "--valid-until", "2099-12-31")  # fmt: skip
    assert done.returncode == 0
    run("rehearse", "starter", "--as", "perfect", "--out", tmp_path / "r", cwd=small)
    (folder,) = (tmp_path / "r").iterdir()

    assert run("result", "verify", folder, "--trust", trust).returncode == 1
    assert "没有通过签名核验" in run("decide", folder, "--trust", trust).stderr
    signed = run("result", "sign", folder, "--key", key, "--role", "proctor", "--passphrase-file", phrase)
    assert signed.returncode == 0
    verified = run("result", "verify", folder, "--trust", trust, "--json")
    assert verified.returncode == 0
    assert json.loads(verified.stdout)[0]["signatures"][0]["reason"] == "ok"
    assert run("result", "replay", folder).returncode == 0
    refused = run("decide", folder, "--trust", trust, "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["refused"] == [{"file": str(folder / "result.json"), "reason": "rehearsal"}]

    page = tmp_path / "page.html"
    assert run("result", "show", folder, "--html", page).returncode == 0
    assert "<h1>试运行结果" in page.read_text(encoding="utf-8")
    assert "laoshi" not in run("result", "show", folder).stdout  # nothing about trust without verifying

    (folder / "journal.jsonl").unlink()
    assert run("result", "replay", folder).returncode == 3
    shutil.copy(folder / "result.json", tmp_path / "result.json")
    assert run("result", "verify", tmp_path / "result.json", "--trust", trust).returncode == 1


def test_a_hostile_result_file_prints_no_escape_sequences(workspace: Path, tmp_path: Path) -> None:
    run("rehearse", "starter", "--as", "silent", "--out", tmp_path / "r", cwd=workspace)
    (file,) = (tmp_path / "r").glob("*/result.json")
    data = json.loads(file.read_text(encoding="utf-8"))
    data["candidate"]["name"] = "\x1b]0;owned\x07\x1b[31m周"
    file.write_text(json.dumps(data), encoding="utf-8")
    done = run("result", "show", file)
    assert "\x1b" not in done.stdout
    assert "周" in done.stdout


def test_checking_one_file_tells_of_the_id_that_it_takes_from_another(workspace: Path) -> None:
    """Whichever of two files the checker blames, the trainer who checks the new one must hear of it."""
    papers = workspace / "question_banks" / "papers"
    copy = papers / "aa.toml"
    copy.write_text((papers / "starter.toml").read_text(encoding="utf-8"), encoding="utf-8")
    done = run("content", "check", str(copy), cwd=workspace)
    assert done.returncode == 1
    assert "R001" in done.stdout
    elsewhere = run("content", "check", str(papers / "monthly.toml"), cwd=workspace)
    assert elsewhere.returncode == 0
    assert "别的文件里还有 1 处错误" in elsewhere.stdout


def test_a_rehearsal_needs_no_folder_and_a_manual_is_no_content(workspace: Path) -> None:
    assert run("rehearse", "day7-products", "--as", "perfect", cwd=workspace).returncode == 0
    refused = run("content", "check", "question_banks/handbook.md", cwd=workspace)
    assert refused.returncode == 2
    assert ".toml" in refused.stderr


# -- typing -------------------------------------------------------------------------------------------------------

PASSAGE = "您好，欢迎光临青禾小铺。我是客服小禾，\n很高兴为您服务！这款面霜不含香精，早晚各用一次。\n"


def score(tmp_path: Path, typed: str | bytes, *more: object, passage: str = PASSAGE, name: str = "p.txt") -> object:
    (tmp_path / name).write_text(passage, encoding="utf-8")
    (tmp_path / "t.txt").write_bytes(typed if isinstance(typed, bytes) else typed.encode())
    seconds = () if "--seconds" in more else ("--seconds", 30)
    done = run("typing", "score", "--passage", tmp_path / name, "--typed", tmp_path / "t.txt", *seconds, *more)
    return json.loads(done.stdout) if "--json" in more and done.returncode == 0 else done


@pytest.mark.parametrize(
    ("typed", "figures"),
    [
        (PASSAGE, (43, 0, 0, 0, 43)),
        ("您好,欢迎光临青禾小铺。我是客服小和，很高兴您服务！", (25, 1, 1, 0, 27)),
        ("您好，欢迎光临青禾小铺。很高兴为您服务！这款面霜不含香精，", (29, 0, 7, 0, 36)),
        ("您您好，欢迎", (5, 0, 0, 1, 5)),
        ("您好，欢迎光临xxxx", (7, 4, 0, 0, 11)),
        ("", (0, 0, 0, 0, 0)),
    ],
)
def test_two_files_are_scored_as_the_exam_does(tmp_path: Path, typed: str, figures: tuple[int, ...]) -> None:
    found = score(tmp_path, typed, "--json")
    assert isinstance(found, dict)
    assert tuple(found[n] for n in ("correct", "substituted", "omitted", "inserted", "reached")) == figures
    correct, substituted, omitted, inserted, _ = figures
    assert found["net_cpm"] == correct * 2
    assert found["gross_cpm"] == (correct + substituted + inserted) * 2
    total = correct + substituted + omitted + inserted
    assert found["accuracy"] == (correct * 10_000 // total / 10_000 if total else 0)


def test_a_speed_below_the_line_is_never_rounded_up_to_it(tmp_path: Path) -> None:
    found = score(tmp_path, PASSAGE, "--json", "--seconds", "51.601")
    assert isinstance(found, dict)
    assert found["net_cpm"] == 49.99


def test_a_chat_is_scored_reply_by_reply(tmp_path: Path) -> None:
    chat = """[passage]
id = "c"
title = "t"
kind = "chat"
group = "g"
[[passage.turn]]
customer = "到哪了"
reply = "订单 {20261118} 已经发出。"
[[passage.turn]]
customer = "谢谢"
reply = "不客气。"
"""
    found = score(tmp_path, "订单20261119已经发出。\n不客气。\n", "--json", passage=chat, name="c.toml")
    assert isinstance(found, dict)
    assert (found["correct"], found["substituted"], found["fields_right"], found["fields_asked"]) == (11, 8, 0, 1)
    cut = score(tmp_path, "订单20261118已经发出。\n不客", "--json", passage=chat, name="c.toml")
    assert isinstance(cut, dict)
    assert cut["omitted"] == 2  # the last reply was sent too


@pytest.mark.parametrize(
    ("typed", "more", "code", "says"),
    [
        ("您好".encode("gbk"), (), 1, "GBK"),
        ("您好", ("--seconds", "0"), 2, "--seconds"),
        ("您好", ("--seconds", "nan"), 2, "--seconds"),
        ("您好", ("--seconds", "1e13"), 2, "--seconds"),
    ],
)
def test_what_cannot_be_scored_is_said(
    tmp_path: Path, typed: str | bytes, more: tuple[str, ...], code: int, says: str
) -> None:
    done = score(tmp_path, typed, *more)
    assert isinstance(done, subprocess.CompletedProcess)
    assert done.returncode == code
    assert says in done.stderr


def test_a_bank_is_no_passage(tmp_path: Path) -> None:
    done = score(tmp_path, "您好", passage='[bank]\nid = "b"\ntitle = "t"\n', name="b.toml")
    assert isinstance(done, subprocess.CompletedProcess)
    assert done.returncode in (1, 2)


def test_the_bursts_of_a_sitting_can_be_looked_at(workspace: Path, tmp_path: Path) -> None:
    run("rehearse", "starter", "--as", "average", "--out", tmp_path / "r", cwd=workspace)
    (folder,) = (tmp_path / "r").iterdir()
    (test,) = json.loads(run("typing", "bursts", folder, "--json").stdout)
    assert test["section"] == "typing"
    assert set(test["bursts"][0]) == {"at_ms", "gap_ms", "length", "kind", "erased_before", "text"}
    assert test["bursts"][0]["text"] in run("typing", "bursts", folder).stdout


def test_passages_and_progress_are_told(workspace: Path) -> None:
    rows = json.loads(run("typing", "passages", "--json", cwd=workspace).stdout)
    assert {"id", "group", "characters", "rare", "punctuation", "latin", "frequency"} <= set(rows[0])
    assert "客服散文·中" in run("typing", "passages", cwd=workspace).stdout
    assert "还没有练习记录" in run("typing", "progress", "--candidate", "E1", cwd=workspace).stdout
    assert run("typing", "progress", "--candidate", "../x", cwd=workspace).returncode == 2
    assert run("typing", "practise", "nope", cwd=workspace).returncode == 2


def test_replies_are_judged_with_the_very_words_the_rule_and_the_reason() -> None:
    done = run("rubric", "judge", "--policy", "qinghe", "--say", "48小时内发货，保 证明天到", "--say", "感谢您的肯定")
    assert done.returncode == 0
    assert "把到货时间说死" in done.stdout
    assert "保 证明天到" in done.stdout
    assert "店铺真给的" in done.stdout


def test_a_chat_is_judged_in_four_dimensions(tmp_path: Path) -> None:
    chat = tmp_path / "chat.txt"
    chat.write_text("客：都五天了还没到！\n服：您好，非常抱歉，我马上帮您查\n", encoding="utf-8")
    done = run("rubric", "judge", "--policy", "qinghe", "--chat", chat, "--json")
    judged = json.loads(done.stdout)
    assert set(judged["dimensions"]) == {"response", "tone", "process", "promise"}
    assert {"tone.greeting", "tone.apology"} <= {finding["rule"] for finding in judged["findings"]}


def test_a_scan_gives_one_object_for_every_line(tmp_path: Path) -> None:
    replies = tmp_path / "replies.txt"
    replies.write_bytes("您放心，明天一定到\r\n\r\n感谢您的肯定\n".encode())
    rows = [
        json.loads(line) for line in run("rubric", "scan", replies, "--policy", "qinghe", "--json").stdout.splitlines()
    ]
    assert [(row["line"], row["text"]) for row in rows] == [(1, "您放心，明天一定到"), (2, ""), (3, "感谢您的肯定")]
    (finding,) = rows[0]["findings"]
    assert {"rule", "dimension", "severity", "points", "start", "end", "guard", "advice"} == set(finding)
    assert rows[1]["findings"] == rows[2]["findings"] == []
    counted = run("rubric", "scan", replies, "--policy", "qinghe").stdout
    assert "promise.arrival" in counted
    assert "3 行，1 行有发现" in counted


def test_all_examples_of_a_policy_are_tried() -> None:
    done = run("rubric", "test", "mianyu")  # those of all shipped ones: tests/rubric and tests/content
    assert (done.returncode, " 0 句不对" in done.stdout.replace("，0", "， 0")) == (0, True), done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("judge", "--policy", "qinghe"), "--say"),
        (("judge", "--policy", "qingh", "--say", "x"), "qinghe"),
        (("judge", "--policy", "no.toml", "--say", "x"), "no.toml"),
        (("judge", "--policy", "qinghe", "--chat", "no.txt"), "no.txt"),
        (("scan", "no.txt", "--policy", "qinghe"), "no.txt"),
        (("test", "nobody"), "nobody"),
        (("workbench", "qinghe"), "终端"),
    ],
)
def test_wrong_use_of_rubric_commands_is_told(arguments: tuple[str, ...], words: str) -> None:
    done = run("rubric", *arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_files_that_cannot_be_judged_are_told(tmp_path: Path) -> None:
    file = tmp_path / "chat.txt"
    for content, words in (
        ("在吗\n".encode(), "第 1 行"),
        ("服：您好".encode("gb18030"), "UTF-8"),
        ("客：在".encode(), "服："),
    ):
        file.write_bytes(content)
        done = run("rubric", "judge", "--policy", "qinghe", "--chat", file)
        assert done.returncode == 2
        assert words in done.stderr


def test_a_policy_with_errors_is_told_with_line_and_code(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[policy]\nid = "mine"\ntitle = "我的"\nextends = "base"\ndrop = ["tone.partikel"]\n', encoding="utf-8"
    )
    for command in (("judge", "--policy", mine, "--say", "x"), ("test", mine), ("scan", "-", "--policy", mine)):
        done = run("rubric", *command)
        assert done.returncode == 1
        assert "mine.toml:5:9: R015" in done.stderr
        assert "tone.particle" in done.stderr

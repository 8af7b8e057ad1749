"""`keys`: signing keys, and HR's list of whom to trust."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from exam_tui.cli.common import PATH, common_options, say, t
from exam_tui.errors import ExamTuiError


@click.group("keys", help=t("cli.keys"))
@common_options
def keys_command(workspace: Path | None) -> None:
    """Commands about keys."""


@keys_command.command("new", help=t("cli.keys_new"))
@click.argument("name")
@click.option("--out", type=PATH, required=True, help=t("cli.keys_new_out"))
@click.option("--passphrase-file", type=PATH, help=t("cli.opt_passphrase_file"))
@common_options
def keys_new_command(name: str, out: Path, passphrase_file: Path | None, workspace: Path | None) -> None:  # noqa: ARG001
    """Make a key pair."""
    from exam_tui.cli.common import passphrase_from
    from exam_tui.results.keys import load_public, new_key, require_name
    from exam_tui.results.sshsig import fingerprint

    require_name(name)
    passphrase = passphrase_from(passphrase_file)
    if passphrase_file is None and passphrase != click.prompt(t("cli.ask_passphrase_again"), hide_input=True, err=True):
        raise ExamTuiError("keys.passphrases_differ")
    public = new_key(name, out, passphrase)
    say(t("cli.key_made", path=out, public=public, fingerprint=fingerprint(load_public(public))))


@keys_command.command("trust", help=t("cli.keys_trust"))
@click.argument("public", type=PATH)
@click.option("--name", required=True, help=t("cli.keys_trust_name"))
@click.option("--role", type=click.Choice(["proctor", "supervisor"]), required=True, help=t("cli.keys_trust_role"))
@click.option("--trust", type=PATH, required=True, help=t("cli.opt_trust"))
@click.option("--valid-until", type=click.DateTime(["%Y-%m-%d"]), help=t("cli.keys_trust_until"))
@common_options
def keys_trust_command(
    public: Path,
    name: str,
    role: str,
    trust: Path,
    valid_until: datetime | None,
    workspace: Path | None,  # noqa: ARG001
) -> None:
    """List a key in the trust file."""
    from exam_tui.results.sshsig import fingerprint
    from exam_tui.results.trust import ROLES, add_trust

    if valid_until is not None and valid_until.date() < datetime.now().date():
        raise ExamTuiError("trust.past", date=f"{valid_until:%Y-%m-%d}")
    known = next(r for r in ROLES if r == role)
    signer = add_trust(public, name, known, trust, valid_until.date() if valid_until else None)
    say(t("cli.trust_added", name=name, role=t(f"role.{role}"), fingerprint=fingerprint(signer.key_blob)))

"""The command line. Without a command it opens the home screen."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from exam_tui.cli.common import common_options, complain, t, tried_folder, workspace_root
from exam_tui.content.tried import keep_in
from exam_tui.errors import ExamTuiError, Exit
from exam_tui.messages.crash import crash_sentence

_COMMANDS = {
    "new": "exam_tui.cli.content",
    "content": "exam_tui.cli.content",
    "paper": "exam_tui.cli.paper",
    "sit": "exam_tui.cli.exam",
    "rehearse": "exam_tui.cli.exam",
    "typing": "exam_tui.cli.typing",
    "rubric": "exam_tui.cli.rubric",
    "roleplay": "exam_tui.cli.roleplay",
    "keys": "exam_tui.cli.keys",
    "result": "exam_tui.cli.results",
    "decide": "exam_tui.cli.results",
}
"""Which module holds which command; modules are imported when their command is asked for."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(_COMMANDS[cmd_name]), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_LazyGroup, invoke_without_command=True, help=t("cli.help"))
@click.version_option(package_name="exam-tui", prog_name="exam-tui", help=t("cli.version_opt"))
@click.help_option(help=t("cli.help_opt"))
@common_options
@click.pass_context
def cli(ctx: click.Context, workspace: Path | None) -> None:
    """The group of all commands."""
    if ctx.invoked_subcommand is None:
        from exam_tui.cli.exam import open_home

        open_home(workspace_root(workspace))
    elif workspace is not None:
        ctx.default_map = {name: {"workspace": str(workspace)} for name in _COMMANDS}


def main() -> None:
    """Entry point: sentences instead of tracebacks, exit codes as in `Exit`."""
    for stream in (sys.stdout, sys.stderr):
        # A console in another encoding must not turn a Chinese sentence into a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    keep_in(tried_folder())
    try:
        status = cli(standalone_mode=False)
    except ExamTuiError as error:
        complain(t.error(error))
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(Exit.USAGE)
    except click.ClickException as error:
        complain(_usage_sentence(error))
        sys.exit(Exit.USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.OK)
    except Exception as error:
        complain(crash_sentence(error, t))
        sys.exit(Exit.BLOCKED)
    sys.exit(status if isinstance(status, int) else Exit.OK)


def _name_of(param: click.Parameter | None) -> str:
    """A parameter as people type it."""
    if param is None:
        return ""
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name.upper()


def _usage_sentence(error: click.ClickException) -> str:
    match error:
        case click.MissingParameter():
            return t("error.usage.missing", name=_name_of(error.param))
        case click.NoSuchOption():
            return t("error.usage.no_option", name=error.option_name)
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices)) as param):
            return t("error.usage.choices", name=_name_of(param), choices=", ".join(map(str, choices)))
        case click.BadParameter():
            return t("error.usage.bad_value", name=_name_of(error.param), reason=error.message)
        case click.UsageError() if error.message.startswith("No such command"):
            return t("error.usage.no_command", name=error.message.partition("'")[2].partition("'")[0])
    return t("error.usage.wrong", reason=error.format_message())

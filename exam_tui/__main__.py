"""`python -m exam_tui` is the same as the `exam-tui` command."""

from exam_tui.cli.main import main

main()

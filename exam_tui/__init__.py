"""exam_tui: timed exams in the terminal for online-shop customer-service agents.

One idea: a sitting is a log; everything else is a function of it. See docs/architecture.md.
"""

__version__ = "0.1.0"

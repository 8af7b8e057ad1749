"""The yardstick: the smallest Textual app with an Input."""

from textual.app import App, ComposeResult
from textual.widgets import Input


class Bare(App[None]):
    """One field."""

    def compose(self) -> ComposeResult:
        """The field."""
        yield Input()


if __name__ == "__main__":
    Bare().run()

"""A drawing must show every node and hold no markup of the trainer's."""

from __future__ import annotations

from xml.etree import ElementTree

from exam_tui.messages import Catalogue
from exam_tui.reports.graph import mermaid, svg
from tests.dialogue.scripts import BODY, script

T = Catalogue("zh")


def test_every_node_is_drawn_and_every_ending_says_which() -> None:
    made = script()
    drawn = ElementTree.fromstring(svg(made, T))
    texts = [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert set(made.node) <= set(texts)
    assert T("ending.resolved") in texts
    assert T("ending.lost") in texts


def test_what_the_customer_says_is_no_markup() -> None:
    made = script(BODY.replace('"还没到"', '"<script>x</script> & \\"]"'))
    ElementTree.fromstring(svg(made, T))
    assert "<script>" not in svg(made, T)
    lines = mermaid(made, T).splitlines()
    assert lines[0] == "flowchart TD"
    assert all(line.count('"') % 2 == 0 for line in lines)

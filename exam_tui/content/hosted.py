"""The script of a chat that a trainer plays: what marking and screens need, and no words of its own."""

from __future__ import annotations

from exam_tui.content.roleplay import Customer, ModelDialogue, Node, Reply, RoleplayFile, Script

LIVE, OVER = "live", "over"


def hosted_script(section_id: str, customer: str) -> RoleplayFile:
    """A script for one hosted chat."""
    says = ("…",)
    return RoleplayFile(
        roleplay=Script(
            id=f"hosted-{section_id}"[:64], title=customer, situation="hosted", temperament="hosted",
            customer=Customer(name=customer), opening=LIVE, leaves=OVER,
        ),
        node={LIVE: Node(says=says, reply=(Reply(fallback=True, to=LIVE),)), OVER: Node(says=says, end="lost")},
        model=ModelDialogue(turns=()),
    )  # fmt: skip

"""What an admin has chosen for a workspace."""

from __future__ import annotations

from dataclasses import dataclass

from bot import privacy
from bot.items import Choice, Item
from bot.teams import Team


@dataclass(frozen=True)
class Policy:
    """How a workspace asks and shows; as it ships where nothing was chosen.

    `items_per_need` is 1 or 2; `threshold` (5 …) is how many must have answered before a number is shown; `lead` is
    the person who reads what is about the whole company; `off` and `own` are items switched off, and of its own.
    """

    items_per_need: int = 1
    has_fourth: bool = True
    has_whole_bank: bool = True
    has_guests: bool = False
    threshold: int = privacy.THRESHOLD
    lead: str | None = None
    off: frozenset[str] = frozenset()
    own: tuple[Item, ...] = ()

    def choice(self, team: Team) -> Choice:
        """What one of its teams may be asked."""
        return Choice(self.items_per_need, self.has_fourth, team.meets_customers, self.off, self.own)

"""The Home tab: the buttons for its pages, and what stands there for those who have none."""

from __future__ import annotations

from collections.abc import Sequence

from bot import home
from bot.home import Place, Reader
from bot.views import kit
from bot.views.kit import Block
from bot.views.language import Texts

PAGE = "home_page"
LABELS = {home.TEAMS: ("Your teams", "Your teams: their digests"), home.SET_UP: ("Set-up", "Set-up of Heartline")}
HERE = "{spoken}. You are here"


def view(reader: Reader, place: Place, blocks: Sequence[Block], t: Texts) -> Block:
    """A page of somebody's Home, under the buttons for all they have, where there are several."""
    labels = {home.YOU: (t("home.you"), t("home.you_spoken")), **LABELS}
    buttons = [_button(page, *labels[page], is_here=page == place.page) for page in reader.pages]
    return kit.home([*([kit.actions("home_pages", buttons)] if len(buttons) > 1 else []), *blocks])


def _button(page: str, label: str, spoken: str, *, is_here: bool) -> Block:
    return kit.button(
        label, f"{PAGE}:{page}", page, spoken=HERE.format(spoken=spoken) if is_here else spoken, primary=is_here
    )


def turns(page: str, number: int, *, has_more: bool) -> list[Block]:
    """The ways to the part of a list before this one (0, 1 …) and to the one after it, where there are any."""
    buttons = [kit.button("Before", f"{PAGE}:before", f"{page}:{number - 1}")] if number else []
    buttons += [kit.button("More", f"{PAGE}:more", f"{page}:{number + 1}")] if has_more else []
    return [kit.actions("home_turns", buttons)] if buttons else []


def nobody() -> Block:
    """For those who are no people of this workspace."""
    return kit.home(
        [kit.section("Heartline is for the people of this workspace. In yours, ask an admin to set it up.")]
    )

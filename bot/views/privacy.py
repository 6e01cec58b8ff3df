"""The privacy card: what is stored, until when, who sees what. It is one tap away wherever something is asked."""

from __future__ import annotations

from bot.views import kit
from bot.views.kit import Block
from bot.views.language import Texts

VIEW = "privacy_view"
OPEN, EXPORT, ERASE = "privacy_open", "privacy_export", "privacy_erase"
SAID = ("promise", "stored", "seen", "comments", "slack", "limits")


def card(t: Texts, threshold: int) -> Block:
    """The card as a modal; `threshold` is how many must answer, as it is today, before a result is shown (5 …)."""
    told = [kit.section(t(f"privacy.{part}", threshold=threshold)) for part in SAID]
    row = [
        kit.button(t("privacy.export"), EXPORT, "export"),
        kit.button(t("privacy.erase"), ERASE, "erase"),
    ]
    blocks = [*told, kit.divider(), kit.section(t("privacy.yours")), kit.actions("yours", row)]
    return kit.modal(t("privacy.title"), VIEW, blocks, close=t("pulses.close"))

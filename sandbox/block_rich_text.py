"""Rich text: the formatted text that people write in Slack's own editor, as nested JSON."""

from __future__ import annotations

from sandbox.block_rules import Check, array, by_type, choice, flag, record, string, typed, whole

style = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"),
        flag,
    ),
)
styled = {"style": style}

TEXT: dict[str, Check] = {
    "text": typed("text", {"text": string()}, styled),
    "link": typed("link", {"url": string()}, {"text": string(), "unsafe": flag, **styled}),
}
INLINE: dict[str, Check] = {
    **TEXT,
    "broadcast": typed("broadcast", {"range": choice("here", "channel", "everyone")}, styled),
    "channel": typed("channel", {"channel_id": string()}, styled),
    "color": typed("color", {"value": string()}, styled),
    "date": typed(
        "date", {"timestamp": whole(0), "format": string()}, {"url": string(), "fallback": string()} | styled
    ),
    "emoji": typed("emoji", {"name": string()}, {"unicode": string(), "skin_tone": whole(1, 6), **styled}),
    "team": typed("team", {"team_id": string()}, styled),
    "user": typed("user", {"user_id": string()}, styled),
    "usergroup": typed("usergroup", {"usergroup_id": string()}, styled),
}

inline = by_type(INLINE)
border = {"border": whole(0, 1)}
section = typed("rich_text_section", {"elements": array(inline)})

PARTS: dict[str, Check] = {
    "rich_text_section": section,
    "rich_text_list": typed(
        "rich_text_list",
        {
            "style": choice("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": section}), least=1),
        },
        {"indent": whole(0, 8), "offset": whole(0), **border},
    ),
    "rich_text_quote": typed("rich_text_quote", {"elements": array(inline)}, border),
    "rich_text_preformatted": typed(
        "rich_text_preformatted", {"elements": array(by_type(TEXT))}, {"language": string(), **border}
    ),
}

rich_text = typed("rich_text", {"elements": array(by_type(PARTS), least=1)}, {"block_id": string(255)})

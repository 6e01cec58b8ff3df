"""Forms of two steps: what was put into the first comes back with the second, as untrusted as everything from there."""

from __future__ import annotations

from dataclasses import replace

import orjson

from bot.payloads import Form, Malformed, written


def carried(form: Form) -> str:
    """What was put into a form, as the next step's private metadata has it. Slack takes 3000 characters of that."""
    return orjson.dumps(form.fields).decode()


def restored(form: Form) -> Form:
    """The form of the step before, from the one that carries it. Raises Malformed for what `carried` never makes."""
    try:
        fields = orjson.loads(form.private)
    except ValueError as error:
        raise Malformed("private_metadata") from error
    if not isinstance(fields, dict):
        raise Malformed("private_metadata")
    return replace(form, fields={name: _field(value) for name, value in fields.items()})


def _field(value: object) -> str | tuple[str, ...]:
    return tuple(written(one) for one in value) if isinstance(value, list) else written(value)

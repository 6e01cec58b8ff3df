"""The description of how feedback is sent over HTTP, in OpenAPI 3.1; docs/openapi.json is the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from bot import ingest
from bot.feedback import SCALES
from bot.pieces import Piece

Json = dict[str, Any]
ABOUT = (
    "One request brings one piece of feedback, signed with a key that `heartline feedback keys add` makes. The "
    f"timestamp may be {ingest.TOLERANCE_SECONDS} seconds off. A key may call {ingest.CALLS} times a minute. A request "
    f"that is sent again with the same {ingest.CALL_ID} and body gets the same answer, for {ingest.KEPT.days} days."
)
SIGNED = (
    "`v1=` and the HMAC-SHA256, in hex, under the key's secret, over `v1:KEY:TIMESTAMP:ID:BODY`: the headers "
    f"{ingest.KEY}, {ingest.STAMP} and {ingest.CALL_ID} as they are sent, and the bytes of the body."
)
HEADERS = (
    (ingest.KEY, ingest.KEY_FORM, "The id of the key."),
    (ingest.STAMP, ingest.STAMP_FORM, "When it was signed, in seconds since 1970."),
    (ingest.SIGNATURE, ingest.SIGNATURE_FORM, SIGNED),
    (ingest.CALL_ID, ingest.CALL_FORM, "What the sender calls this request: a new id for each, the same for a retry."),
)
OUTCOMES = {
    "200": ("Known", "A piece of this external_id was there already. Nothing was changed.", "Taken"),
    "201": ("Kept", "It is kept.", "Taken"),
    "400": ("Unclear", f"The body is not JSON, or there is no good {ingest.CALL_ID}.", "Refused"),
    "401": ("Denied", "The key is not known or was revoked, or signature or timestamp are not right.", "Refused"),
    "408": ("Slow", "The body did not come in time.", "Refused"),
    "413": ("Large", f"The body is larger than {ingest.LARGEST_BODY // 1024} KiB.", "Refused"),
    "415": ("Type", "The body is not sent as JSON, or compressed.", "Refused"),
    "422": ("Unfit", f"Fields are wrong; or the {ingest.CALL_ID} was sent before with another body.", "Refused"),
    "429": ("Often", "The key has called too often in the last minute.", "Refused"),
    "503": ("Away", "The database cannot be reached. Send it again.", "Refused"),
}
WAIT = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
CHALLENGE = {"WWW-Authenticate": {"description": "Heartline", "schema": {"type": "string"}}}
MORE = {"401": CHALLENGE, "429": WAIT, "503": WAIT}


@cache
def text() -> bytes:
    """The description as JSON, with line breaks."""
    return orjson.dumps(description(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def description() -> Json:
    """The description."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Heartline: customer feedback", "version": "1", "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": {ingest.PATH: {"post": _sending()}, ingest.DESCRIPTION_PATH: {"get": _describing()}},
        "components": {
            "schemas": _pieces() | _answers(),
            "responses": {name: _response(status, says, schema) for status, (name, says, schema) in OUTCOMES.items()},
        },
    }


def _sending() -> Json:
    return {
        "operationId": "sendFeedback",
        "summary": "Send one piece of feedback",
        "parameters": [_header(name, form, says) for name, form, says in HEADERS],
        "requestBody": {"required": True, "content": _json("Piece")},
        "responses": {status: {"$ref": f"#/components/responses/{name}"} for status, (name, *_) in OUTCOMES.items()},
    }


def _describing() -> Json:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": "describe",
        "summary": "This description",
        "responses": {"200": {"description": "OpenAPI 3.1.", "content": content}},
    }


def _header(name: str, form: str, says: str) -> Json:
    schema = {"type": "string", "pattern": form}
    return {"name": name, "in": "header", "required": True, "description": says, "schema": schema}


def _response(status: str, says: str, schema: str) -> Json:
    return {"description": says, "content": _json(schema)} | ({"headers": MORE[status]} if status in MORE else {})


def _json(schema: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _pieces() -> Json:
    """What may be sent, from the form itself. A rating goes with its scale, which pydantic does not write down."""
    piece = Piece.model_json_schema(ref_template="#/components/schemas/{model}")
    others = piece.pop("$defs")
    piece["anyOf"] = [
        {"properties": {"scale": {"const": scale}, "rating": {"minimum": points[0], "maximum": points[-1]}}}
        for scale, points in SCALES.items()
    ]
    return {"Piece": piece, **others}


def _answers() -> Json:
    words = {"type": "string"}
    problem = _object(["field", "problem"], field=words, problem=words)
    problems = {"type": "array", "items": problem, "description": "What is wrong with which field, such as teams.0."}
    return {
        "Taken": _object(["outcome"], outcome={"type": "string", "enum": ["kept", "known"]}),
        "Refused": _object(["error", "message"], error=words, message=words, fields=problems),
    }


def _object(required: list[str], **properties: Json) -> Json:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}

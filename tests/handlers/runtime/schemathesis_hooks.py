"""Signs the requests that schemathesis makes of the ingest's description; run by test_ingest_openapi.py, not by pytest.

A header that follows its form gets a value that holds at this moment; one that does not is sent as it is.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import MutableMapping
from itertools import count, cycle
from typing import Any

import requests
import schemathesis

from bot.ingest import CALL_FORM, CALL_ID, KEY, KEY_FORM, SIGNATURE, SIGNATURE_FORM, STAMP, STAMP_FORM, Call

KEYS = cycle(pair.split(":") for pair in os.environ["INGEST_KEYS"].split())  # many: each may call sixty times a minute
CALLS = count()


class Signed(requests.auth.AuthBase):
    """Signs what goes out, once its bytes are there."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        key, secret = next(KEYS)
        self._set(request.headers, KEY, KEY_FORM, key)
        self._set(request.headers, STAMP, STAMP_FORM, str(int(time.time())))
        self._set(request.headers, CALL_ID, CALL_FORM, f"call-{next(CALLS)}")
        given = (str(request.headers.get(name, "")) for name in (KEY, STAMP, SIGNATURE, CALL_ID))
        body = request.body or b""
        call = Call(*given, body.encode() if isinstance(body, str) else body)
        self._set(request.headers, SIGNATURE, SIGNATURE_FORM, call.signed_with(secret))
        return request

    def _set(self, headers: MutableMapping[str, str | bytes], name: str, form: str, value: str) -> None:
        if re.fullmatch(form, str(headers.get(name, ""))):
            headers[name] = value


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Sign, and put into a good body what no schema can know: a team that is there, and a day that has come."""
    kwargs["auth"] = Signed()
    if case.meta and case.meta.generation.mode.is_positive and isinstance(case.body, dict):
        if case.body.get("teams"):
            case.body["teams"] = ["Support"] * len(case.body["teams"])
        if case.body.get("happened_on"):
            case.body["happened_on"] = "2026-02-27"

"""What may stand in a log, and what is blotted out."""

import logging

import pytest

from handlers.runtime import logs


def formatted(message: str, *arguments: object) -> str:
    record = logging.LogRecord("heartline", logging.INFO, __file__, 1, message, arguments, None)
    return logs.Redacted("%(message)s").format(record)


@pytest.mark.parametrize("token", ["xoxb-1-2-abc", "xoxp-12-ab", "xoxe.xoxb-1-ab", "xapp-1-A0-123-abc"])
def test_no_token_gets_into_the_log(token):
    said = formatted("calling with %s now", token)
    assert token.rpartition("-")[2] not in said
    assert said.startswith("calling with ")
    assert said.endswith(" now")


def test_libraries_are_quiet_where_they_might_log_payloads():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.set_up("DEBUG")
        assert logging.getLogger("slack_sdk.web.async_client").getEffectiveLevel() == logging.WARNING
        assert logging.getLogger("slack_bolt.AsyncApp").getEffectiveLevel() == logging.ERROR
        assert logging.getLogger("heartline").getEffectiveLevel() == logging.DEBUG
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in logs.QUIET:
            logging.getLogger(name).setLevel(logging.NOTSET)

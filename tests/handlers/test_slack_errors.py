"""What is read from an answer that slack_sdk calls an error, whatever it is made of."""

import pytest
from multidict import CIMultiDict
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery import Failed
from handlers import slack_errors


def answered(data, status=200, **headers):
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,
        headers=CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()}),
        status_code=status,
    )
    error = SlackApiError("no", "")
    error.response = response  # put there afterwards, as an answer in bytes cannot be printed into the message
    return slack_errors.read(error)


def test_slack_says_what_is_wrong():
    assert answered({"ok": False, "error": "is_archived"}) == ("is_archived", 200, None, "")


def test_slack_says_which_scope_is_missing():
    answer = answered({"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "users:read"})
    assert (answer.code, answer.needed) == ("missing_scope", "chat:write")


@pytest.mark.parametrize("body", [{}, {"error": None}, [], ["error"], "error", "", b"error", None])
@pytest.mark.parametrize("status", [200, 403, 502])
def test_a_body_that_is_not_slacks_has_no_code(body, status):
    assert answered(body, status) == ("", status, None, "")


@pytest.mark.parametrize("body", [{"ok": False, "error": "ratelimited"}, {"error": "?"}, {}, "slow down", b"", None])
def test_too_many_requests_means_the_same_whatever_the_body(body):
    assert answered(body, 429, Retry_After="30")[:3] == ("ratelimited", 429, 30.0)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", 30.0),
        ("1.5", 1.5),
        ("3600", 3600.0),
        ("3601", 3600.0),
        ("9" * 400, 3600.0),
        ("inf", 3600.0),
        ("0", None),
        ("-5", None),
        ("nan", None),
        ("", None),
        ("soon", None),
        ("Mon, 02 Mar 2026 10:00:00 GMT", None),
    ],
)
def test_a_wait_makes_sense_or_is_none(header, wait):
    assert answered({"error": "ratelimited"}, 429, Retry_After=header).retry_after == wait


COMPLAINT = "unsupported type: data_visualization [json-pointer:/blocks/2/type]"


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, b"ok", {"ok": True}),
        (200, b'{"ok":true}', {"ok": True}),
        (200, b"", {"ok": True}),
        (400, b"invalid_blocks", Failed("invalid_blocks")),
        (200, b'{"ok":false,"error":"invalid_blocks"}', Failed("invalid_blocks")),
        (
            400,
            b'{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["%s"]}}' % COMPLAINT.encode(),
            Failed("invalid_blocks", said=(COMPLAINT,)),
        ),
        (404, b'{"ok":false,"error":"used_url"}', Failed("used_url")),
        (404, b"<p>Not here", Failed("http 404")),
        (500, b'{"ok":false,"error":["no"]}', Failed("http 500")),
        (502, b"[1]", Failed("http 502")),
    ],
)
def test_a_response_url_says_what_is_wrong_in_a_document_or_in_bare_words(status, body, result):
    assert slack_errors.of_url(status, body) == result


@pytest.mark.parametrize("metadata", [None, [], "no", {}, {"messages": None}, {"messages": "no"}])
def test_where_slack_says_no_more_than_its_code_there_is_no_complaint(metadata):
    assert slack_errors.complaints({"response_metadata": metadata}) == ()

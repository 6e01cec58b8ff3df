"""Tokens that an app gives up, and what it gets when it is installed again."""

import pytest

from sandbox.errors import SlackError
from sandbox.tokens import Tokens


def install(tokens):
    names = {"client_id": tokens.client_id, "client_secret": tokens.client_secret}
    return tokens.exchange({**names, "code": tokens.new_code("http://127.0.0.1:1/")})["access_token"]


def test_a_new_installation_after_a_revoked_one_has_a_new_token():
    tokens = Tokens()
    old = tokens.bot
    tokens.revoke(old)
    new = install(tokens)
    tokens.check(new, "auth.test")
    with pytest.raises(SlackError, match="token_revoked"):
        tokens.check(old, "auth.test")


def test_without_rotation_installing_again_gives_the_same_token():
    tokens = Tokens()
    assert install(tokens) == install(tokens) == tokens.bot


def test_with_rotation_every_installation_has_its_own():
    tokens = Tokens(rotate=True)
    assert install(tokens) != install(tokens)

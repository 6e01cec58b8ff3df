import pytest

from bot.slack_codes import CODES, MEANINGS, Meaning, meaning


def test_no_code_means_two_things():
    assert sum(len(codes) for codes in CODES.values()) == len(MEANINGS)


def test_the_codes_of_each_meaning_are_in_order():
    for codes in CODES.values():
        assert list(codes) == sorted(codes)


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("ratelimited", Meaning.LATER),
        ("internal_error", Meaning.MAYBE),
        ("channel_not_found", Meaning.INVITE),
        ("user_not_found", Meaning.RECIPIENT),
        ("not_in_channel", Meaning.INVITE),
        ("token_revoked", Meaning.INSTALLATION),
        ("invalid_blocks", Meaning.OURS),
        ("never_heard_of", Meaning.OURS),
        ("", Meaning.OURS),
    ],
)
def test_a_code_means_what_slack_says_of_it(code, means):
    assert meaning(code) is means

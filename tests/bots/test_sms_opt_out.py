"""When Twilio has answered by itself, and when the answer is ours to give."""

from __future__ import annotations

import pytest

from bots.sms_opt_out import flag_of, words_of

STOPS = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"]
LONG_CODES = ["10dlc:charity", "10dlc:political", "long-code"]


@pytest.mark.parametrize("sender", [*LONG_CODES, "toll-free"])
def test_twilio_answers_its_own_words_on_long_codes_and_toll_free_numbers(sender: str) -> None:
    words = words_of("twilio", sender)
    for flag, texts in {"stop": STOPS, "start": ["START", "UNSTOP"], "help": ["HELP", "INFO"]}.items():
        for text in texts:
            for typed in (text, text.lower(), f"  {text.title()} \n"):
                assert flag_of(typed, "", words) == flag


@pytest.mark.parametrize(
    "text",
    ["STOP PLEASE", "please stop", "STOP.", "stop s-comm now!", "opt out", "ALTO", "BAJA", "AYUDA", "", " ", "SCOMM"],
)
def test_only_the_exact_word_was_answered_by_twilio(text: str) -> None:
    for sender in (*LONG_CODES, "toll-free"):
        assert flag_of(text, "", words_of("twilio", sender)) is None


def test_the_words_of_the_2025_rule_are_twilios_on_long_codes_only() -> None:
    for text in ("REVOKE", "OptOut"):
        assert flag_of(text, "", words_of("twilio", "long-code")) == "stop"
        assert flag_of(text, "", words_of("twilio", "toll-free")) is None


@pytest.mark.parametrize("text", ["YES", "yes", " Yes "])
@pytest.mark.parametrize("opt_out_type", ["", "START"])
def test_a_yes_always_reaches_the_conversation(text: str, opt_out_type: str) -> None:
    for sender in (*LONG_CODES, "toll-free"):
        assert flag_of(text, opt_out_type, words_of("twilio", sender)) is None


@pytest.mark.parametrize("opt_out", ["advanced", "ours"])
def test_words_alone_prove_nothing_under_other_settings(opt_out: str) -> None:
    for text in (*STOPS, "START", "HELP"):
        assert flag_of(text, "", words_of(opt_out, "long-code")) is None  # type: ignore[arg-type]


def test_a_short_code_answers_for_itself() -> None:
    assert flag_of("STOP", "", words_of("twilio", "short-code")) is None


@pytest.mark.parametrize(("said", "flag"), [("STOP", "stop"), ("start", "start"), ("Help", "help"), ("LATER", None)])
def test_what_twilio_says_it_did_is_believed_under_any_settings(said: str, flag: str | None) -> None:
    for opt_out in ("twilio", "advanced", "ours"):
        assert flag_of("whatever words", said, words_of(opt_out, "long-code")) == flag  # type: ignore[arg-type]

"""Calls: what is read, and what a key does."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

from conversations import Reply, Turn
from conversations.limits import TEXTS_A_DAY
from conversations.reading_aloud import READ_ALOUD
from tests.conversations.callers import ONE, WITH_ZIP, Caller, signed_by_call
from tests.conversations.talking import names, said
from tests.petitions_for_stories import CODES, LINE, SCOMM

SLUG = SCOMM.slug
#: What tells that 1 signs now.
SIGNS = re.compile("calling from, press 1|llamas, oprime 1")


def read(turn: Turn) -> str:
    """All that is read aloud."""
    return " / ".join(reply.text for reply in turn.replies)


def languages(turn: Turn) -> list[str]:
    """The language of each passage."""
    return [reply.language for reply in turn.replies]


def waits(turn: Turn) -> bool:
    """Whether a key is waited for."""
    return any(reply.choices for reply in turn.replies)


def keys_of(turn: Turn) -> set[str]:
    """The keys that are waited for, "#####" for five of them."""
    return {key.value for reply in turn.replies for row in reply.choices for key in row}


def test_the_only_open_petition_is_read_in_two_languages_and_1_signs_it() -> None:
    caller = Caller()
    turn = caller.call()
    assert languages(turn) == ["en", "en", "es", "es", "es"]
    assert SCOMM.text("en").summary in turn.replies[0].text
    assert SCOMM.text("es").summary in turn.replies[2].text
    assert not turn.replies[0].choices, "what is signed can't be cut short"
    assert all(reply.choices for reply in turn.replies[1:])
    assert turn.facts == ()
    turn = caller.press("1")
    assert names(turn) == ["signed"]
    details = dict(turn.facts[0].details)
    assert details == {
        "petition": SLUG,
        "name": "",
        "postcode": "",
        "show_name": False,
        "code": CODES[0],
        "source": "",
        "language": "en",
    }
    assert "K, 7, F, 2, Q, X" in read(turn)
    assert "so far: 1." in read(turn)
    again = caller.press("9")
    assert "K, 7, F, 2, Q, X" in read(again)
    assert again.facts == ()
    assert not waits(caller.press())


def test_2_fixes_the_language_for_the_rest_of_the_call_and_for_the_next() -> None:
    caller = Caller()
    caller.call()
    turn = caller.press("2")
    assert names(turn) == ["changed_language"]
    assert languages(turn) == ["es", "es", "en"]
    assert turn.replies[-1].text == "For English, press 2."
    assert languages(caller.press("1")) == ["es"]
    assert caller.facts[-1].details["language"] == "es"
    assert languages(caller.call()) == ["es", "es", "en"]
    assert languages(caller.press("2")) == ["en", "en", "es"]


def test_of_several_petitions_a_key_chooses() -> None:
    caller = Caller(LINE)
    turn = caller.call()
    opened = [petition for petition in LINE.known.values() if petition.standing(caller.now) == "open"]
    assert languages(turn) == ["en"] * (1 + len(opened)) + ["es"] * (1 + len(opened))
    assert [waits(caller.press("9")) for _ in range(4)] == [True] * 4, "9 asks for it"
    turn = caller.press("2")
    assert opened[1].text("en").title.rstrip("!") in turn.replies[0].text
    assert caller.press("1").facts[0].details["petition"] == opened[1].slug


def test_a_petition_that_needs_a_zip_asks_for_it_and_signs_behind_a_review_of_it() -> None:
    caller = Caller(WITH_ZIP)
    caller.call()
    turn = caller.press("1")
    assert "Key in your ZIP code" in read(turn)
    assert keys_of(turn) == {"#####"}
    assert turn.facts == ()
    turn = caller.press("60608")
    assert "Put S-Comm on ICE. With the ZIP code 6, 0, 6, 0, 8." in read(turn)
    assert [bool(reply.choices) for reply in turn.replies[:2]] == [False, False], "the review can't be cut short"
    assert keys_of(turn) == {"1", "2", "3", "9"}
    assert turn.facts == ()
    assert read(caller.press("9")) == read(turn)
    turn = caller.press("1")
    assert names(turn) == ["signed"]
    assert (turn.facts[0].details["postcode"], turn.facts[0].details["name"]) == ("60608", "")
    caller.call()
    assert "has signed already" in read(caller.press("1")), "before a ZIP is asked for"


def test_another_zip_is_taken_at_the_review_and_a_wrong_one_never() -> None:
    caller = Caller(WITH_ZIP)
    caller.call()
    caller.press("1")
    assert "That is no ZIP code" in read(caller.press("6060"))
    assert "6, 0, 6, 0, 7" in read(caller.press("60607"))
    assert "Key in your ZIP code" in read(caller.press("3"))
    assert "6, 0, 6, 0, 8" in read(caller.press("60608"))
    assert caller.press("1").facts[0].details["postcode"] == "60608"


def test_at_the_question_for_the_zip_the_other_keys_mean_what_they_mean_elsewhere() -> None:
    caller = Caller(WITH_ZIP)
    caller.call()
    caller.press("1")
    assert names(caller.press("2")) == ["changed_language"]
    assert languages(caller.press("9")) == ["es"]
    assert "Marca ahora" in read(caller.press("9"))
    assert waits(caller.press())
    assert waits(caller.press("77"))
    assert not waits(caller.press())


def test_the_review_of_a_zip_is_read_thrice_at_most_and_in_the_other_language() -> None:
    caller = Caller(WITH_ZIP)
    caller.call()
    caller.press("1")
    caller.press("60608")
    assert languages(caller.press("2")) == ["es", "es", "en"]
    assert waits(caller.press("7"))
    turn = caller.press()
    assert "6, 0, 6, 0, 8" in read(turn)
    assert not waits(caller.press("7"))
    assert caller.facts[-1].name == "changed_language"


def test_a_review_of_a_zip_signs_the_present_words_alone_and_only_in_its_own_call() -> None:
    caller = Caller(WITH_ZIP)
    caller.call()
    caller.press("1")
    caller.press("60608")
    caller.petitions = replace(ONE, all=(replace(SCOMM, postcode="required", version="f" * 64),))
    turn = caller.press("1")
    assert turn.facts == ()
    assert SCOMM.text("en").summary in read(turn)
    caller.press("1")
    caller.press("60608")
    caller.call()
    assert caller.press("1", call=1).facts == ()
    caller.press("1", call=1)
    caller.press("60608", call=1)
    caller.petitions = replace(ONE, all=(replace(SCOMM, postcode="required", state="paused"),))
    turn = caller.press("1", call=1)
    assert turn.facts == ()
    assert "is paused" in read(turn)


def test_with_a_zip_only_1_behind_its_review_signs_whatever_else_is_pressed() -> None:
    for pressed in product(["", "1", "2", "3", "9", "60608"], repeat=4):
        caller = Caller(WITH_ZIP)
        turn, confirmed = caller.call(), False
        for key in pressed:
            reviewed = keys_of(turn) == {"1", "2", "3", "9"}
            turn = caller.press(key)
            confirmed = confirmed or (reviewed and key == "1")
        signed = [fact.details["postcode"] for fact in caller.facts if fact.name == "signed"]
        assert signed == (["60608"] if confirmed else []), pressed


def test_a_zip_that_was_keyed_in_is_not_asked_for_again_by_text() -> None:
    caller = Caller(WITH_ZIP)
    caller.call()
    for key in ("1", "60608", "1"):
        caller.press(key)
    person = caller.texts()
    assert "text your NAME." in said(person.text("hi"))
    assert "Rosa Ramirez, ZIP 60608" in said(person.text("Rosa Ramirez"))
    assert names(person.text("1")) == ["edited"]
    assert person.signatures[SLUG].postcode == "60608"


def test_a_petition_that_no_voice_can_read_is_not_offered() -> None:
    creole = replace(SCOMM, slug="creole", texts={"ht": SCOMM.text("en")})
    assert "ht" not in READ_ALOUD
    assert "no petition to sign" in read(Caller(replace(ONE, all=(creole,))).call())
    assert "Put S-Comm on ICE. NDLON asks" in read(Caller(replace(ONE, all=(creole, SCOMM))).call())


def test_whoever_signed_hears_so_only_behind_1_and_never_the_receipt() -> None:
    caller = Caller()
    first = read(caller.call())
    caller.press("1")
    assert read(caller.call()) == first
    turn = caller.press("1")
    assert "has signed already" in read(turn)
    assert "K, 7" not in read(turn)
    assert turn.facts == ()
    assert not waits(turn)


def test_only_what_this_call_read_can_be_signed_in_its_present_words() -> None:
    caller = Caller()
    caller.call()
    caller.petitions = replace(ONE, all=(replace(SCOMM, version="f" * 64),))
    turn = caller.press("1")
    assert turn.facts == ()
    assert SCOMM.text("en").summary in read(turn)
    assert names(caller.press("1")) == ["signed"]


def test_two_calls_from_one_number_do_not_mix_up() -> None:
    caller = Caller()
    caller.call()
    caller.call()
    assert caller.press("1", call=1).facts == (), "the first caller hears it all again"
    assert names(caller.press("1", call=1)) == ["signed"]


def test_what_means_nothing_is_answered_by_the_same_twice_and_then_by_goodbye() -> None:
    caller = Caller()
    caller.call()
    assert waits(caller.press())
    assert waits(caller.press("7"))
    turn = caller.press("#")
    assert not waits(turn)
    assert read(turn) == "Thank you for calling. Goodbye. / Gracias por llamar. Adiós."


def test_closed_paused_and_not_yet_open_are_said_and_nothing_is_signed() -> None:
    standing = [
        petition for petition in LINE.known.values() if petition.slug in ("library-hours", "night-bus", "rent-cap")
    ]
    caller = Caller(replace(LINE, all=tuple(standing)))
    turn = caller.call()
    for words in ("takes no signatures any more", "is paused for now", "opens on"):
        assert words in read(turn)
    assert not waits(turn)
    caller = Caller()
    caller.call()
    caller.petitions = replace(ONE, all=(replace(SCOMM, state="closed"),))
    turn = caller.press("1")
    assert turn.facts == ()
    assert "is closed" in read(turn)


def test_a_number_that_nobody_vouches_for_signs_nothing() -> None:
    caller = Caller()
    turn = caller.call(automated=True)
    assert "let your number be shown" in read(turn)
    assert not waits(turn)
    assert caller.press("1").facts == ()


def test_limits_hold_and_a_signature_gives_new_room() -> None:
    caller = Caller()
    for _ in range(TEXTS_A_DAY):
        assert caller.call().replies
    assert caller.call().replies == ()
    assert caller.press("1").replies == ()
    caller.later(days=1)
    caller.call()
    caller.press("1")
    for _ in range(TEXTS_A_DAY - 1):
        assert caller.call().replies


def test_only_1_behind_the_petition_signs_whatever_else_is_pressed() -> None:
    for keys in product(["", "1", "2", "9", "5", "*1"], repeat=3):
        caller = Caller(LINE)
        turn, heard = caller.call(), False
        for key in keys:
            was_read = waits(turn) and bool(SIGNS.search(read(turn)))
            turn = caller.press(key)
            heard = heard or (was_read and key == "1")
        assert ("signed" in [fact.name for fact in caller.facts]) is heard, keys


def test_updates_are_never_offered_and_names_never_asked() -> None:
    caller = Caller(LINE)
    heard = [caller.call(), caller.press("1"), caller.press("1"), caller.press("9"), caller.press()]
    for turn in heard:
        assert "pdates" not in read(turn)
        assert "JOIN" not in read(turn)
        assert turn.state.offer == {}
        assert turn.state.answers == {}


def test_stop_says_nothing_about_a_call_and_a_call_nothing_about_stop() -> None:
    caller = signed_by_call()
    person = caller.texts()
    person.text("STOP")
    assert person.text("hi").replies == ()
    assert caller.call().replies


def test_every_passage_is_in_a_language_that_a_voice_reads() -> None:
    caller = Caller(LINE)
    turns = [caller.call(), caller.press("1"), caller.press("2"), caller.press("1")]
    passages: list[Reply] = [reply for turn in turns for reply in turn.replies]
    assert {reply.language for reply in passages} <= READ_ALOUD.keys()

"""In every language that is spoken: the main path, and what happens to those who ask for one that a petition lacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.page_words import DIRECTORY as WORDS_OF_PAGES
from conversations import Channel, Heard, Kind, Petitions
from conversations.answers import read_confirmation, read_details
from conversations.commands import Command, command_in
from conversations.language_files import DIRECTORY, LANGUAGE_FILES
from conversations.petition_file import read_petition
from conversations.petition_keywords import keyword_problem
from conversations.phrase_checks import worst_case
from conversations.phrases import LANGUAGES, PHRASES, say
from conversations.segments import fold, segments
from conversations.transcript import channel_of, play, read_story
from tests.conversations.rehearsal import Rehearsal
from tests.conversations.talking import Person, said
from tests.petitions_for_stories import BEGINS, CODES, CROSSING, LINE

ROOT = Path(__file__).parents[1]
STORIES = ROOT / "transcripts" / "languages"
SHELTER = read_petition((ROOT / "languages" / "warm-shelter.toml").read_text(encoding="utf-8"))
EVERYWHERE = replace(LINE, all=(SHELTER,))
BOTH = replace(LINE, all=(SHELTER, CROSSING))


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_main_path_plays_as_it_is_written(path: Path, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    story = read_story(written, channel_of(path.name), BEGINS)
    played = play(written, story, Rehearsal(EVERYWHERE, story, CODES))
    if request.config.getoption("--rewrite-transcripts"):
        path.write_text(played, encoding="utf-8")
        return
    assert played == written


def test_every_language_has_its_main_path_on_paper() -> None:
    told = {path.name for path in STORIES.glob("*.txt")}
    assert told >= {
        f"{language}.{channel}.txt" for language in LANGUAGES for channel in ("sms", "telegram", "whatsapp")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_signature_with_the_words_of_a_language_is_confirmed_and_joined_in_it(language: str) -> None:
    person = Person(petitions=EVERYWHERE)
    words = {command: ways[0].upper() for command, ways in LANGUAGE_FILES[language].commands.items()}
    person.text(SHELTER.texts[language].keyword)
    person.text("Ana Lopez 60608")
    signed = person.text(words["sign"])
    assert [(fact.name, fact.details["language"]) for fact in signed.facts] == [("signed", language)]
    joined = person.text(words["join"])
    assert [(fact.name, fact.details["language"]) for fact in joined.facts] == [("joined_updates", language)]
    assert "stopped" in [fact.name for fact in person.text("STOP").facts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_asked_for_by_its_names(language: str) -> None:
    for name in (*LANGUAGE_FILES[language].called, LANGUAGE_FILES[language].word, LANGUAGE_FILES[language].name):
        person = Person(petitions=EVERYWHERE)
        person.text("SHELTER" if language != "en" else "TECHO")
        assert person.text(name).state.language == language, name


@pytest.mark.parametrize(
    "language", [language for language in LANGUAGES if LANGUAGE_FILES[language].answers.get("show")]
)
def test_a_review_is_changed_saved_and_refused_in_the_words_of_a_language(language: str) -> None:
    answers, commands = LANGUAGE_FILES[language].answers, LANGUAGE_FILES[language].commands
    for word in answers["change"]:
        person = Person(petitions=EVERYWHERE)
        person.text(SHELTER.texts[language].keyword)
        person.text("Ana Lopez 60608")
        assert "1=" in said(person.text(word)), word
        assert person.state["aside"]["kind"] == "change"
    for word in answers["show"]:
        person = Person(petitions=EVERYWHERE)
        person.text(SHELTER.texts[language].keyword)
        person.text("Ana Lopez 60608")
        assert person.text(word).facts[0].details["show_name"] is True, word
    for word in answers["no"]:
        person = Person(petitions=EVERYWHERE)
        person.text(SHELTER.texts[language].keyword)
        assert said(person.text(word)) == say("sms.not_now", language, keyword=SHELTER.texts[language].keyword), word
    for word in answers["save"]:
        person = Person(petitions=EVERYWHERE)
        for text in (SHELTER.texts[language].keyword, "Ana Lopez 60608", "1", commands["edit"][0], "1", "Eva Lopez"):
            person.text(text)
        assert person.text(word).facts[0].name == "edited", word


@pytest.mark.parametrize(
    ("text", "name", "postcode"),
    [
        ("Meu nome é João Silva 02115", "João Silva", "02115"),
        ("oi, me chamo Ana Souza, CEP 02115", "Ana Souza", "02115"),
        ("Ana Souza, sem zip. Obrigada!", "Ana Souza", ""),
        ("Je m’appelle Jean Louis 02115", "Jean Louis", "02115"),
        ("Bonjour, moi c'est Jean Louis, code postal 02115 merci", "Jean Louis", "02115"),
        ("Jean Louis, pas de ZIP", "Jean Louis", ""),
        ("Bonjou, mwen rele Marie Joseph, ZIP mwen se 02115", "Marie Joseph", "02115"),
        ("non mwen se Marie Joseph ak 02115", "Marie Joseph", "02115"),
        ("Marie Joseph mwen pa gen zip", "Marie Joseph", ""),
        ("Se Ri Pak 02115", "Se Ri Pak", "02115"),
        ("Sou Fujimoto", "Sou Fujimoto", None),
        ("Cé Santos", "Cé Santos", None),
    ],
)
def test_a_name_is_taken_out_of_what_stands_around_it(text: str, name: str, postcode: str | None) -> None:
    assert read_details(text)[:2] == (name, postcode)


@pytest.mark.parametrize("language", ["fr", "ht", "pt"])
def test_why_a_zip_is_told_and_one_that_is_not_known_is_left_out(language: str) -> None:
    answers, keyword = LANGUAGE_FILES[language].answers, SHELTER.texts[language].keyword
    for word in answers["why"]:
        person = Person(petitions=EVERYWHERE)
        person.text(keyword)
        person.text("Ana Lopez")
        assert said(person.text(f"{word}?")) == say("sms.why_zip", language), word
    for word in answers["not_known"]:
        person = Person(petitions=EVERYWHERE)
        person.text(keyword)
        person.text("Ana Lopez")
        assert "1=" in said(person.text(word)), word


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Non, mon nom est Jean Pierre"),
        ("fr", "je m'appelle Jean Pierre"),
        ("ht", "mwen rele Jean Pierre"),
        ("pt", "meu nome é Jean Pierre"),
    ],
)
def test_a_name_that_is_introduced_at_the_review_replaces_the_old_one(language: str, text: str) -> None:
    person = Person(petitions=EVERYWHERE)
    person.text(SHELTER.texts[language].keyword)
    person.text("Ana Lopez 60608")
    turn = person.text(text)
    assert turn.facts == ()
    assert "Jean Pierre, ZIP 60608?" in said(turn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_greeting_is_answered_and_thanks_are_not_and_neither_is_a_name(language: str) -> None:
    spoken = LANGUAGE_FILES[language]
    for word in sorted(spoken.greetings):
        assert said(Person(petitions=replace(LINE, all=(SHELTER, CROSSING))).text(word)).endswith("(CROSS)"), word
    for word in sorted(spoken.courtesies):
        person = Person(petitions=EVERYWHERE)
        for text in (SHELTER.texts[language].keyword, "Ana Lopez 60608", "1"):
            person.text(text)
        assert person.text(word).replies == (), word
    for word in sorted(spoken.never_names):
        person = Person(petitions=EVERYWHERE)
        person.text(SHELTER.texts[language].keyword)
        assert "name" not in person.text(word).state.answers, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_review_offers_beside_the_three_is_taken_as_typed(language: str) -> None:
    offered = PHRASES[language]["sms.review"].words.rpartition("{three}=")[2]
    person = Person(petitions=EVERYWHERE)
    person.text(SHELTER.texts[language].keyword)
    assert offered in said(person.text("Ana Lopez 60608"))
    assert person.text(offered).facts[0].details["show_name"] is True


def test_whoever_asks_for_a_language_that_the_petition_lacks_is_told_in_it_which_there_are() -> None:
    person = Person(petitions=BOTH)
    person.text("CROSS")
    turn = person.text("KREYÒL")
    assert turn.state.language == "en"
    assert turn.facts == ()
    assert said(turn) == say("sms.language_missing", "ht", languages="ENG=English, ESP=español")
    assert "1=SIGN" in said(person.text("Ana Lopez 60608"))


def test_a_petition_is_spoken_about_in_a_language_that_it_has() -> None:
    person = Person(petitions=BOTH)
    person.text("TONEL")
    person.text("KREYÒL")
    assert "To sign, text your NAME + ZIP" in said(person.text("CROSS"))
    assert "Pou siyen" in said(person.text("TONEL"))


def test_the_line_speaks_the_languages_of_its_petitions() -> None:
    person = Person(petitions=LINE)
    assert "ENG=English, ESP=español" in said(person.text("FRANÇAIS"))


def test_where_nothing_tells_the_language_the_words_that_lead_to_the_others_are_told_in_two_segments() -> None:
    person = Person(petitions=EVERYWHERE)
    person.text("LIST")
    entry = said(person.text("1"))
    assert entry.endswith("HELP, STOP\nESP=español, FRA=francais, KRE=kreyòl, POR=portugues.")
    assert segments(entry).parts <= 2


@pytest.mark.parametrize("first", LANGUAGES)
@pytest.mark.parametrize("second", LANGUAGES)
def test_the_first_text_in_two_languages_takes_two_segments_at_worst(first: str, second: str) -> None:
    halves = [
        worst_case(PHRASES[language][key], PHRASES["en"][key], what=PHRASES[language]["sms.part.name_and_zip"].words)
        for language, key in ((first, "sms.entry_first"), (second, "sms.entry_second"))
    ]
    assert segments(fold("\n".join(halves))).parts <= 2


def test_another_language_is_the_only_other_one_or_a_list() -> None:
    person = Person(petitions=LINE)
    person.text("CROSS")
    assert person.text("IDIOMA").state.language == "es"
    person = Person(petitions=EVERYWHERE)
    person.text("SHELTER")
    assert "ESP=español, FRA=francais, KRE=kreyòl" in said(person.text("LANGUAGE"))
    assert "ESP=español, FRA=francais, KRE=kreyòl" in said(person.text("switch my language"))


def test_the_picker_names_each_language_in_itself() -> None:
    person = Person(Channel.TELEGRAM, petitions=EVERYWHERE)
    turn = person.hear(kind=Kind.START, text="warm-shelter_flyer")
    labels = [choice.label for row in turn.replies[0].choices for choice in row]
    assert labels == ["English", "Español", "Français", "Kreyòl ayisyen", "Português"]
    assert "Chwazi lang ou" in turn.replies[0].text
    assert person.tap("speak:ht").state.language == "ht"
    assert person.tap("speak:xx").state.language == "ht"


def test_an_old_button_of_the_two_languages_still_does_what_it_says() -> None:
    person = Person(Channel.TELEGRAM, petitions=EVERYWHERE)
    person.hear(kind=Kind.START, text="shelter")
    assert person.tap("spanish").state.language == "es"
    assert person.tap("english").state.language == "en"


@pytest.mark.parametrize("keyword", ["LI", "AIDE", "SIYEN", "RECEBER", "FRA", "KREYOL", "MUDAR"])
def test_a_word_of_any_language_is_no_keyword_of_a_petition(keyword: str) -> None:
    assert keyword_problem(keyword)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("pare de me mandar mensagens", "pt"),
        ("arretez de m'envoyer des messages", "fr"),
        ("sispann voye mesaj ban mwen", "ht"),
        ("deja de mandarme mensajes", "es"),
        ("STOP", "en"),
    ],
)
def test_whoever_asks_for_silence_reads_the_last_answer_in_their_own_language(text: str, language: str) -> None:
    person = Person(petitions=EVERYWHERE)
    person.text("SHELTER")
    turn = person.text(text)
    assert "stopped" in [fact.name for fact in turn.facts]
    assert said(turn) == say("sms.stop_unsigned", language, org="Juniper Parents")


@pytest.mark.parametrize("language", ["fr", "ht", "pt"])
def test_what_no_native_has_read_says_so(language: str) -> None:
    for file in (DIRECTORY / f"{language}.po", DIRECTORY / f"{language}.toml", WORDS_OF_PAGES / f"{language}.toml"):
        assert "native review" in file.read_text(encoding="utf-8").partition("\n")[0], file.name


@pytest.mark.parametrize("name", ["Li", "Lis", "Aidé", "Ed", "Ede"])
def test_what_is_a_name_elsewhere_is_a_command_in_its_own_language_alone(name: str) -> None:
    assert command_in(name) is None
    assert command_in(name, "en") is None
    own = [language for language in LANGUAGES if command_in(name, language)]
    assert len(own) == 1


def test_a_name_that_is_a_command_elsewhere_signs() -> None:
    person = Person(petitions=EVERYWHERE)
    person.text("SHELTER")
    person.text("Aide Lopez 60608")
    assert person.text("1").facts[0].details["name"] == "Aide Lopez"


def test_words_of_a_language_that_no_petition_has_choose_nothing() -> None:
    person = Person(petitions=LINE)
    assert person.text("bonjou, mwen vle siyen tanpri").state.language is None
    person = Person(petitions=EVERYWHERE)
    assert person.text("bonjou, mwen vle siyen tanpri").state.language == "ht"


def test_the_app_s_language_counts_where_there_is_a_petition_in_it() -> None:
    for petitions, language in ((EVERYWHERE, "pt"), (LINE, None)):
        person = Person(Channel.TELEGRAM, petitions=petitions)
        assert person.hear(kind=Kind.START, text="", language_hint="pt-br").state.language == language


def test_a_line_without_petitions_speaks_every_language() -> None:
    person = Person(petitions=Petitions(organization="Neighbours"))
    assert person.text("KREYOL").state.language == "ht"
    assert command_in("kreyol") == (Command.LANGUAGE, "ht")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_signs_joins_or_erases_but_the_one_that_is_for_it(language: str) -> None:
    """Every word of every language, in a talk in this one, in four places of it."""
    before = (SHELTER.texts[language].keyword, "Ana Lopez 60608", "1")
    people = [Person(petitions=EVERYWHERE) for _ in range(4)]
    for texts, person in enumerate(people):
        for text in before[:texts]:
            person.text(text)
    for code, spoken in LANGUAGE_FILES.items():
        ways = {word: command for command, words in spoken.commands.items() for word in words}
        ways |= {word: answer for answer, words in spoken.answers.items() for word in words}
        ways |= dict.fromkeys([*spoken.called, *spoken.greetings, *spoken.courtesies, *spoken.never_names], "")
        for word, meaning in ways.items():
            for texts, person in enumerate(people):
                turn = person.preview(Heard("m9", Channel.SMS, "+13125550142", text=word))
                decided = {fact.name for fact in turn.facts}
                assert len(turn.replies) <= 1, (code, word)
                assert not decided & {"erased", "unsigned"}, (code, word)
                if "signed" in decided:
                    assert texts == 2, (code, word)
                    assert meaning in ("sign", "show") or read_confirmation(word) == "sign", (code, word)
                if "joined_updates" in decided:
                    assert (texts, meaning) == (3, "join"), (code, word)

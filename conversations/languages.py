"""Which language is spoken: chosen, by keyword, by hint, by the words used; switching never loses the place.

A petition is spoken about in the languages that it has, and no others (see `Petition.spoken`): what is signed and what
the words around it say are to be understood by the same person.
"""

from __future__ import annotations

from conversations import buttons
from conversations.asking import ask_next, entry_text
from conversations.language_files import BASE
from conversations.other_languages import others, tags
from conversations.petition_list import list_open
from conversations.phrases import first_that_fits, say
from conversations.questions import open_question
from conversations.reading_pages import show_page
from conversations.talk import Talk
from conversations.telling_languages import language_by_its_words, language_of_opt_out
from conversations.turn import Fact, Turn


def language_of_app(tag: str | None) -> str:
    """The language of an app that is set to `tag` (IETF, like "es-MX"): "es", spoken here or not; "" without one."""
    return (tag or "").replace("_", "-").partition("-")[0].lower()


def with_language(talk: Talk) -> Talk:
    """The language where none is known yet: the app's hint, then the words used; else it stays open."""
    if talk.state.language is None:
        hint = language_of_app(talk.heard.language_hint)
        if talk.on_telegram and hint in talk.languages:
            return talk.with_state(language=hint)
        if found := language_by_its_words(talk.heard.text, talk.languages):
            return talk.with_state(language=found)
    return talk


def with_language_of_command(talk: Talk) -> Talk:
    """A Spanish command word from somebody who never chose English is answered in Spanish."""
    if talk.state.language_chosen or talk.state.language != BASE:
        return talk
    found = language_by_its_words(talk.heard.text, talk.languages)
    return talk.with_state(language=found) if found else talk


def with_language_of_opt_out(talk: Talk) -> Talk:
    """Whoever asks for silence reads the last answer in the language that they asked in; STOP itself is of all."""
    found = language_of_opt_out(talk.heard.text, talk.languages)
    return talk.with_state(language=found) if found else talk


def pick_language(talk: Talk) -> Turn:
    """The picker, where nothing tells the language: each line in its own."""
    lines = [say(talk.voice.key("choose_language"), language) for language in talk.languages]
    return talk.turn(talk.reply("\n".join(lines), buttons.language_rows(talk)))


def other_language(talk: Talk) -> Turn:
    """Another language, whichever: the picker where there are buttons; else the other one, or a list of several."""
    if talk.on_telegram:
        return pick_language(talk)
    rest = others(talk)
    if len(rest) == 1:
        return switch_language(talk, rest[0])
    return talk.turn(talk.say("languages", languages=tags(rest or talk.languages)))


def switch_language(talk: Talk, language: str) -> Turn:
    """Speak `language` from now on, and go on where we were; where it is not to be had, say which are."""
    if language not in talk.languages:
        return _missing(talk, language)
    talk = talk.with_state(language=language, language_chosen=True)
    return _where_we_were(talk)._replace(facts=(Fact("changed_language", {"language": language}),))


def _missing(talk: Talk, language: str) -> Turn:
    """In the language that was asked for, so that it is understood: which languages there are instead."""
    key = talk.voice.key("language_missing")
    text = first_that_fits((key,), language, parts=1, languages=tags(talk.languages))
    return talk.turn(talk.reply(text, buttons.language_rows(talk), edit=False))


def _where_we_were(talk: Talk) -> Turn:
    petition, aside = talk.petition, talk.state.aside
    if petition and aside.get("kind") == "page":
        return show_page(talk, petition, int(aside.get("page", 1)))
    question = open_question(talk)
    if petition is None and talk.on_telegram:
        return list_open(talk)
    if petition is None or question is None:
        return talk.turn(talk.reply(talk.say("lang_switched"), buttons.one_row(talk, "list", "list")))
    if question == "name" and not talk.state.answers.get("asked_name"):
        return talk.turn(talk.reply(entry_text(talk, petition), buttons.card_rows(talk, petition)))
    if question == "review" or talk.on_telegram:
        return ask_next(talk)
    if question == "name":
        return talk.with_state(aside={}).turn(talk.say("lang_switched_name"))
    name = "lang_switched_zip_required" if petition.postcode == "required" else "lang_switched_zip"
    return talk.with_state(aside={}).turn(talk.say(name))

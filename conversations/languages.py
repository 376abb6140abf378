"""Which language is spoken: chosen, by keyword, by hint, by the words used; switching never loses the place."""

from __future__ import annotations

from conversations import buttons
from conversations.asking import ask_next, entry_text
from conversations.petition_list import list_open
from conversations.phrases import LANGUAGES
from conversations.plain_words import listed, plain_words
from conversations.questions import open_question
from conversations.reading_pages import show_page
from conversations.talk import Talk
from conversations.turn import Fact, Turn

#: Words that Spanish speakers use here and English speakers do not; commands and words of every day.
_SPANISH = listed(
    "hola buenas buenos dias tardes noches gracias quiero quisiera firmar firmo firma carta peticion peticiones cartas"
    " ayuda ayudame leer mas sigue siguiente otra anterior atras estado compartir editar corregir retirar borrar"
    " unirme noticias lista empezar espanol privacidad alto parar basta salir baja cancelar nombre llamo soy codigo"
    " como que donde cuando porque por favor para los las una del con mi tu su no entiendo puedo necesito tengo es el"
    " la ya quitenme dejen manden escriban mensajes mande cuantos cuantas"
)
_ENGLISH = listed("the i my you is are to of and this that what how please want sign stop no me a me hi hello help")


def spanish_by_its_words(text: str) -> bool:
    """Whether the words of `text` are more Spanish than English; a rough vote, overruled by any choice."""
    words = plain_words(text)
    if _SPANISH.isdisjoint(words):
        return False
    return sum(word in _SPANISH for word in words) > sum(word in _ENGLISH for word in words)


def with_language(talk: Talk) -> Talk:
    """The language where none is known yet: the app's hint, then the words used; else it stays open."""
    if talk.state.language is None:
        hint = (talk.heard.language_hint or "").partition("-")[0].lower()
        if talk.on_telegram and hint in LANGUAGES:
            return talk.with_state(language=hint)
        if spanish_by_its_words(talk.heard.text):
            return talk.with_state(language="es")
    return talk


def with_language_of_command(talk: Talk) -> Talk:
    """A Spanish command word from somebody who never chose English is answered in Spanish."""
    if not talk.state.language_chosen and talk.state.language == "en" and spanish_by_its_words(talk.heard.text):
        return talk.with_state(language="es")
    return talk


def with_language_of_opt_out(talk: Talk) -> Talk:
    """Whoever asks for silence reads the last answer in the language that they asked in; STOP itself is of both."""
    words = [word for word in plain_words(talk.heard.text) if word not in _OF_BOTH]
    spanish = sum(word in _SPANISH or word in _SPANISH_OPT_OUT for word in words)
    english = sum(word in _ENGLISH or word in _ENGLISH_OPT_OUT for word in words)
    if spanish == english:
        return talk
    return talk.with_state(language="es" if spanish > english else "en")


#: Words that ask for silence in one language alone, beside those above.
_SPANISH_OPT_OUT = listed(
    """para paren pare parale parenle cancela cancelen cancele detener terminar fin desuscribir desuscribirme quitame
    quiteme quitenme quitarme quiten quita sacame saqueme saquenme sacarme borrenme borrarme eliminenme dejame dejenme
    salirme suficiente anular mandes manda mandar mandarme escribas escribir escribirme molesten molestes nunca deje
    dejes deja mas nada numero telefono equivocado ni te nos interesa"""
)
_ENGLISH_OPT_OUT = listed(
    """unsubscribe unsub end quit revoke cease desist halt enough discontinue remove take off from more don't dont
    texting text texts message messages messaging sending send list wrong number phone leave alone delete opt out not
    updates it
    all again anymore get interested"""
)
_OF_BOTH = listed("stop stopall cancel spam no me optout")


def pick_language(talk: Talk) -> Turn:
    """The picker, where nothing tells the language."""
    return talk.turn(talk.reply(talk.say("choose_language"), buttons.language_rows(talk)))


def switch_language(talk: Talk, language: str) -> Turn:
    """Speak `language` from now on, and go on where we were."""
    talk = talk.with_state(language=language, language_chosen=True)
    return _where_we_were(talk)._replace(facts=(Fact("changed_language", {"language": language}),))


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

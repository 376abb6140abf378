"""Sentences that ask for a language: "do you speak Spanish?", "não falo inglês", "an kreyòl tanpri"."""

from __future__ import annotations

import re

from conversations.language_files import LANGUAGE_FILES
from conversations.plain_words import listed, plain_words

#: A longer text tells something else.
_LONGEST = 12
_SHORTEST_NAME = 5
#: Names of languages that people have too, and so need a word of speaking before them.
_PEOPLE = listed("frances")
#: Every one-word name of a language, in any language, to its code; the short words ("ESP") are commands alone.
_NAMES = {
    name.replace("'", ""): code
    for code, language in LANGUAGE_FILES.items()
    for name in (*language.called, "espanish" if code == "es" else "ingle" if code == "en" else "")
    if " " not in name and len(name) >= _SHORTEST_NAME
}
#: What may stand beside the name of a language in a text that asks for it; with any other word it could be a name.
_AROUND = listed(
    """i im me do does dont cant cannot can you u we speak speaks talk read write understand know text have
    is it there this want would like to in only just please pls not no much very well good any a an or sign prefer
    thanks but use get switch change put yall version send give need could may my language is
    hablo ablo hablas habla hablan ablan hablar hablamos leo leer entiendo se puedo puede puedes pueden quiero quisiera
    prefiero firmar firmo la carta peticion petition letter en por favor porfavor porfa solo solamente nada mas
    mucho muy bien poco un tienen tiene hay yo lo el gracias si yes hi hello hey hola buenas buenos dias tardes
    noches es esta mensaje mensajes escribe escriban o mande mandeme manden mandelo mandela mandamelo mandenlo mandar
    ser texts message messages esto idioma yo necesito le les cambiar cambia cambie cambien a al pongan ponga ponlo
    disculpe perdon pero ustedes usted tambien
    nao falo fala falam falar voce voces vc eu entendo entende so em pode podem quero ler assinar assino obrigado
    obrigada mensagem mensagens mandem tem ola oi voces
    je parle parles parlez vous tu ne pas comprends comprend svp sil te plait le la peut on avez peu seulement merci
    est ce que texte veux voudrais bonjour signer mais
    mwen m mpa pale pa konprann konn eske ou an tanpri silvouple souple ka vle li nan lang selman nou gen siyen bonjou
    ekri voye mesaj ban nem ca avez sa ayisyen
    got mom dad only sorry reads do hable hay alguien que pongalo pasa traducir mandemelo me al espanol ablo
    mi hijo hija esposo esposa marido mujer mama papa mami papi abuelo abuela suegra suegro vecina vecino amiga amigo
    wife husband son daughter mother father grandma grandpa grandmother grandfather friend neighbor he she him her
    better mejor lee entienden que quien de from brazil brasil haiti haitiano haitiana haitian brazilian mexico soy
    plis plees pliz lean leen leyera pide prefiere
    escrever pode poderia ecrire pouvez pouvezvous ecrivez passer passez minha esposa marido mae fala
    ma mon femme mari mere version"""
)
#: Words around a frame below may be any; of a longer text it is a story.
_LONGEST_FRAMED, _NEAR = 18, 3
_LANGUAGE = "(" + "|".join(sorted(_NAMES, key=len, reverse=True)) + ")"
_ALONG = r"(?: (?!(?:and|but|no|not|dont|y|pero|mas|e|et|men|wrong|mal|name|nombre|nom|nome|non)\b)\w+){0,4}?"
_NICELY = (
    r"(?:please|pls|plz|plis|plees|por favor|porfa|porfis|svp|sil vous plait|sil te plait|tanpri|souple|bro|gracias"
    r"|thanks)"
)
#: Whatever else is said, who orders, asks or wishes something "in" a language wishes that language: "can u send this in
#: Spanish for my mom", "oye ponlo en inglés que mi jeva no sabe español", "¿lo tienen en portugués?".
_FRAMES = re.compile(
    r"\b(?:send|write|text|message|talk|speak|put|make|have|got|get|give|show|read|say|explain|translate|continue"
    r"|go on|keep going|do|is there|available|prefer|rather|want|need|like|sign|answer|reply|come)"
    rf"{_ALONG} in(?:to)? {_LANGUAGE}\b"
    rf"|\b(?:switch|change|translate|turn|set|move)(?: \w+){{0,3}}? (?:in)?to {_LANGUAGE}\b"
    rf"|\b(?:mand|envi|escrib|pon|pas|habl|cambi|traduc|traduzc|expli|contest|respond|dig|dime|dame|den|tien|tendr|hay|quier"
    rf"|quisier|pref|segu|sig|contin|necesit|ocup|pued|podri|firma|le[ea])(?!\w*(?:aron|ieron|aste|iste)\b)\w*"
    rf"{_ALONG} en (?:el )?{_LANGUAGE}\b"
    rf"|\b(?:cambi|pas|traduc|traduzc|volv|vuelv|regres)\w*(?: \w+){{0,2}}? (?:al?|para) {_LANGUAGE}\b"
    rf"|\b(?:mand|envi|escrev|fal|pass|mud|coloc|bot|tem|te[nr]h|quer|prefir|continu|segu|pod|precis|assin|tradu|respond)\w*"
    rf"{_ALONG} (?:em|para|pro|pra)(?: o)? {_LANGUAGE}\b"
    rf"|\b(?:envoy|ecri|mett|met|parl|pass|chang|continu|avez|as|veux|voudrai|prefer|peu|pouv|pourr|sign|repond|tradu)\w*"
    rf"{_ALONG} (?:en|au) {_LANGUAGE}\b"
    rf"|\b(?:voye|ekri|mete|pale|pase|chanje|kontinye|gen|genyen|vle|prefere|ka|kapab|siyen|reponn|tradwi|ban|bay)"
    rf"{_ALONG} (?:an|nan) {_LANGUAGE}\b"
)
#: The language first, and then why: "english plis q no leo bien el español", "en inglés porfa, es para mi hijo".
_FIRST = re.compile(
    r"^(?:(?:hi|hey|hola|oye|oiga|oi|ola|bonjour|bonjou|yes|si|ok|no|perdon|sorry) )*(?:mejor |better )?"
    rf"(?:in |en |em |an )?{_LANGUAGE} {_NICELY}\b"
    rf"|^(?:(?:no|oye|hola|hey|pues) )*(?:mejor|better) (?:in |en |em |an )?{_LANGUAGE}(?: \w+){{0,2}}$"
    rf"|^(?:(?:no|oye|hola|hey|pues) )*(?:mejor|better) (?:in |en |em |an )?{_LANGUAGE}"
    r" (?:que|q|porque|pq|because|cause)\b"
)
#: Who asks why something is in a language does not wish it.
_WHY = re.compile(r"\b(?:why|por ?que|pourquoi|poukisa|you keep|you (?:always|only))\b")
_UNKNOWN = listed("no not dont cant cannot nao ne pas pa mpa")
_IN = ("in", "en", "em", "an", "hablo", "habla", "falo", "fala")
_KNOWING = listed("entiendo entendo understand comprends konprann hablo speak se")
#: By which words a text that only says which language it can't read shows its own.
_OWN = {
    "pt": listed("nao falo entendo voce voces eu falar"),
    "fr": listed("je ne pas parle parlez comprends anglais espagnol"),
    "ht": listed("mwen m mpa pa pale konprann angle panyol"),
    "es": listed("hablo ablo entiendo yo se leo ingles"),
}


def language_wished(text: str) -> str | None:
    """The code of the language that a short text asks for; "no hablo inglés" asks for its own. None: for none."""
    words = [word.replace("'", "") for word in plain_words(text)]
    if _NAMES.keys().isdisjoint(words):
        return None
    return _asked_in_few_words(words) or _framed(words)


def _framed(words: list[str]) -> str | None:
    """The language that stands in one of the frames, whatever the rest says; None where a "not" is before it."""
    if len(words) > _LONGEST_FRAMED:
        return None
    whole = " ".join(words)
    found = _FIRST.search(whole) or _FRAMES.search(whole)
    if (
        found is None
        or _WHY.search(whole[: found.start()])
        or not _UNKNOWN.isdisjoint(whole[: found.start()].split()[-_NEAR:])
    ):
        return None
    return _NAMES[next(name for name in found.groups() if name)]


def _asked_in_few_words(words: list[str]) -> str | None:
    if not 0 < len(words) <= _LONGEST or not (_AROUND | _NAMES.keys()).issuperset(words):
        return None
    places = [place for place, word in enumerate(words) if word in _NAMES]
    if any(words[place] in _PEOPLE and words[max(place - 1, 0)] not in _IN for place in places):
        return None
    if any(words[place - 1] == "soy" for place in places if place):
        return None
    if len(places) > 1 and not listed("or o ou oswa").isdisjoint(words):
        return None
    wanted = [place for place in places if not _is_refused(words, place, places)]
    if wanted:
        return _NAMES[words[wanted[-1]]]
    return _other_than({_NAMES[words[place]] for place in places}, words)


def _is_refused(words: list[str], place: int, places: list[int]) -> bool:
    """Whether the language named at `place` is one that somebody does not speak."""
    behind = words[place + 1 : place + 3]
    if len(behind) == 2 and behind[0] in _UNKNOWN and behind[1] in _KNOWING:
        return True
    if words[max(place - 1, 0)] in ("in", "en", "em", "an"):
        return False
    since = max((other for other in places if other < place), default=-1) + 1
    return not _UNKNOWN.isdisjoint(words[since:place])


def _other_than(refused: set[str], words: list[str]) -> str:
    for code, own in _OWN.items():
        if code not in refused and sum(word in own for word in words) > 1:
            return code
    return "es" if "en" in refused else "en"

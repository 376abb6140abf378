"""Does this text say no to updates, and to nothing else? It answers an offer, and is no STOP."""

from __future__ import annotations

import re

from conversations.plain_words import listed, plain_words

_NEWS = r"(?:updates?|noticias|actualizaciones|novedades|novidades|atualizacoes|nouvelles|actualites|nouvel)"
_COURTESY = (
    r"(?:please|pls|thanks|thank you|thx|por favor|porfa|gracias|ok|okay|for me|to me|at this time|right now"
    r"|merci|s ?il vous plait|svp|obrigad[oa]|mesi|tanpri)"
)
#: What somebody may say to have come for instead.
_ONLY_SIGNS = (
    r"(?:i |im |i am |i was )?(?:just|only) (?:want|wanted|here|came|trying) to sign"
    r"(?: it| this| the (?:petition|letter))?"
    r"|(?:yo )?(?:solo|nomas|nada mas) (?:quiero|queria|quise|vine a) firmar(?: la (?:carta|peticion))?"
)
_DECLINED = re.compile(
    rf"(?:(?:no|nombe|ombe|nah|ok|okay|sorry|thanks|thank you|gracias|si|yes|{_COURTESY}) )*?(?:"
    rf"(?:no|zero|without|sin|cero|sem|nada de|pas de|sans|pa gen|okenn) {_NEWS}"
    rf"|(?:i )?(?:dont|do not|didnt) (?:want|need|wish for|ask for)(?: to (?:get|receive|have))?"
    rf"(?: (?:any|the|your|these|those))? {_NEWS}"
    rf"|(?:i |id |i would |i d )?(?:rather|prefer) not (?:to )?(?:get|receive|have)"
    rf"(?: (?:any|the|your|these|those))? {_NEWS}"
    rf"|(?:yo )?(?:prefiero|preferiria|mejor) no (?:recibir |quiero )?(?:(?:las|sus|tus|esas) )?{_NEWS}"
    rf"|(?:im |i am )?not interested in(?: (?:any|the|your|these|those|getting))? {_NEWS}"
    rf"|(?:yo )?no (?:quiero|ocupo|necesito|deseo|quisiera|pedi)(?: recibir)?(?: (?:las|sus|tus|esas))? {_NEWS}"
    rf"|(?:eu )?nao (?:quero|preciso|desejo)(?: de)?(?: receber)?(?: (?:as|suas|essas))? {_NEWS}"
    rf"|(?:je )?(?:ne )?veux pas (?:recevoir )?(?:de |des |les |vos )?{_NEWS}"
    rf"|(?:m|mwen) pa (?:vle|bezwen)(?: resevwa)? {_NEWS}(?: yo)?"
    rf")(?: {_COURTESY})*(?: (?:{_ONLY_SIGNS}))?(?: {_COURTESY})*"
)
_TELLING = listed(
    "update updates noticias actualizaciones novedades novidades atualizacoes nouvelles actualites nouvel"
)

#: Signs that say no beside one of these words.
_NO = frozenset("❌✖❎🚫⛔👎🙅🔕")
_NAMED = _TELLING | listed("join unirme news")


def declines_by_a_sign(text: str) -> bool:
    """Whether `text` is one word for updates beside a sign that says no: "👎 updates", "JOIN ❌"."""
    words = plain_words(text)
    return len(words) == 1 and words[0] in _NAMED and not _NO.isdisjoint(text)


def declines_updates(text: str) -> bool:
    """Whether `text` only says that no updates are wanted.

    For somebody who has updates on it is an opt-out all the same (see `conversations.optout`): better too much silence
    than too little.
    """
    words = plain_words(text)
    if _TELLING.isdisjoint(words) or len(words) > 12:
        return False
    return _DECLINED.fullmatch(" ".join(words).replace("'", "")) is not None

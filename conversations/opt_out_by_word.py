"""Kinds of wishes for silence, and kinds that only sound like one, each of which is known by a word that tells it.

A kind is read only where one of its words stands, so that reading stays quick; its pattern is held against plain words
with slips mended, one space apart (see `conversations.opt_out_mending`). An invented text stands above each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from conversations.plain_words import listed


class _Kind(NamedTuple):
    """One kind of sentence, and the words of which one always stands in it."""

    words: frozenset[str]
    pattern: re.Pattern[str]
    #: Whether a word of ending elsewhere in the text is stronger.
    gives_way: bool = False


#: Where one of these stands, what is else a story or a question is a wish all the same.
_ENDING = re.compile(
    r"\b(?:stop|unsubscribe|quit|remove me|take me off|leave me|no more|never|alto|paren|basta|denme de baja|ya no"
    r"|quitenme|saquenme|no me (?:mand|escrib|envi|llam|text)\w+)\b"
)
_NOT_TO_ME = r"(?! (?:me|us|my (?:number|phone|cell|line))\b)"


def _kind(words: str, *patterns: str, gives_way: bool = False) -> _Kind:
    return _Kind(listed(words), re.compile("|".join(patterns)), gives_way)


_WISHES = (
    _kind(
        "asked",
        # nobody asked bro take my number off
        r"^(?:\w+ ){0,2}(?:nobody|no one|noone|who) asked(?: you| yall)?(?: for (?:this|it|these|that|any of (?:this"
        r"|it)))?"
        r"(?: (?:bro|bruh|dude|man|lol|fool|foo))*(?: (?:please|so|just))*"
        r" (?:(?:take|get|remove|delete|drop|lose) (?:me|my (?:number|phone|cell|contact))\b"
        r"(?!.*\b(?:petition|letter)\b)|stop$)",
    ),
    _kind(
        "stopped discontinued cancelled canceled ended turned shut",
        # please have the messages stopped · I would like these texts stopped · can the texts be stopped
        r"(?:\b(?:please|pls|kindly|to|you|must|can i|could i) (?:have|get)|^get|\b(?:want|like|need)) (?:(?:all|of"
        r"|the|these|those|your|this|any|such)"
        r" )*(?:texts?|text messages|messages?|alerts|updates|notifications|texting|messaging) (?:to be "
        r"|be )?(?:stopped"
        r"|discontinued|cancell?ed|ended|turned off|shut off)(?! (?:coming|me|again|for)\b)",
        r"^(?:\w+ ){0,2}(?:can|could|may|will) (?:the|these|your|those|all) (?:texts?|text messages|messages?|alerts"
        r"|updates)"
        r" (?:please )?be (?:stopped|discontinued|cancell?ed|ended|turned off)\b",
        r"\b(?:appreciate|grateful|obliged|nice|great) (?:it )?if (?:the|these|your|those) (?:texts?|text messages"
        r"|messages?|texting|messaging) (?:\w+ )?(?:stopped|ended)\b",
    ),
    _kind(
        "cant cannot",
        # can't you people stop · I can't be getting texts at work
        r"\bcant (?:you|yall) (?:\w+ )?(?:just |please )?(?:stop|quit)(?:$| (?:it|texting|messaging|writing|sending"
        r"|bothering"
        r"|calling|spamming|already|now|please|with the)\b)",
        r"\bi (?:cant|cannot) (?:be|keep) (?:getting|receiving|having) (?:(?:these|those|your|so|many|any"
        r"|all) )*(?:texts?"
        r"|messages?|these)\b",
    ),
    _kind(
        "driving manejando car carro traffic school escuela class court church iglesia hospital",
        # STOP STOP STOP im driving · ya paren estoy en la escuela
        r"^(?:(?:stop|please|already|yall|omg|hey|bro|quit it|enough|no) )+(?:(?:cause|cuz|bc|because) )?(?:im"
        r"|i am) (?:driving"
        r"|(?:\w+ )?(?:at|in) (?:the |my |a |\w+ )?(?:car|traffic|school|class|court|church|hospital))(?: (?:now|rn"
        r"|right now|please"
        r"|already))*$",
        r"^(?:(?:stop|alto|paren|parenle|basta|ya|oye|oigan|por favor|porfa|no) )*(?:stop|alto|paren|parenle"
        r"|basta) (?:ya |por favor |que )*"
        r"(?:estoy |ando |voy )(?:manejando|en (?:el|la|mi) (?:carro|escuela|iglesia|hospital|corte|clase)|en (?:clase"
        r"|misa))$",
    ),
    _kind(
        "thru through",
        # thru w ur messages bye
        r"(?:^|\b(?:im|i am|we are|all) )(?:thru|through) (?:with|w) (?:(?:these|this|your|the|all|of"
        r"|those) )*(?:texts?|texting|text messages"
        r"|messages?|updates|you$)",
    ),
)
_ELSE = (
    _kind(
        "again rest more otra",
        # it keeps stopping, can you send me that one more time · the message stopped halfway, can you send it again
        r"^(?!.*\b(?:dont|do not)\b).*\b(?:can|could|would|will|please) (?:you |u )?(?:please )?(?:re ?send"
        r"|send"
        r"|text) (?:me |us |it |that |this |the ).*\b(?:again|one more time|once more|rest)\b",
        r"^(?!.*\bno me\b).*\b(?:me l[oa] |me )(?:puede[ns]? |podria[ns]? )?(?:mand|envi)(?:a|as|an"
        r"|ar)(?:l[oa])? .*"
        r"\botra vez\b",
        gives_way=True,
    ),
    _kind(
        "cat dog kid kids baby toddler son daughter niece nephew grandson granddaughter pocket butt dropped sat",
        # my cat walked across my phone lol dont remove me
        r"\b(?:cat|dog|kid|kids|baby|toddler|son|daughter|niece|nephew|grandson|granddaughter|pocket|butt|dropped"
        r"|sat)\b.*"
        r"\b(?:dont|do not) (?:remove|unsubscribe|delete|erase|take|cancel|drop) (?:me|my|it|us)\b"
        r"(?!.*\b(?:texts?|messages?|list)\b)",
    ),
    _kind(
        "app aplicacion programa",
        # se baja una app o es puro mensaje
        r"\b(?:baj(?:a|o|ar|arse|arla|an|as)|descarg\w+|download|install\w*) (?:\w+ )?(?:app|aplicacion|programa)\b"
        r"|^(?:la |el )?(?:app|aplicacion|programa) se baj\w+",
    ),
    _kind(
        "bajar bajo descargar download",
        r"\b(?:tengo que|hay que|debo|necesito|se puede|como) (?:bajar|bajo|descargar)\b(?!.* de la lista)"
        r"|\bdownload\b",
    ),
    _kind(
        "top",
        # put me at the top of the list honey
        r"\b(?:at|to|on|near|from|in) (?:the )?(?:very )?top of\b(?<!off the top of)",
    ),
    _kind(
        "cant cannot",
        # can't text much at work, supervisor comin
        rf"(?:^|\b(?:i|sorry|but|cuz|bc|cause) )(?:really )?(?:cant|cannot|can not) (?:really |always )?(?:text|write"
        rf"|message|talk"
        rf"|type|reply|respond|answer)\b{_NOT_TO_ME}(?: back)?",
        gives_way=True,
    ),
    _kind(
        "borra borran borraria cancela cancelan quita elimina",
        # puedo firmar yo y luego mi esposo o se borra lo mío
        r"\bse (?:me )?(?:borra|borran|borraria|cancela|cancelan|quita|elimina) (?:(?:lo|la|el|los|las) (?:mi[oa]s?"
        r"|suy[oa]s?|otr[oa]"
        r"|primer[oa]|de (?:mi|el|ella))|mi (?:firma|nombre))\b",
    ),
    _kind(
        "mine",
        # if my sister signs on this phone does mine get removed
        r"\b(?:(?:does|will|would|is|do) (?:it )?(?:\w+ )?mine|(?:erase|delete|remove|cancel"
        r"|replace) mine)\b",
        gives_way=True,
    ),
    _kind(
        "does will would",
        # can my mom use this phone to sign or does that delete me
        r"\b(?:does|will|would) (?:that|it|this) (?:delete|erase|remove|cancel|unsubscribe) (?:me|mine|my \w+)$",
    ),
    _kind(
        "migra ice policia police sheriff sheriffs cops immigration gobierno government inmigracion",
        # la migra deja de molestarme · ICE stop harassing us
        r"\b(?:migra|ice|policia|police|sheriffs?|cops|immigration|gobierno|government|inmigracion) (?:ya |que "
        r"|please |to )?(?:deje"
        r"|dejen|deja|stop|stops|quit|quits) (?:ya )?(?:de )?(?:molest|chin|acos|hostig|harass|bother|pester|hunt|chas"
        r"|scar"
        r"|target|persegu|separ)\w*",
    ),
    _kind(
        "call calling",
        # don't call me illegal
        r"\b(?:dont|do not|stop|quit) call(?:ing)? (?:me|us) (?:an? )?(?:illegals?|ilegal|aliens?|mexican|criminals?"
        r"|hispanic"
        r"|immigrants?|latin[oa]|spic|wetback|names|that)$",
    ),
    _kind(
        "cut cortado cortada",
        # my last name was cut off in your message
        r"\b(?:was|were|got|gets|is|it|its|been|message|text) (?:\w+ )?cut (?:off|short|out)\b",
        r"\b(?:sal[ie]\w*|lleg\w+|esta|estaba|vino|quedo) (?:\w+ )?cortad[oa]s?\b",
        gives_way=True,
    ),
    _kind(
        "quito quita retiro cancelo",
        # quién les quitó el permiso de trabajar
        r"\b(?:quito|quita|retiro|cancelo) (?:el|su|la) (?:permiso|autorizacion) (?:de |para )(?:trabaj|manej|residenc"
        r"|estar|conducir|vivir)",
        r"\b(?:le|nos|se le|quien les|quien le) (?:quito|retiro|cancelo) (?:el|su|la) (?:permiso|autorizacion)$",
    ),
    _kind(
        "they he ice",
        # they want to erase us from this town
        r"\b(?:they|he|ice) (?:\w+ )?(?:wants?|wanna|try|tries|trying|are trying|is trying) (?:to )?(?:just )?(?:erase"
        r"|remove|delete"
        r"|take|kick|throw|get|wipe|scrub) (?:us|me|our \w+|all of us) (?:off|out|from)\b(?!.*\b(?:lists?|texts?"
        r"|messages?)\b)",
    ),
    _kind(
        "quieren quiere",
        r"\b(?:nos|me) quieren? (?:borrar|sacar|quitar|eliminar|echar)\b(?!.*\b(?:lista|mensajes|textos)\b)"
        r"|\bquieren? (?:borrar|sacar|quitar|eliminar|echar)nos\b(?!.*\b(?:lista|mensajes|textos)\b)",
    ),
    _kind(
        "equivoque",
        # perdón, me equivoqué de número, era para mi comadre
        r"\bme equivoque (?:de|al|con) (?:el |mi )?(?:numero|telefono|contacto|chat|persona|marcar"
        r"|mandar)\b",
        gives_way=True,
    ),
    _kind(
        "meant supposed",
        # wrong person, that was meant for my sister
        r"\b(?:(?:that|this|it|text|message) was (?:meant|supposed)|meant to (?:text|send|message|write)"
        r"|(?:it|that|this) was for (?:my"
        r"|a|someone))\b",
        gives_way=True,
    ),
    _kind(
        "quien",
        # no sé quién me está mandando mensajes
        r"^(?:yo |pues |oiga |oye )*no se (?:de )?quien (?:me|nos) (?:esta|estan|mand[ao]n?|mandaron|escribe"
        r"|escribio|envi[ao])\b",
        gives_way=True,
    ),
)


def _by_word(kinds: Sequence[_Kind]) -> dict[str, tuple[_Kind, ...]]:
    table: dict[str, tuple[_Kind, ...]] = {}
    for kind in kinds:
        for word in kind.words:
            table[word] = (*table.get(word, ()), kind)
    return table


_WISHED_BY, _ELSE_BY = _by_word(_WISHES), _by_word(_ELSE)


def is_wished(whole: str, words: Sequence[str]) -> bool:
    """Whether the mended text (`words` are its words) is one of these kinds of wishes for silence."""
    return _is_one(_WISHED_BY, whole, words)


def only_sounds_so(whole: str, words: Sequence[str]) -> bool:
    """Whether the mended text is one of the kinds that only sound like a wish for silence."""
    return _is_one(_ELSE_BY, whole, words)


def _is_one(table: dict[str, tuple[_Kind, ...]], whole: str, words: Sequence[str]) -> bool:
    if table.keys().isdisjoint(words):
        return False
    return any(
        kind.pattern.search(whole) is not None and not (kind.gives_way and _ENDING.search(whole))
        for word in words
        if word in table
        for kind in table[word]
    )

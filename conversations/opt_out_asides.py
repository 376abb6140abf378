"""What a text says beside all other rules of opting out: kinds of wishes they miss, and kinds that only sound like one.

Both patterns are held against plain words with slips mended, one space apart (see `conversations.opt_out_mending`), and
only where a text has got past the first gate of `conversations.optout`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from conversations.opt_out_by_word import is_wished, only_sounds_so
from conversations.plain_words import listed

#: Words that open one of these kinds and no other rule.
OPENING = listed("subscribe sub gritaba gritaban")
#: Each of these kinds has one of these words; the patterns are read where one stands.
_WISHED_WITH = listed(
    """its is im am subscribe suscribe sub group list thread aqui telefono numero celular cosas tonterias basura
    pendejadas what"""
)
_ELSE_WITH = listed(
    """do tengo debo keep keeping sigan sigue other another otro otra unsubscribed unsubscribe
    deleted erased borre elimine gone erase delete wipe purge remove salir salirme baja si if decia dice said says
    reads como how"""
)
_TOLD_WITH = listed(
    """a para regreso vuelta vayan vaya lloraba llorando gritaba gritaban gritando crying cried yelling yelled screaming
    screamed they theyre"""
)
_QUIET = r"(?: (?:please|pls|now|right now|already|man|bro|me|ok|thanks))*"
_HELD_IN = r"(?:computers?|systems?|servers?|files?)"
_AWAY = (
    r"(?:honduras|guatemala|(?:el )?salvador|mexico|haiti|nicaragua|venezuela|cuba|colombia|ecuador|peru|bolivia|panama"
    r"|(?:la )?republica|(?:mi|nuestro|su) (?:pais|tierra|pueblo)|alla|(?:la )?frontera|(?:la )?carcel|detencion)"
)
#: What tells of our messages: beside it neither a story nor a fear takes a wish for silence away.
_OURS = (
    r"(?:texts?|messages?|texting|messaging|sending me|write me|writing|contact me|lists?|unsubscribe|mensajes?|textos?"
    r"|escrib\w+|lista|este numero|my number|mi numero)"
)
_WISHES = re.compile(
    "|".join(
        (
            # stop it please its 2 in the morning · stop this right now I'm not playing
            rf"^(?:please |hey |omg )*stop (?:it|this|that){_QUIET} (?:its|it is)(?: (?:too|so|very|already|really|like"
            rf"|past|almost|\d+))*(?: (?:late|early|midnight|am|pm|in the (?:morning|night)|at night)){{1,2}}{_QUIET}$",
            rf"^(?:please |hey |omg )*stop (?:it|this|that){_QUIET} (?:im|i am) (?:(?:not (?:playing|kidding|joking"
            rf"|interested))|serious|sleeping|asleep|working|at work|in class|busy|(?:trying|going) to (?:sleep|work"
            rf"|bed)){_QUIET}$",
            # please un subscribe my number
            r"^(?:please |hi |hello |can you |could you |how do i |i want to |id like to )*un (?:subscribe|suscribe"
            r"|sub)(?: (?:me|my (?:number|phone|cell)|this (?:number|phone)|from (?:this|these|here|your list)|please"
            r"|now|thanks))*$",
            # take my name off your text message list
            r"\b(?:take|remove|get|cross|drop|scratch) my (?:name|number) (?:off|from|out of)(?: of)? (?:your|the|this"
            r"|that) (?:text|texting|messag(?:e|ing)|sms|mailing|phone|contact|call(?:ing)?)(?: messag(?:es?|ing))?"
            r" (?:list|group|thread)\b",
            # no mande mensajes aquí · dejen de mandar cosas de política
            r"\bno (?:mand|envi)(?:e|en|es) (?:mas )?(?:mensajes?|textos?) (?:aqui|a este (?:numero|telefono"
            r"|celular))\b",
            r"\bdej(?:en|e|a) de (?:mandar|enviar|estar mandando) (?:cosas|tonterias|basura|pendejadas) (?:de|sobre) "
            r"(?:las? )?(?:politic\w+|vot\w+|eleccion\w*|partidos?)\b",
            # what do i gotta type to stop these messages, stop? quit?
            r"^(?:so )?what do i (?:gotta|(?:have|need|got) to) (?:type|text|say|send|put|reply|write) to (?:stop|end"
            r"|quit) (?:these|the|your|getting|receiving)\b",
            # me pueden unsubscribear · quiero unsubscribirme
            r"^(?!.*\b(?:no|si|que es|despues|luego)\b).*\bunsu[bs]*cri[bv](?:ea|ee|irme|anme|enme)\w*",
        )
    )
)
_ELSE = re.compile(
    "|".join(
        (
            # Can you send it again? I deleted it · borré el mensaje, me lo manda otra vez
            r"^(?!.*\b(?:stop|unsubscribe|dont|quit|remove|never|no more|leave)\b)(?=.*\b(?:send|resend|again"
            r"|what was)\b).*\bi (?:\w+ )?(?:deleted|erased) (?:it|that|(?:your|the) (?:text|message|link))\b",
            r"^(?!.*\bno\b).*\b(?:borre|elimine) (?:el|su|tu) (?:mensaje|texto)\b.*\b(?:otra vez|de nuevo)\b",
            # I want everything gone · erase me from your database: our data, not our messages
            r"\bwant (?:everything|it all|all of it) (?:gone|erased|deleted)$",
            rf"\b(?:erase|delete|wipe|purge) (?:me|my name and (?:my )?number) (?:from|off|out of) (?:your|the|this)"
            rf" (?:{_HELD_IN}|databases?|records?)\b",
            rf"\b(?:erase|delete|wipe|purge|remove) (?:all )?(?:of )?my (?:data|info|information|details) (?:from|off"
            rf"|out of|in|on) (?:your|the|this) (?:{_HELD_IN}|databases?|records?)\b",
            # no me quiero salir · si después ya no quiero · what if I don't want them later
            r"(?<!ya )\bno (?:me quiero (?:salir|dar de baja)|quiero (?:salirme|darme de baja))\b",
            r"\bsi firmo (?:y )?(?:despues|luego)\b",
            r"\b(?:que pasa|que pasaria|y|que hago) si (?:despues|luego|mas tarde|un dia)\b|^si (?:despues|luego) ya"
            r" no\b",
            r"\bwhat (?:happens )?if (?:later|someday|one day) i\b|\bwhat (?:happens )?if i (?:dont|no longer) want\b.*"
            r"\blater$",
            # the sign said STOP and this number
            r"\b(?:letrero|cartel|camiseta|playera|pancarta|manta|volante|sign|shirt|banner|poster|flyer) (?:que )?"
            r"(?:decia|dice|said|says|reads) (?:stop|alto|basta|paren|enough|no mas|ya basta)\b(?! (?:text|messag"
            r"|send))",
            # cómo le hace mi comadre para darse de baja
            r"\bcomo (?:le )?(?:hace|puede|haria) (?:mi|un|una|otra|el|la) \w+ (?:para |pa )?(?:darse|salirse|cancelar"
            r"|quitarse)\b",
            r"\bhow (?:does|can|would) (?:my|a) (?!phone|number|cell|line)(?:\w+ ){1,2}(?:unsubscribe|opt out"
            r"|get off)\b",
            # do i have to text stop if i only want to change my zip · tengo que poner ALTO para corregir mi nombre
            r"\b(?:do|should|must) i (?:(?:have|need|got|supposed) to )?(?:text|say|reply|send|type|write|put) stop"
            r" (?:if|when|before|after|(?:in order )?to (?:change|fix|sign|correct|edit|update|see|check))\b"
            r"|\b(?:tengo que|debo|hay que|necesito) (?:mandar|poner|escribir|decir|textear|enviar|contestar)"
            r" (?:stop|alto|baja|parar) (?:si|cuando|antes|para (?:cambiar|corregir|firmar|arreglar|ver|saber))\b",
            # mi comadre dice que le salió que estaba dada de baja · my friend says she got unsubscribed
            r"^(?!.*\b(?:me too|tambien|quitenme|remove me|take me|stop|denme|sin)\b).*(?:\b(?:mi|una?|el|la) \w+"
            r" (?:dice|dijo|me dijo|conto|me conto) que\b.*|\ble (?:salio|aparecio|llego|dijo|dijeron) que\b.*)"
            r"\b(?:dad[ao]s? de baja|desuscrit[ao]s?|cancelad[ao]s?|unsubscribed)\b",
            r"^(?!.*\b(?:me|too|stop)\b).*\bmy \w+ (?:says?|said|told|thinks) .*\b(?:was|is|got|been) (?:unsubscribed"
            r"|opted out|taken off)\b",
            # Unsubscribe is for the other group not u guys · keep em coming · sigan mandándome mensajes
            r"^(?:the |my |el |la |that )?(?:stop|unsubscribe|baja|alto) (?:is|was|era|es|fue) (?:meant )?"
            r"(?:for|para|pa) (?:(?:the|my|some|an|el|la|un|una) )?(?:other|another|otr[oa])\b",
            r"^(?!.*\b(?:dont|do not|why|if|stop|you|they)\b).*\bkeep (?:em|them|these|(?:the|those|your) (?:texts"
            r"|updates|messages|news)) coming\b",
            # Salinas de la Baja, Yadira 60609
            r"\bde la baja\b.*\b\d{5}\b|^(?:\w+ ){1,3}de la baja \w+ \d{5}$",
        )
    )
)
_ABOUT_US = re.compile(rf"\b{_OURS}\b")
_TOLD = re.compile(
    "|".join(
        (
            # no nos manden a Honduras · no me vayan a denunciar
            rf"\bno (?:me|nos) (?:vayan a |vaya a )?(?:mand|envi|regres)(?:en|e|es|ar) (?:de (?:regreso|vuelta) )?"
            rf"(?:a|para) {_AWAY}\b|\bno (?:me|nos) (?:mand|envi|regres)(?:en|e) de (?:regreso|vuelta)\b",
            r"\bno (?:me|nos) vayan? a (?:denunciar|reportar|entregar|arrestar|delatar)\b",
            # el niño lloraba y decía stop stop
            r"^(?!.*\b(?:yo|i|im)\b).*\b(?:lloraba|llorando"
            r"|gritaban?|gritando|crying|cried|yell(?:ing|ed)|scream(?:ing|ed))\b.*\b(?:stop|alto|basta|paren|ya no)\b",
            # stop this now, they are taking our fathers
            r"\bthey(?:re| are) (?:taking|hurting|splitting|tearing"
            r"|killing|breaking)\b",
        )
    )
)


def asks_besides(whole: str, words: Sequence[str]) -> bool:
    """Whether the mended text (`words` are its words) is of a kind of wish for silence that no other rule knows."""
    if ("unsu" in whole or not _WISHED_WITH.isdisjoint(words)) and _WISHES.search(whole):
        return True
    return is_wished(whole, words)


def is_something_else(whole: str, words: Sequence[str]) -> bool:
    """Whether the mended text only sounds like a wish for silence: a story, a fear, a wish to be erased."""
    if (not _ELSE_WITH.isdisjoint(words) and _ELSE.search(whole)) or only_sounds_so(whole, words):
        return True
    return not _TOLD_WITH.isdisjoint(words) and not _ABOUT_US.search(whole) and _TOLD.search(whole) is not None

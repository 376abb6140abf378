"""No and later in people's own words, in five languages. Read generously, since nothing comes of a no."""

from __future__ import annotations

import re

from conversations.opt_out_words import CAUSE
from conversations.short_words import OPENERS, plainly, said, said_words

_LONGEST, _LONGEST_LEANING, _SHORT = 14, 9, 4
#: Words that say no or later, and those that may stand beside them.
_NO = said(
    """no n0 nope nah naw nop nel non nao nn later luego despues wait pass skip nvm nevermind never paso espera espere
    esperame olvidalo olvidelo dejalo dejala depois poko pita decline refuse mejor todavia aun negativo tard deixa
    laissez laisse kite nada momento jamas jamais tampoco manana tomorrow amanha demain demen nunca esperate aguanta
    aguantame permiteme permitame tantito nuh nanay chale nambe noup negative nein madres nombe ombe"""
)
_BESIDE_NO = said(
    """thanks thank you ty thx please pls plz sorry i im ill id it its is not now today yet right maybe good fine ok
    okay just me my a the some other another time day moment way need to do that thats be do on hold mind forget sir
    maam gracias muchas por favor porfa ahora ahorita hoy momento un una otro otra dia ocasion vez rato al mas tarde
    con gusto asi esta estoy bien que quiero lo la si yo para nada pensar gusto es necesario hace falta senora senor
    amigo merci pas maintenant plus encore besoin je mesi kounye a bezwen pa obrigado obrigada agora mais obrigada
    quero l la quites la quiten keep gracias tampoco pero but de hmm hm mm mmm uh um eh ay uy oh pues bueno maybe
    ratito next week ill sign firmo uh hell way madres ni loco loca chiste pastel de que tal vez talvez melhor ainda
    hoje pra la quieto question tomber peut etre"""
)
_REFUSES = re.compile(
    r"\b(?:dont|do not|wont|will not|not (?:going|gonna) to|not|never|rather not|prefer not(?: to)?"
    r"|decided not(?: to)?)\b"
    r"(?: \w+){0,3}? sign(?:ing|ed)?\b(?! (?:me )?(?:twice|again))"
    r"|\b(?:i )?(?:would |d |id )?(?:rather|prefer) not\b|\bdecided not to\b|^(?:no )?i dont want (?:to|it|this)$"
    r"|\bi (?:refuse|decline|disagree|object)\b|\b(?:let me|have to|need to|going to|gonna) think\b|\bhold (?:on|off)\b"
    r"|\b(?:do|sign) (?:it )?later\b|\b(?:another|some other) (?:day|time)\b|\bnot (?:now|yet|today|right now"
    r"|this time)\b"
    r"|^(?:no |nah )?(?:im|i am) (?:good|ok|fine|all set|all good)(?: thanks| thank you| thx)?$|\bpa bezwen\b"
    r"|^(?:no )?(?:asi )?estoy bien(?: asi| gracias)*$|\bdont think so\b|\bdont feel (?:like|comfortable)\b"
    r"|\b(?:dont|do not) (?:wanna|want to)$|\bon second thought\b"
    r"|\b(?:hang on|hold up|one sec\w*|(?:gimme|give me) a (?:sec|min|moment)\w*|hard pass|count me out|leave it"
    r"|oops|whoops)\b"
    r"|\bnot (?:for me|interested|comfortable|ready|really|sure)\b|\bca ira\b|\bca va aller\b"
    r"|\b(?:dejame|dejeme|deja) (?:ver|lo pienso|checar|leer|reviso)\b|\blo (?:pienso|checo|consulto|platico)\b"
    r"|\bno (?:quiero|necesito|ocupo|deseo) (?:las |sus |mas )?(?:noticias|novedades|actualizaciones|updates)\b"
    r"|\bno me late\b|\bni hablar\b|\bnones\b|\b(?:te|les|le) aviso\b"
    r"|\bluego (?:te|les|le) digo\b|\bdame (?:chance|un momento|tiempo|un minuto)\b"
    r"|\bforget (?:it|about it)\b|\bchanged my mind\b|\b(?:ill"
    r"|i will|im gonna) pass\b|\bno need\b"
    r"|\bdont need (?:it|them)\b"
    r"|\bno (?:quiero|deseo|voy a|pienso|quisiera|queremos|puedo) (?:\w+ )?firm\w+|\bno (?:lo |la )?firm(?:o|es|en|e)\b"
    r"|^(?:\w+ )?no (?:thanks|thank you|thx|ty|tnx|gracias|muchas gracias|mil gracias|updates|news|noticias)\b"
    r"|\bthink about it\b|\b(?:need|have|want) to ask (?:my|him|her)\b|\btengo que (?:preguntar|pensar|consultar)\w*"
    r"|^wait a (?:sec|second|min|minute|moment)\b|\bsigning (?:it )?was enough\b|\bdejel[oa] asi\b"
    r"|\bnot how (?:you|i|we)\b"
    r"|\b(?:but|pero) no(?: thanks| thank you| gracias| please| por favor)*$"
    r"|^(?:yo |ya |la verdad )?no quiero(?: gracias| por ahora| ahorita)?$|\bprefiero (?:que )?no\b|\bcambie de \w+\b"
    r"|\bme arrepenti\b|\bno (?:estoy de acuerdo|acepto)\b|\b(?:dejame|dejeme|voy a|tengo que|necesito) pensar\w*\b"
    r"|\b(?:ahora|ahorita|hoy|todavia|aun|mejor) no\b|\bpor ahora no\b|\bal rato\b|\botr[oa] (?:dia|ocasion|momento)\b"
    r"|\bmas tarde\b|\bal ratito\b|\b(?:luego|despues|manana) (?:\w+ )?firm\w+|\bfirm\w+ (?:luego|despues|manana)\b"
    r"|\bmelhor nao\b|\bainda nao\b|\bhoje nao\b|\bdeixa (?:pra la|quieto)\b|\blaisse tomber\b|\b(?:je )?prefere pas\b"
    r"|^(?:no )?(?:asi )?(?:esta|estoy) bien asi$|\bno (?:hace falta|es necesario)\b"
    r"|\bnao (?:quero|vou|desejo|queria)(?: \w+)?(?: assinar)?$|\bagora nao\b|\bmais tarde\b"
    r"|^(?:no|nah|nope|nel) .*\b(?:w ?out|without|wo|sin) (?:the |any |more |las |los |mas |sus )?(?:updates?|news"
    r"|alerts|messages|texts|avisos"
    r"|noticias|novedades|mensajes)\b|^(?:(?:no|nah) )?(?:im|i am|were|we are) (?:good|fine|ok|okay|all set) (?:w ?out"
    r"|without|wo) \w+"
    r"|^(?:no )?(?:asi )?(?:esta|ta|estoy|toy) bien (?:asi )?sin \w+"
    r"|\b(?:dont|do not|rather not|prefer not to|not going to|not gonna) (?:want to |wanna |need to |like to "
    r"|care to )?(?:join|enroll"
    r"|subscribe)\b|\bno (?:quiero|deseo|voy a|me quiero|pienso) (?:unir|meter|inscribir|apuntar|suscribir)(?:me)?\b"
    r"|\b(?:ne )?(?:veux|vais|souhaite|desire) pas(?: signer)?$|\bpas (?:maintenant|encore|besoin)\b|\bplus tard\b"
    r"|\b(?:je )?refuse\b"
    r"|\b(?:mpa|mpap|(?:m|mwen) pa)(?: ap)? ?(?:vle|siyen)(?: siyen)?$|\bpa kounye a\b|\b(?:m|mwen) pap siyen\b"
)
_CAUSE = re.compile(CAUSE)
#: "No sé", "não sei": no answer at all.
_KNOWS_NOT = re.compile(r"^(?:no (?:lo )?se\b|no tengo idea|no idea|nao sei|no s[ae]bria|dont know|pa konen)")
_OPENS_WITH_NO = said("no ni pas nope nah naw nop nel non nao not dont nunca jamas never wont")
#: "Why not" and "cómo no" say yes.
_WHY_NOT = re.compile(r"\b(?:(?:why|y) not|como no|porque no)\b")
#: Thinking aloud, before what is meant.
_FILLERS = OPENERS | said("um uh uhm este ay oh pues mire mira")
_THANKING = said("thank you thanks thx gracias muchas please por favor porfa sorry perdon dear senora sir")
_BUT = said("but pero so que say says said siempre")
#: "We talked it over and no": what was thought about ends with it.
_AND_NO = re.compile(r"\w (?:and|y) (?:no|nope|nah|nel)(?: (?:thanks|thank you|gracias|sorry|please|por favor))*$")
_ENDED = re.compile(r"\W*\w+\s*[,.;!]")
_SIGNS_OF_NO = re.compile(r"[\s\u200d\ufe0f\u2640\u2642\U0001f3fb-\U0001f3ff👎❌✖❎🚫⛔🙅🛇]+")


def refuses(text: str) -> bool:
    """Whether the text says no, not now or later, to whatever was asked."""
    words = said_words(text)
    if not words:
        return bool(text.strip()) and _SIGNS_OF_NO.fullmatch(text) is not None
    if len(words) > _LONGEST:
        return False
    if not _NO.isdisjoint(words) and (_NO | _BESIDE_NO).issuperset(words):
        return True
    return _REFUSES.search(plainly(text)) is not None


_ONLY_SIGNS = re.compile(
    r"\b(?:just|only) (?:want\w*|here|came) to sign\b|^(?:no )?(?:just|only) (?:the )?(?:petition|signature|sign\w*)$"
    r"|^(?:\w+ )?(?:just|only) (?:the|my) (?:petition|signature|letter|name) (?:please |pls |thanks )*(?:no|not|dont"
    r"|nothing)\b"
    r"|\bsolo (?:quer\w+|quiero|vine a|la) firm\w*|\bsolo (?:la )?(?:firma|peticion|carta)\b"
    r"|\bnomas (?:quer\w+ )?(?:la )?firm\w*"
    r"|\bcon (?:eso|firmar|la firma) (?:es suficiente|tengo|basta|me basta)\b|\basi nomas$"
    r"|^asi (?:nomas|dejalo|dejenlo|esta bien)\b"
    r"|\bso (?:quero|queria) assinar\b|\bjuste? (?:la petition|signer)\b"
)


def only_signs(text: str) -> bool:
    """Whether somebody who was offered more says that signing was all: "I just wanted to sign"."""
    return _ONLY_SIGNS.search(plainly(text)) is not None


def says_no_at_once(text: str) -> bool:
    """Whether the text is a no with a reason behind it: "no, my wife gets them already"."""
    return "?" not in text and _ENDED.match(text) is not None and leans_to_no(text)


def leans_to_no(text: str) -> bool:
    """Whether the text opens with a no, or ends with it ("ay no", "very kind, but no thank you")."""
    words = [word for word in said_words(text) if word not in _FILLERS]
    whole = " ".join(words)
    if "?" not in text and len(words) <= _LONGEST and _AND_NO.search(plainly(text)):
        return True
    if (
        not 0 < len(words) <= _LONGEST
        or _KNOWS_NOT.search(whole)
        or _CAUSE.search(whole)
        or _WHY_NOT.search(plainly(text))
    ):
        return False
    if words[0] in _OPENS_WITH_NO:
        return len(words) <= _LONGEST_LEANING or words[0] in _NO or _ENDED.match(text) is not None
    while len(words) > 1 and words[-1] in _THANKING:
        del words[-1]
    return words[-1] in _OPENS_WITH_NO and (len(words) <= _SHORT or words[-2] in _BUT)

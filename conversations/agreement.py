"""Yes in people's own words, in five languages; the set answers stand in `conversations.confirmations`.

A text agrees when each of its words does, or goes along with one that does: the table is closed, so "yes but", "yes if"
and "yes for my sister" agree to nothing. What only leans to a yes ("looks good", "yes, for my kids") never signs: it is
shown the review once more.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from conversations.plain_words import SAME_TURN, listed
from conversations.short_words import OPENERS, plainly, said, said_words

#: More words tell more than a yes.
_LONGEST, _LONGEST_LEANING, _LONGEST_OPENED = 9, 14, 24


#: Words that say yes, or name the deed. Letters that stand twice are written once ("yess", "siii", "agree").
_YES = said(
    """1 one yes yeah yea yep yup yah yas ye yeap yessir sure absolutely definitely certainly affirmative aye ok okay
    okie k kk sign agree agreed accept accepted confirm confirmed approve approved correct exactly ofc uno si sip sipi
    simon sipirili sipirilis simondor claro firmo firmar firma firmen firmala firmalo firmela firmenla firmale acepto
    aceptar confirmo confirmar confirmado apruebo aprobado correcto correcta correctos exacto exactamente
    efectivamente afirmativo dale orale andale adelante vale okey oki okis supuesto sim assinar assino assine concordo
    certo certeza correto isso korek zi xsupuesto aja ajam ey obvio arre andele hagale sipo uhum aham bora positivo
    fechado oui ouais signe signer daccord exact confirme wi siyen dako oke konfime"""
)
#: Words that may stand beside them and turn nothing round.
_ALONG = said(
    """it me please pls plz pleas thanks thank thx you sir maam now i im ill id will want wanna to would like love
    gladly happy its for sure my name zip code the petition letter this up and is thats that all right info
    information so much very too hell heck fuck good great perfect looks everything 100 with pleasure go ahead do add
    put on down count in por favor porfa porfavor xfavor x xfa gracias muchas mil quiero quisiera deseo voy a gusto
    con mucho yo lo la los las es esta estan estoy acuerdo de todo todos bien mis mi datos nombre codigo ese esos son
    soy asi que pues senor senora amigo ahora ahorita carta peticion va sale cuenten conmigo pon ponga pongan agrega
    agreguen apoyo listo carnal quero pode ser meu nome ta mesmo com obrigado obrigada eu svp sil vous plait te je
    veux le cest moi bon merci suis ca bien sur tanpri souple se mwen m ap vle sa li mesi nou"""
)
#: "Is it right?" and "do I sign" ask, whatever their words.
_ASKS = listed("is are do does did can could should would may am will must how what who when why que como")
#: "Correct my name" wants it changed, "my name is correct" agrees.
_CORRECTS = re.compile(r"\bcorect (?:my|the|it|this|that|name|zip|code|mi|info)\b|\bse puede\b")
#: "My name is Dale", "soy Simon": what stands behind is how somebody is called.
_INTRODUCED = re.compile(
    r"\b(?:my name(?: is)?|mi nombre(?: es)?|soy|i am|im|this is|me llamo|meu nome(?: e)?|je suis|mwen se|non mwen se) "
    r"(?:dale|simon|uno|one|si|ya|y|k|ye|ok|oke|wi|sim|oui|claro|vale|va|sale|firma|signe|isso|yes|1|zi|adelante"
    r"|orale)\b"
)
#: Several words that say yes together.
_SAYINGS = re.compile(
    r"^(?:will|would (?:love|like) to) sign\b|\bcomo no\b|\bdesde luego\b|\bof course\b|\bpor supuesto\b|\bwhy not\b"
    r"|\b(?:please|yes) do\b"
    r"|\bbien sur\b|\bi do\b|\bcom certeza\b|\bcon (?:mucho )?gusto\b|\bdo it\b|\bgo ahead\b|\bcount me in\b"
    r"|\bcuenten conmigo\b|\b(?:add|put) my name(?: down| on(?: it)?)?\b|\b(?:pon(?:ga|gan)?|agreg(?:a"
    r"|uen)) mi nombre\b"
)
#: What leans to a yes without saying it.
_LEANING = said(
    """good great perfect right fine looks go lets send submit add put count in me thats hazlo haganlo mandalo mandala
    firme apoyo bien seguro entro jalo apunto chido beleza problema duda orden tudo apuntame apuntenme incluyanme
    incluyeme perfecto bueno listo sing sale va asi exacto bon kore bom pode isso cest sa korek 100 sgin sihn isgn
    fimar fimo frimo frimar yse yed"""
)
_LEANING_ALONG = (
    _YES | _ALONG | _LEANING | said("for so its it is lets me sin pos ai him us them just senora asi tal cual")
)
#: Sayings that lean to a yes among other words ("put my name down honey", "de una parce"); alone they sign nothing.
_LEANING_SAYINGS = re.compile(
    r"\b(?:(?:put|add|write) (?:me|my name|us) (?:down|on|in)|sign me up|count me in|de una|cheque leque|va que va"
    r"|sin falta|por mi (?:si|bien)|ponme|apuntame|pongan? mi nombre|anote mi nombre|suena bien|all good"
    r"|sounds (?:god|good|great|nice|fine|perfect)|ke?ep (?:me|us) (?:\w+ )?(?:informed|posted|updated|in the (?:lop"
    r"|know)|up to date)"
    r"|(?:im|i am|were|we are) (?:so |totaly |al )?(?:down|in|game|onboard|on board)(?: (?:for|with|4) (?:it|this|that"
    r"|the \w+|updates?))?$"
    r"|(?:tenme|tengame|tenganme|mantenme|mantengame|mantenganme) (?:\w+ )?(?:informad[oa]|al (?:tanto|corriente|dia))"
    r"|(?:le|yo) entro|clarin(?:es)?|a webo|fierro pariente|por que no)\b"
)
_OPENS_WITH_YES = said(
    """yes yeah yea yep yup sure ok okay absolutely definitely alright correct right exactly ya si sip simon claro
    dale sim oui ouais wi sign firmo firmar siyen signe assino confirm confirmo hell great perfect"""
)
#: Any of these leans to a yes wherever it stands, unless a word of doubt or of something wrong is beside it.
_SURELY_LEANING = said(
    """yes yeah yep yup sure absolutely definitely certainly course agree correct right rite accurate proceed ahead
    lovely gladly honored sign signed spelled perfect support si claro firmo firmar firma firme firmen firmela firmelo
    firmenlo firmala pongame pongale ponga apunteme apuntenme correcto correctos correcta bien adelante acuerdo acepto
    mandela mandelo mandalo mandala hagalo dele andele andale gusto vale listo sale correctamente exacto perfecto bet
    aight fasho fosho sobres huevo obvi jalo totes yessir indeed obvio s huh mhm aja alright loop posted mero quero
    totally bless ready count dokey option press firmeme firmenme ponganme pongame anoteme anotenme agreguenme
    agregueme orden arre juega mera volada metale seguro segura datos soy avisenme avisame gustaria interesa great
    like"""
)
#: "Join. Yes, I want to know": JOIN among other words joins nothing.
_BEFORE_YES = OPENERS | {"join", "unirme"}
#: What is said last and by itself: "it is one for yes, right? Then 1".
_ENDS_WITH_YES = re.compile(
    r"[.?!]\s*(?:(?:entonces|so|then|ok|okay|pues|bueno|va)\b[\s,]*)?(?:1|one|uno|yes|s[ií]|firmo|sign)(?: then"
    r"| entonces)?[\s.!]*$",
    re.IGNORECASE,
)
_AS_IT_IS = re.compile(r"(?:si |ya )?(?:asi )?esta (?:muy )?bien(?: asi| como esta)(?: gracias)?|asi esta bien")
_FEW = 4
_SLIPPED = (
    "yes",
    "yep",
    "yeah",
    "sign",
    "correct",
    "right",
    "sure",
    "firmo",
    "firmar",
    "firmelo",
    "claro",
    "correcto",
    "bien",
)
_HEARTS = re.compile(r"[\s\u200d\ufe0f\U0001f3fb-\U0001f3ff❤🧡💛💚💙💜🤎🖤🤍💯🙌🙏👏💪✊👊🤝🤞🆗🎉🔥👍👌✅✔☑✍🙋]+")


@lru_cache(SAME_TURN)
def agrees(text: str) -> bool:
    """Whether the whole text says yes, or that it signs, and nothing else."""
    words = said_words(text)
    if not 0 < len(words) <= _LONGEST:
        return False
    whole = _SAYINGS.sub("yes", " ".join(words))
    words = tuple(whole.split())
    if words[0] in _ASKS or words.count("1") > 1 or _INTRODUCED.search(whole) or _CORRECTS.search(whole):
        return False
    return not _YES.isdisjoint(words) and (_YES | _ALONG).issuperset(words)


def leans_to_yes(text: str) -> bool:
    """Whether the text opens with a yes, or says something like one: a review that is shown once more answers it."""
    words = said_words(text)
    if not words:
        return bool(text.strip()) and _HEARTS.fullmatch(text) is not None
    first = next((word for word in words if word not in _BEFORE_YES), "")
    if first in _OPENS_WITH_YES and (
        len(words) <= _LONGEST_LEANING or ("?" not in text and len(words) <= _LONGEST_OPENED)
    ):
        return True
    if len(words) > _LONGEST_LEANING:
        return False
    if _ENDS_WITH_YES.search(text):
        return True
    if words[:2] == ("como", "no"):
        words = words[2:]
    elif words[0] in _ASKS or "?" in text:
        return False
    if not _LEANING.isdisjoint(words) and _LEANING_ALONG.issuperset(words):
        return True
    return _DOUBTS.isdisjoint(words) and (
        not _SURELY_LEANING.isdisjoint(words)
        or _LEANING_SAYINGS.search(" ".join(words)) is not None
        or _is_nearly_yes(words)
    )


def finds_it_right(text: str) -> bool:
    """Whether the text says that what was shown may stay as it is: "está bien así". It signs nothing."""
    return _AS_IT_IS.fullmatch(plainly(text)) is not None


def _is_nearly_yes(words: tuple[str, ...]) -> bool:
    """Whether one of a few words is a yes with one slip of the finger."""
    return len(words) <= _FEW and any(
        DamerauLevenshtein.distance(word, known, score_cutoff=1) <= 1
        for word in words
        if len(word) > 1
        for known in _SLIPPED
    )


#: What a yes names beside itself where a 9 was asked for.
_DEEDS = said(
    """remove take off delete erase wipe everything of data signature quitala quitalo quitenla quitenlo borralo
    borrala borrenlo borren eliminalo eliminala eliminen retirala retirenla quita borra retira elimina firma siyati
    retire tire efase apaga apague tira remove suprime supprime supprimez efface effacez non nom nome tout tudo"""
)


#: What says yes there by naming the deed.
_SURE = said(
    """delete erase borrelo borralo borrenlo borren eliminelo eliminenlo quitenla quitala quitela hagalo haganlo
    seguro segura estoy"""
)


def agrees_to_destroy(text: str) -> bool:
    """Whether the text says yes to taking off or erasing: no 9, but a wish to be asked for it again."""
    words = said_words(text)
    if not 0 < len(words) <= _LONGEST or any(word.isdigit() for word in words):
        return False
    if words[0] not in _OPENS_WITH_YES | _SURE and not (words[0] in ("im", "i") and "sure" in words):
        return agrees(text)
    return (_YES | _ALONG | _DEEDS | _SURE).issuperset(words)


def asks_to_go_on(text: str) -> bool:
    """As `agrees_to_destroy`, with any other words behind the yes that turn nothing round."""
    words = said_words(text)
    opened = bool(words) and words[0] in _OPENS_WITH_YES and len(words) <= _LONGEST_LEANING
    return agrees_to_destroy(text) or (opened and _TURNS_ROUND.isdisjoint(words) and not any(map(str.isdigit, text)))


#: What is named with the deed, where a yes has a reason behind it.
_DONE_TO_IT = re.compile(
    r"\b(?:(?:borr|elimin|quit|retir|sac)(?:a|e|en)(?:l[oa]s?)|(?:delete|erase|remove|take|wipe)"
    r" (?:it|them|that|everything|all|me|my)|(?:apag|exclu|tir)(?:a|e|ue|uem|em) (?:tudo|isso|meu\w*)"
    r"|(?:efface|supprime|retire)\w* (?:tout|les|le|la|moi)"
    r"|(?:efase|retire) (?:tout|li|yo))\b"
)


def agrees_with_a_reason(text: str) -> bool:
    """Whether a yes to taking off or erasing names the deed and goes on ("yes, erase them please, I'm afraid")."""
    return "?" not in text and asks_to_go_on(text) and _DONE_TO_IT.search(plainly(text)) is not None


#: Words that say what is wrong or open beside a yes-like word.
_DOUBTS = said(
    """no not nope nah dont didnt wont isnt cant never nunca tampoco but pero wrong incorrect incorrecto mal error
    mistake change cambiar cambia fix if wait espera espere later luego despues maybe quiza quizas how what when why
    who where cuando quien donde cual porque help ayuda mother madre"""
)
#: Words that take a yes back, or leave it open.
_TURNS_ROUND = said(
    """no nope not dont but wait keep later pero espera quiero luego maybe nao mas non pas mais pa kite if si unless"""
) - {"si"}

"""Sentences that wish what a command word does: take my name off, erase me, the other language, how many signed.

The command words themselves are in `conversations.commands`. What destroys asks for a 9 first, so these sentences may
be read generously; where the 9 can't be asked for (see `conversations.unsigning.blocked`) only the exact word counts.
"""

from __future__ import annotations

import re

from conversations.commands import Command
from conversations.erasing_words import SURELY_HELD
from conversations.language_wishes import language_wished
from conversations.plain_words import listed, plain_words

#: A text of more words tells a story, in which such a wish may be somebody else's.
_LONGEST = 30
_POLITE = (
    r"(?:please|pls|plz|por favor|porfa|porfavor|hi|hello|hey|hola|ok|okay|sorry|perdon|disculpe|now|ya|ahora|thanks"
    r"|thank you|gracias|just|yes|si|actually|mejor|right now|ahora mismo|wait|espera|no)"
)
_OFF = r"(?:remove|take|pull|get|withdraw|retract|cancel|delete|erase|scratch|undo|unsign|revoke|strike|drop)"
_QUITA = (
    r"(?:quit|retir|borr|elimin|sac|cancel|anul|deshag|deshac|tach|suprim)"
    r"(?:a|e|o|ar|er|an|en|as|es|arme|ame|eme|enme|anme|ando|aran)?"
)
_MY_NAME = (
    r"(?:(?:my|mi|the|la|el|this|esta|our|nuestra)(?: own| propia)?) (?:name|nombre|signature|signatur|sign|firma"
    r"|sign ?up)"
)
_PETITION = r"(?:petition|peticion|letter|carta|campaign|campana)"
_ERASE = r"(?:delete|delte|delet|dlete|earse|erase|forget|wipe|purge|destroy|clear|scrub|expunge|remove|get rid of)"
_BORRA = r"(?:[bv]orr?|elimin|olvid|quit|suprim|destru)(?:a|e|ar|an|en|as|es|arme|ame|enme|eme|y|ya|yan|ir|o)?"
_BORRA += r"(?:l[oa]s?)?"
_BORRA = rf"(?:{_BORRA}|(?:delet|remov|eras)(?:ea|ee|een|eas|ear|eame|eeme|eenme|eo)(?:l[oa]s?)?)"
_DATA = (
    r"(?:data|info|information|details|record|records|datos|i[mn]formac?[sz]?i?on|everything|it all|all(?=$"
    r"| of it| about me| please)|todo"
    r"|account|cuenta|profile|perfil|stuff|lo mio|lo que)"
)
_ERASED = r"(?:deleted|erased|removed|wiped|destroyed|forgotten|gone)"
#: The same in Portuguese, French and Haitian Creole.
_APAGA = r"(?:apag|delet|exclu|elimin|remov)(?:a|e|ue|uem|ar|am|em|ir|ia|iam|er)"
_DADOS = r"(?:dados|tudo|informacoes|minha informacao|conta)"
_EFFACE = r"(?:supprim|effac|elimin|detrui)(?:e|er|ez|es|re|sez|iez|siez)"
_DONNEES = r"(?:donnees|donnee|informations?|infos?|compte|tout)"
_EFASE = r"(?:efase|siprime|retire|wete|detwi|elimine)"
_DONE = r"(?:done|enfomasyon|enfo|kont|tout)"
_UNSIGN = re.compile(
    rf"\b{_OFF} (?:back )?(?:off )?{_MY_NAME}\b(?: off| from| of| on| please| now|$| and)?"
    rf"|\b{_QUITA} (?:(?:me|de|por favor|porfavor|ya) )?{_MY_NAME}\b"
    rf"|\b(?:take|get|remove|pull|drop|cross) me (?:off|from|out of|off of|out) (?:the|this|your|that) {_PETITION}\b"
    rf"|\b(?:quit|sac|borr|elimin)(?:ame|eme|enme|arme) de (?:la|esta|su|tu|esa) {_PETITION}\b"
    rf"|\btake (?:it|that|my \w+) back$|\b{_MY_NAME} (?:off|removed|taken off|fuera)$"
    rf"|\b(?:dont|do not|no longer|ya no) (?:want|quiero)(?: to| que)?(?: aparezca| salga| este| figure)?"
    rf" (?:my name|mi nombre|mi firma|my signature)\b"
    rf"|\bi (?:have )?changed my mind\b|\bcambie de (?:opinion|idea|parecer)\b|\bme arrep\w+\b|\bi regret\b"
    rf"|\b(?:want|like|need) to (?:unsign|un sign|withdraw)\b|\bquiero (?:retirarme|deshacer)\b|\bya no quiero firmar\b"
    rf"|\bno longer want to sign\b|\bya no quiero (?:aparecer|estar|salir|figurar) en (?:la|esta|su|esa) {_PETITION}\b"
    rf"|\b(?:dont|do not|no longer) want to be (?:on|in|part of) (?:the|this|your|that) {_PETITION}\b"
    rf"|^(?:{_POLITE} )*(?:undo|undo it|undo that|undo this|unsing|unsgin|un sign|unsign me|unsign it|unsign please"
    rf"|desfirmar|deshacer|deshaz|deshacer firma|quitar firma|retirar firma|remove name|remove signature|borrar firma"
    rf"|take off name|cancel signature|name off|quita firma|borra firma|quitar nombre|borrar nombre|borra nombre"
    rf"|quita nombre|i take it back)(?: {_POLITE})*$"
)
_DELETE = re.compile(
    rf"\b{_ERASE} (?:all )?(?:of )?(?:my|mi|mis|the|this|your|any)?(?: own| personal)? ?{_DATA}\b"
    rf"|\b{_BORRA} (?:todos? |todas? |toda )?(?:mis?|la|los|el|sus)? ?(?:propios )?{_DATA}\b"
    rf"|\b{_BORRA} (?:todos? |todas? )?(?:mis?|la|los|el|sus)? ?(?:nombre|numero|telefono|zip)(?: \w+){{0,4}}? y"
    rf"(?: \w+){{0,3}}? {_DATA}\b"
    rf"|\b(?:sa[cq]u?|tir|desapare[cz]c?|cancel|limpi)(?:a|e|ar|en|an|er) (?:todos )?(?:mis|los) datos\b"
    r"|\bno (?:quiero que )?(?:me )?(?:guarden?|tengan?|conserven?|almacenen?|usen?) (?:mis datos|mi informacion)\b"
    r"|\b(?:dont|do not|stop) (?:you to |want you to )?(?:keep|keeping|have|having|store|storing|hold|holding|save"
    r"|saving) (?:any of )?my"
    r" (?:data|info|information|details)\b"
    rf"|\b{_ERASE} (?:all )?(?:of )?(?:my|the) (?:name|number|phone|zip)(?: \w+){{0,5}}? (?:and|or)(?: \w+){{0,3}}?"
    rf" (?:{_DATA}|number|phone|zip)\b"
    rf"|\b(?:{_ERASE}) (?:everything|all|anything|whatever) (?:you|u|yall) (?:have|know|hold|keep|got)\b"
    rf"|\b(?:my|all|all the|all my|all of my|everything|it all)(?: own"
    rf"| personal)? ?{_DATA}?(?: \w+){{0,4}}? {_ERASED}\b"
    r"|\b(?:mis datos|mi informacion|my (?:personal )?(?:data|info|information|details))(?: \w+){0,4}? (?:borr"
    r"|elimin|delet|eras|suprim"
    r"|destru|wipe|desaparec)\w*|\b(?:borr|elimin|delet|eras|suprim|destru|wip"
    r"|desaparec)\w*(?: \w+){0,4}? (?:mis datos|mi informacion"
    r"|my (?:personal )?(?:data|info|information|details))\b"
    r"|\b(?:nombre|name|firma|signature) (?:de|from) (?:todo|todos lados|todas partes|everything|everywhere)\b"
    rf"|\b{_APAGA} (?:todos? |todas? )?(?:os |as )?(?:meus |minhas? )?{_DADOS}\b"
    rf"|\b{_EFFACE} (?:toutes? |tous )?(?:mes |les |mon |ma )?{_DONNEES}\b"
    rf"|\b{_EFASE} (?:tout )?{_DONE}\b(?! (?:moun|fanmi))|\b{_EFASE} non (?:m|mwen) (?:ak|epi) tout {_DONE}\b"
    rf"|\bsuppression (?:de |des )?(?:toutes )?(?:mes |mon |ma )?{_DONNEES}\b"
    rf"|\b{_BORRA} mi nombre y (?:mi |el )?(?:zip|numero|telefono|codigo|direccion)\b"
    + rf"|\b(?:ya )?no (?:quiero que )?(?:me |se )?(?:guard|conserv|almacen|teng|qued)(?:e|en|es|an|as) (?:con )?"
    rf"nada (?:de )?(?:lo )?(?:mio\b|mi$|mi y\b|mi por\b|nosotros\b)|\b(?:dont|do not|never) (?:keep|hold|store"
    r"|save) anything (?:of mine|about me|on me)\b"
    rf"|\b(?:dont|do not|never) (?:keep|hold|store|save) my \w+(?: (?:and|or) (?:my )?\w+)?(?: \w+){{0,3}}? {_ERASE}"
    r" (?:them|it|that|both|everything|all)\b"
    + rf"|{SURELY_HELD}"
    + rf"|^(?:{_POLITE} )*(?:delete|erase|forget|wipe|forget about) me(?: {_POLITE})*$"
    rf"|^(?:{_POLITE} )*(?:borrame|borreme|eliminame|elimineme|olvidame|olvideme|olvidenme|olviden me)(?: todo)?"
    rf"(?: {_POLITE})*$"
)
#: Of these an opt-out also speaks; they are wishes to be erased, since nothing in them is about messages or a list.
_ALSO_OPT_OUT = listed("delete me,erase me,borrame,borreme,eliminame,elimineme", ",")
#: What is held, where its erasing is wished in so many words; beside a list or messages it is an opt-out all the same.
_HELD = listed(
    """data info information account everything records datos informacion informasion imformacion imformasion
    informacio cuenta todo dados conta donnees compte done
    database computer computers computadora sistema system registros archivos file files"""
)
_ABOUT_MESSAGES = listed(
    """stop text texts texting message messages messaging list lists send sending contact unsubscribe number phone
    mensaje mensajes texto textos lista listas manden mande mandar escriban numero telefono alto basta paren"""
)
#: Beside these nothing is kept from being an opt-out, whatever else is wished.
_ENDING = _ABOUT_MESSAGES - listed("number phone numero telefono")
_SURELY_ERASED = re.compile(
    rf"\b(?:delete|erase|wipe|destroy|purge) (?:all )?(?:of )?(?:my|the)?(?: own| personal)? ?{_DATA}\b"
    r"|\b(?:[bv]orr|elimin|destru)(?:a|e|ar|an|en|arme|ame|enme|eme|me|y|ya|yan|ir)? (?:todos? |todas? "
    r"|toda )?(?:mis?|la|los|el)? ?"
    r"(?:datos|data|info|i[mn]formac?[sz]?i?on|cuenta|todo)\b"
)
_SURELY_HELD = re.compile(SURELY_HELD)
_ERASING = frozenset(word for wish in _ALSO_OPT_OUT for word in wish.split() if word != "me")
_COURTEOUS = re.compile(rf"^(?:{_POLITE} )+|(?: {_POLITE})+$")
_COUNT = re.compile(
    r"\bhow many (?:people |persons |signatures |names |others |neighbors )?(?:have |has |already |so far |did "
    r"|are |do you have |we have)?(?:signed|sign|there|have|so far|we got|got|you have|do you have|we have|already)\b"
    r"|\bcuant[oa]s (?:personas |gente |firmas |vecinos )?(?:ya )?(?:han |hay|llevan|van|lleva|firmaron|firman|tienen"
    r"|son|se han|somos|existen)\b|\bcuanta gente\b.*\bfirm"
)
_NOT = re.compile(
    r"\b(?:dont|do not|didnt|did not|never|not|no|nunca|jamas|sin|without|wont|cant)(?: (?:you|ever|please|want|to|me"
    r"|mean|quiero|quise|queria|vayan|a|se|le|lo|la|quieren|need|that|que))*$"
)
#: "No, take my name off": this no turns nothing round.
_NO_AND_THEN = re.compile(r"\bno\s*[,.;:!]+", re.IGNORECASE)
_WANTED_NO_MORE = re.compile(r"\b(?:dont|do not|no longer|ya no) (?:want|quiero)")
_LATER = re.compile(r"\b(?:later|despues|luego|mas tarde|mas adelante|any ?time|whenever|some ?day|if i)\b")

#: Of each wish a text has one of the first words, and one whose first three letters are among the second; most texts
#: are names, and are read no further.
_WHAT = listed(
    """name nombre signature signatur sign firma firmar petition peticion letter carta campaign campana back mind
    opinion
    idea parecer undo unsing unsgin unsign desfirmar deshacer deshaz withdraw retirarme me data info information details
    record records datos informacion everything all todo account cuenta profile perfil borrame borreme eliminame
    elimineme olvidame olvideme olvidenme that it regret signup arrepenti arrepiento unsigned mydata myinfo misdatos
    midatos stuff everything lo dados tudo informacoes informacao conta donnees donnee informations infos info compte
    tout done enfomasyon enfo kont number numero zip phone telefono what them
    database computer system sistema computadora registros borrelos borrenlos mio mine nada anything informasion
    imformacion imformasion informacio"""
)
_DEED = listed(
    """rem tak pul get wit ret can del era scr und uns rev str dro qui bor eli sac saq anu des tac sup for wip pur cle
    olv cro ch dont do no lon cha cam arr reg wan lik nee un nam off mi fue
    del dlt dle ear gua con alm hol sto sav kee nev scr exp get apa exc eff sup efa sip ret wet ele vor des oub"""
)
_MANY = listed("many cuantos cuantas cuanta")
#: What a text asks for that speaks of updates, and all that may stand beside it: no word that turns it round.
_NEWS = listed("updates update noticias novedades actualizaciones")
_JOIN = listed("join unirme")
_AROUND_JOIN = listed(
    """yes yeah ok okay sure please pls plz va sale dale orale i id want to wanna like me quiero deseo si por favor
    porfa gracias"""
)
_AROUND_NEWS = listed(
    """i id i'd im i'm me my we us you u your the a an any some of on for to in by at it this that these and or ok
    okay yes yeah sure please pls plz thanks thank hi hello hey want wanna would like love need get getting receive
    have sign up keep send sending sent text texting message messages email give tell can could do does will may how
    often what whats what's down 4 2 in game yep yup absolutely definitely are is who where when which about more info
    petition letter campaign sms phone subscribe updated posted si claro va sale dale orale bueno pues simon por favor
    porfa gracias hola quiero quisiera quiera deseo necesito me gustaria recibir recibo tener mandame mandeme mandenme
    manden mande manda mandan envienme enviame enviar envien dame denme las los la el lo mis sus tus sobre de del en a
    con que son cuales cuantas seguido frecuencia como cuando donde puedo pueden para yo al y o mas peticion carta
    campana mensaje mensajes texto textos telefono mi su"""
)
_ABOUT_NEWS, _ABOUT_JOIN = _NEWS | _JOIN | _AROUND_NEWS, _JOIN | _AROUND_JOIN
_LONGEST_ABOUT_NEWS = 12


def wish_in(text: str) -> Command | None:
    """The command that a sentence asks for in other words; None for everything else, questions about later included.

    Which language `Command.LANGUAGE` is told by `conversations.language_wishes`.
    """
    words = plain_words(text)
    if len(words) > _LONGEST:
        return None
    if language_wished(text):
        return Command.LANGUAGE
    if _asks_for_news(words):
        return Command.UPDATES
    if not _MANY.isdisjoint(words) and _COUNT.search(" ".join(words)):
        return Command.COUNT
    if _WHAT.isdisjoint(words) or _DEED.isdisjoint([word[:3] for word in words]):
        return None
    whole = " ".join(plain_words(_NO_AND_THEN.sub(" ", text))).replace("'", "")
    if _LATER.search(whole):
        return None
    if _wished(_DELETE, whole):
        return Command.DELETE
    return Command.UNSIGN if _wished(_UNSIGN, whole) else None


def wishes_to_be_erased(text: str) -> bool:
    """Whether `text` says "delete me" or "eliminar mi cuenta", and speaks of no list and no message.

    It sounds like an opt-out, but is about what we hold.
    """
    words = plain_words(text)
    if not _ERASING.isdisjoint(words) and _COURTEOUS.sub("", " ".join(words)) in _ALSO_OPT_OUT:
        return True
    if len(words) > _LONGEST or _HELD.isdisjoint(words):
        return False
    whole = " ".join(words).replace("'", "")
    if not _ENDING.isdisjoint(words):
        return False
    if (found := _SURELY_HELD.search(whole)) and not _NOT.search(whole[: found.start()].rstrip()):
        return True
    if not _ABOUT_MESSAGES.isdisjoint(words):
        return False
    found = _SURELY_ERASED.search(whole)
    return found is not None and not _NOT.search(whole[: found.start()].rstrip())


def _wished(pattern: re.Pattern[str], whole: str) -> bool:
    """Whether `pattern` is in the text, and no "don't" stands before it."""
    for found in pattern.finditer(whole):
        if _WANTED_NO_MORE.match(found.group()) or not _NOT.search(whole[: found.start()].rstrip()):
            return True
    return False


def _asks_for_news(words: tuple[str, ...]) -> bool:
    """Whether the words speak of updates and turn nothing round; "I want to join the petition" wants to sign."""
    if len(words) > _LONGEST_ABOUT_NEWS:
        return False
    about_join = not _JOIN.isdisjoint(words) and _ABOUT_JOIN.issuperset(words)
    return about_join or (not _NEWS.isdisjoint(words) and _ABOUT_NEWS.issuperset(words))

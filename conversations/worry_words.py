"""Which of the commonest worries and questions a text holds; nothing is judged or answered here.

Words of fear are looked for first: whoever writes them must never be thanked by that name.
"""

from __future__ import annotations

import re
from typing import Literal

from conversations import worry_words_creole, worry_words_french, worry_words_portuguese
from conversations.help_words import HELP, TELLING
from conversations.plain_words import listed, plain_words

_Words = tuple["Worry", frozenset[str], re.Pattern[str]]
Worry = Literal["fear", "person", "number", "cost", "name_forms", "privacy", "who", "language", "help"]

#: Words that say what somebody is or feels in this matter, and that nobody is called.
FEARS = listed(
    """undocumented indocumentado indocumentada indocumentados indocumentadas illegal illegals ilegal ilegales scared
    afraid frightened terrified asustado asustada miedo papeles papers daca tps inmigrante immigrant citizen citizens
    ciudadano ciudadana ciudadanos ciudadanas citizenship ciudadania immigrants inmigrantes noncitizen greencard
    temor worried
    preocupado preocupada
    nervous nervioso nerviosa deportable"""
)
_FEAR = (
    r"\b(?:im|i am|am i|if im|are|were|being|soy|si soy|somos|estoy|como) (?:\w+ )?(?:undocumented|indocumentad[oa]s?"
    r"|illegals?|ilegal(?:es)?|(?:an? )?immigrants?|inmigrantes?|not a citizen|deportable)\b"
    r"|\b(?:can|may|do|pueden?) (?:firmar )?(?:an? |los )?(?:immigrants?|inmigrantes?)\b|\bimmigrants? can sign\b"
    r"|\b(?:undocumented|indocumentad[oa]s?)\b"
    r"|\b(?:no tengo|sin|tener|tengo que tener|piden|necesito|hay que tener|ocupo) (?:los )?papeles\b|^papeles$"
    r"|\b(?:no|without|have|any|need|got|ask for) (?:legal |immigration )?papers\b"
    r"|\b(?:im|i am|am|so|very|too|feel|estoy|muy|bien) (?:\w+ )?(?:scared|afraid|frightened|terrified|worried|nervous"
    r"|asustad[oa]|preocupad[oa]|nervios[oa])\b|^(?:scared|afraid|asustad[oa])$"
    r"|\b(?:tengo|da|dan|por|con|mucho|tenemos|tiene) (?:\w+ )?(?:miedo|temor)\b|^miedo$"
    r"|\b(?:daca|tps)\b|\b(?:not|be|am i|im|have to be|need to be|only|are|non) (?:an? )?(?:us |american )?citizens?\b"
    r"|\b(?:no soy|ser|soy|solo|sin ser|somos) ciudadan[oa]s?\b|\b(?:without|need|have) (?:citizenship|a green ?card)\b"
    r"|\b(?:get|got|be|into|in) (?:in |into )?trouble\b|\b(?:met\w+|tener|tengo|traer\w*) (?:\w+ )?problemas?\b"
    r"|\b(?:will|can|could|would|do) (?:i|we|they|ice|u|you) (?:get |be )?deport(?:ed|me)?\b"
    r"|\b(?:will|can|could) (?:they|ice|you) (?:come for|deport|arrest|find) me\b"
    r"|\bme (?:van a|pueden|podrian|vayan a) (?:deportar|arrestar|buscar|encontrar)\b"
    r"|\b(?:immigration|legal|migratory) status\b|\b(?:estatus|estado) (?:migratorio|legal)\b"
)
_PERSON = (
    r"\b(?:talk|speak|chat|text) (?:to|with) (?:an? |the |some ?)?(?:\w+ )?(?:one|body|person|human|someone|somebody"
    r"|representative|people|organizer|operator|staff)\b"
    r"|\b(?:hablar|platicar|comunicarme) con (?:alguien|una? \w+|ustedes|usted|un representante|la encargada)\b"
    r"|\b(?:quiero|puedo|necesito) (?:hablar|llamarl?es)\b|\b(?:real|live|a) (?:person|human)(?: please)?$"
    r"|^(?:(?:please|pls|can|could|would|you|u|someone|somebody|alguien|por favor|me|pueden?|puedes|podrian?|hola"
    r"|hi) )*"
    r"(?:call me|phone me|call|llamame|llameme|llamenme|llamar|llamarme|marcame)(?: (?:please|por favor|porfa|back"
    r"|now|ahora|a este numero|thanks|gracias))*$"
    r"|\b(?:phone number|numero de telefono|telefono|numero) (?:to call|para llamar|donde llamar|al que)\b"
    r"|^(?:an? |un |una |your )?(?:real )?(?:person|human|persona|agent|agente|operator|operadora?|representative"
    r"|supervisor"
    r"|manager|encargad[oa]|pessoa|moun)(?: please| por favor| real)?$"
    r"|\bcustomer (?:service|support|care)\b|\b(?:atencion|servicio) al cliente\b|\b(?:who|whom) (?:can|do"
    r"|should) i (?:talk|speak"
    r"|write|call|contact)\b|\bcon quien (?:puedo |se puede )?(?:hablar|hablo|comunicar\w*)\b|\bfalar com (?:alguem"
    r"|uma? \w+|voces)\b"
    r"|\bis there (?:an? |any )?(?:real |live |actual )?(?:human|person|operator|agent|representative)"
    r"(?= (?:there|here|please|pls|i|we|that|who|to|on|behind|reading|available|around)\b|$)"
    r"|\bhay (?:una? |alguna? )?(?:persona|humano|ser humano|operador\w*|encargad\w+)"
    r"(?= (?:ahi|aqui|alla|con|que|de verdad|real|por favor|disponible|detras)\b|$)"
    r"|\b(?:is there|do you have|do u have|you got|got|whats|what is|give me|tienen?|hay|dame|deme|denme|cual es"
    r"|me (?:das?|dan|pasas?|pasan))"
    r" (?:an? |the |your |un |el |su |algun )?(?:phone |telephone |contact |office )?(?:number|phone|numero|telefono)"
    r"(?: (?:de )?(?:telefono|contacto))?"
    r"(?= (?:i|we|to|where|for|that|donde|para|al|a|que|please|pls|por favor|can)\b|$)"
    r"|\btem (?:um |algum )?(?:numero|telefone)\b|\b(?:y a t il|il y a|avez vous|vous avez) un (?:numero|humain)\b"
    r"|\bgen (?:yon )?(?:nimewo|moun) (?:pou|telefon|la)\b"
    r"|\bparler (?:a|avec) (?:quelquun|une? \w+|vous)\b|\bpale (?:ak|avek) (?:yon |ke(?:k|l)\w+ )?(?:moun|nou)\b"
)
_NUMBER = (
    r"\b(?:how|where) (?:did|do|does|have|u|you|yall) (?:\w+ ){0,2}?(?:get|got|have|know|find|found)"
    r" (?:my|this) (?:\w+ )?(?:number|phone|cell|info|information|name|contact)\b"
    r"|\bwho gave (?:you|u|yall|them) (?:my|this)\b"
    r"|\b(?:como|de donde|donde) (?:\w+ )?(?:consigu\w+|obtuv\w+|tienen?s?|sac\w+|sup\w+|saben?|agarr\w+|encontr\w+)"
    r" (?:mi|este|el) (?:numero|telefono|celular|cel|nombre|contacto)\b|\bquien (?:les?|te) dio mi\b"
)
_COST = (
    r"\b(?:is|are|its|s) (?:this |it |signing |texting |that )?free\b|^free$|\bfree of charge\b"
    r"|\bhow much (?:is|does|do|will|it|money|to|would|for)\b|^how much$|\b(?:cost|costs) (?:money|me|anything"
    r"|something"
    r"|any|to)\b|\b(?:does|will|do|would|what does) (?:it|this|they|that|signing) cost\b"
    r"|\b(?:charge|charged|charging|charges) (?:me|for|my|us|to)\b|\b(?:be|am i|get|getting) charged\b|\bany charges?\b"
    r"|\b(?:do|will|must|should) (?:i|we) (?:have to |need to )?pay\b|\b(?:es|sera|son) (?:esto )?gratis\b|^gratis$"
    r"|\bcuanto (?:cuesta|vale|cobran?|me cuesta|sale|hay que|tengo que|es el costo)\b|\bcuanto es\b"
    r"|\b(?:tiene|tienen|hay) (?:algun |un )?(?:costo|cargo|cobro)\b|\b(?:cobran?|cobrar|cuesta)(?: algo| dinero"
    r"| por| al)?$|\bme (?:van a |vayan a )?cobr\w+\b|\b(?:hay|tengo|tenemos) que pagar\b"
)
_NAME_FORMS = (
    r"\b(?:without|sin) (?:\w+ ){0,3}?(?:names?|nombres?|apellidos?)\b"
    r"|\b(?:only|just|solo|solamente|nomas|puras?|with|con|use|using|usar|put|poner|nada mas) (?:\w+ ){0,3}?"
    r"(?:initials?|iniciales|first names?|primer nombre|last names?|apellidos?|nick ?name|apodo|alias)\b"
    r"|^(?:initials?|iniciales|first name|primer nombre|my initials|mis iniciales|anon|anonym\w+|anonim\w+)$"
    r"|\b(?:stay|sign|remain|be|firmar|ser|firma|quedar\w*|como) (?:\w+ )?(?:anonym\w+|anonim\w+)\b"
    r"|\b(?:need|give|have to|require|want|use|put|poner|dar|piden|necesitan) (?:\w+ ){0,3}?(?:full|real|legal"
    r"|complete)"
    r" name\b|\bnombre (?:real|verdadero|legal)\b|\bnombre completo$"
    r"|\b(?:why|para que|por que) (?:do |\w+ ){0,3}?(?:need|want|ask|asking for|necesitan?|quieren?|piden?)"
    r" (?:for )?(?:my|mi) (?:\w+ )?(?:name|nombre)\b"
)
_PRIVACY = (
    r"\b(?:boss|employer|jefe|jefa|patron|patrona|landlord|casero|mi trabajo|my job|my work)\b.*\b(?:find|know|see|told"
    r"|tell|saber|sab\w+|ent\w+|va a|ver|ve|vea|dig\w+|dic\w+)\b"
    r"|\b(?:find out|know|see|saber|sepa|enter\w+|avis\w+)\b.*\b(?:boss|employer|jefe|jefa|patron|patrona|casero)\b"
    r"|\b(?:tell|show|decir\w*|digan) (?:to |a )?(?:my|mi|al) (?:boss|employer|jefe|patron|landlord|casero)\b"
    r"|\bwho (?:all |else |is |will |can |gets to |gonna )*(?:see|sees|seeing|gets?|has|have|knows?|reads?) (?:my"
    r"|this|the|our)\b|\bquien(?:es)? (?:mas )?(?:vera|veran|ven?|tiene|tendra|recibe|sabe|lee|puede|van? a) (?:ver "
    r"|leer "
    r"|saber |tener )?(?:mi|mis|los|esto|esta|quien)\b"
    r"|\b(?:sell|share|selling|sharing) my\b|\b(?:venden|comparten|vender|compartir) mis?\b"
    r"|\bwhat (?:happens|do you do|will you do|are you (?:going to|gonna) do) (?:to|with) my\b"
    r"|\bque (?:hacen|pasa|van a hacer|haran) con mis?\b|\b(?:is|will) my (?:name|info\w*|data|number) (?:be )?(?:safe"
    r"|private|public|secret|shown|shared|published)\b|\b(?:name|signature) (?:off|removed) (?:later|any ?time)\b"
    r"|\b(?:publi\w+) mi nombre\b|\bmi nombre (?:es |sera |va a ser |sale |aparece |queda )?(?:publico|privado"
    r"|secreto|seguro)\b|\b(?:mi|my) (?:nombre|firma|name|signature)\b.* (?:despues|luego|mas tarde|later)$"
)
_PRIVACY += (
    r"|\b(?:will|does|do|can|could|would|is) (?:the )?(?:immigration|la migra|migra|ice|government|police|cops|feds"
    r"|uscis"
    r"|cbp|dhs|sheriff) (?:\w+ ){0,2}?(?:see|sees|know|find out|find me|(?:get|have|read) (?:my|this|it|our|the))\b"
    r"|\bis it safe\b"
    r"|\b(?:why|what) (?:do|would|does|did|are) (?:you|u|yall|they) (?:guys )?(?:need|want|ask|asking|require)"
    r" (?:for )?(?:my|the|a|our) (?:zip|postal|address|postcode)\b"
    r"|\b(?:por que|para que|pa que|xq|pq) (?:\w+ )?(?:necesitan?|quieren?|piden?|ocupan?|preguntan?) (?:mi|el|un)"
    r" (?:zip|codigo|direccion)\b|\bwhat is (?:the|my) zip(?: code)? for\b"
    r"|\b(?:por que|para que) (?:voces )?(?:precisam|querem|pedem) (?:do |o )?(?:meu )?(?:cep|zip|codigo)\b"
    r"|\bpourquoi (?:avez vous besoin de|voulez vous|demandez vous) (?:mon|le) (?:code|zip)\b"
    r"|\b(?:la migra|migracion|inmigracion|el ice|ice|el gobierno|la policia|la poli"
    r"|el sheriff) (?:\w+ ){0,2}?(?:ver|ve"
    r"|vea|saber|sabe|sepa|entera|enterar)\b|\b(?:lo|la|esto|me) (?:ve|sabe|vera|sabra) (?:la |el )?(?:migra|migracion"
    r"|inmigracion|ice|gobierno|policia)\b"
)
_WHO = (
    r"\bwho (?:are|r|is|dis) (?:you|u|yall|this|these|dis|texting)\b|\bwhos this\b|^who dis$|^who (?:you|u)$"
    r"|\b(?:what is|whats|what) (?:this|it)(?: \w+)? (?:about|for)\b|\b(?:what is|whats) (?:this|that|it)(?: \w+)?$"
    r"|\b(?:what|which) (?:organi[sz]ation|group|company)\b|\bwho (?:runs|is behind|sent|started|made|organi[sz]\w+)\b"
    r"|\b(?:is|are|r|its|s) (?:this|it|these|you|u|yall|that) (?:an? |even |for |actually |really |some kind of "
    r"|some )*"
    r"(?:scam|real|legit|legitimate|spam|fake|bot|robot|fraud|phishing|human|person|trick|trap|joke|hoax|scammer"
    r"|scammers|computer|machine)\b"
    r"|^(?:scam|bot|robot|real|legit|estafa|fraude)$|\bwhat do (?:you|u|yall) want\b"
    r"|\bquien(?:es)? (?:eres|es|son|sos|habla|manda|esta detras|organiza|hizo|me escribe)(?: usted| ustedes| tu)?(?:$"
    r"| (?:esto|usted|ustedes|este|esta|el|y|tu|por))"
    r"|\b(?:que|q|k) es (?:esto|eso|esta \w+|este \w+)\b|\b(?:de que|sobre que|d que) (?:se |es )?"
    r"(?:trata|es)\b|\bdonde (?:estan|queda) (?:ustedes|la oficina)\b"
    r"|\b(?:es|son|sera|eres) (?:esto |eso |una? |de |alguna? |puro )*(?:estafa|fraude|real|reales|de verdad"
    r"|legitim[oa]"
    r"|robot|bot|maquina|engano|trampa|broma|verdadero|estafadores|computadora|mentira)\b"
    r"|^(?:y )?que quieren$|\bque (?:organizacion|grupo)\b|\b(?:quien|quienes) (?:es|son)$"
    r"|\bquem (?:e|sao)(?: voces?)?\b|\bo que e (?:isso|isto)\b|\bqui (?:etes vous|es tu|est ce|cest)\b|\b(?:cest"
    r"|est ce) quoi\b"
    r"|\bvous etes qui\b|\b(?:kiyes|ki moun|kimoun) (?:ou ye|sa ye|ki|sa)\b|\bki ?sa (?:sa )?ye\b|\bkisa sa ye\b"
)
#: Languages that are asked for, and not spoken here.
_NOT_SPOKEN = (
    r"(?:polish|polaco|chinese|chino|mandarin|cantonese|korean|coreano|arabic|arabe|tagalog|vietnamese|hindi|urdu|russian"
    r"|italian|italiano|mixteco|zapoteco|kiche|quiche|nahuatl|otomi|maya|triqui|purepecha|qanjobal|garifuna|quechua|somali|ukrainian|ucraniano|japanese|japones|nepali|punjabi|farsi|pashto)"
)
_LANGUAGE = (
    r"^(?:change |switch |cambiar |cambia |cambio de |other |otro )?(?:the |my |el |de )?(?:languages?|lang|idioma)$"
    r"|\b(?:what|which|other|que|cuales|otros) (?:languages?|idiomas?)\b|\ben mi idioma\b|\bin my language\b"
    r"|^(?:(?:do|can|you|u|i|we|get|it|this|have|speak|in|en|hablan?|hablo|tienen|is|there|se|puede|solo|only) )*"
    + _NOT_SPOKEN
    + r"(?: (?:please|pls|por favor|porfa))*$|\bhablo mam\b"
    r"|\b(?:in|into|en|al|em|an|speaks?|speaking|reads?|understands?|hablan?|hablamos|hablo|fala|falo|entienden?"
    r"|entiendo|leen?|tienen|version|need|have) (?:only |just |solo |solamente |nomas |puro |mostly |el |a )?"
    + _NOT_SPOKEN
    + r"\b|\b"
    + _NOT_SPOKEN
    + r" (?:version|translation|speaker|speakers|please|por favor|porfa)\b"
    r"|^(?:traduccion|translation|translate|traducir)(?: \w+){0,2}$"
)
_NO_FEAR = re.compile(
    r"\b(?:sin|without|no) (?:more )?(?:miedo|fear)\b|\bno tengo miedo\b|\b(?:im|am) not (?:afraid|scared)"
)
#: Each worry with words of which every text that holds it has one; most texts are names, and are read no further.
_WORRIES: tuple[_Words, ...] = (
    (
        "fear",
        FEARS
        | listed(
            """card status estatus estado trouble problemas problema deport deportme deported deportar arrest arrestar
            buscar encontrar find come immigrants inmigrantes"""
        ),
        re.compile(_FEAR),
    ),
    (
        "person",
        listed(
            """talk speak chat text hablar platicar comunicarme agent agente operator operador operadora
            representative supervisor manager
            encargado encargada customer cliente quien who pessoa moun falar parler pale numero llamarles llamarlos
            llamarle person human call phone
            number humano operadores telefone humain nimewo
            llamares llamame llameme llamenme llamar llamarme marcame persona telefono"""
        ),
        re.compile(_PERSON),
    ),
    ("number", listed("how where who gave como donde quien"), re.compile(_NUMBER)),
    (
        "cost",
        listed(
            """free much cost costs charge charged charging charges pay gratis cuanto costo cargo cobro cobran cobra
            cobrar cuesta cobrarme cobraran cobrarian cobren pagar"""
        ),
        re.compile(_COST),
    ),
    (
        "name_forms",
        listed(
            """without sin initial initials iniciales first primer last apellido apellidos nickname nick apodo alias
            anon
            anonymous anonymously anonymity anonimo anonima anonimamente anonimato full real legal complete verdadero
            completo why"""
        )
        | {"que"},
        re.compile(_NAME_FORMS),
    ),
    (
        "privacy",
        listed(
            """boss employer jefe jefa patron patrona landlord casero job work trabajo who quien quienes sell share
            selling sharing venden comparten vender compartir what que safe private public secret shown shared published
            publican publica publicas publicara publicaran publicaria publiquen publique
            publicar publico privado secreto seguro later despues luego tarde removed off time anytime
            immigration migra ice government police cops feds uscis cbp dhs sheriff migracion inmigracion gobierno
            policia poli zip postal address postcode codigo direccion cep code"""
        ),
        re.compile(_PRIVACY),
    ),
    (
        "who",
        listed(
            """who whos who's what whats what's which real scam legit legitimate spam fake bot robot fraud phishing
            trick trap joke
            hoax scammer scammers computer machine human person estafa fraude quien quienes que q k trata donde verdad
            quem o qui quoi kiyes ki kimoun kisa c'est cest
            legitimo legitima maquina engano trampa broma verdadero estafadores computadora mentira reales"""
        ),
        re.compile(_WHO),
    ),
    (
        "language",
        listed("language languages lang idioma idiomas mam traduccion traducir translation translate")
        | {"k'iche", "k'iche'", "q'anjob'al"}
        | frozenset(_NOT_SPOKEN.strip("(?:)").split("|")),
        re.compile(_LANGUAGE),
    ),
    ("help", TELLING, re.compile(HELP)),
)
_LONGEST = 40
_ELSEWHERE = (worry_words_french, worry_words_creole, worry_words_portuguese)


def _in_every_language(worry: Worry, telling: frozenset[str], pattern: re.Pattern[str]) -> _Words:
    """The worry with its words in French, Haitian Creole and Portuguese beside those in English and Spanish."""
    told = [language for language in _ELSEWHERE if worry in language.PATTERNS]
    whole = "|".join([pattern.pattern, *(language.PATTERNS[worry] for language in told)])
    return worry, telling.union(*(language.TELLING[worry] for language in told)), re.compile(whole)


_EVERYWHERE = tuple(_in_every_language(*words) for words in _WORRIES)


def worry_in(text: str) -> Worry | None:
    """The worry or question that `text` holds, the weightiest first; None where it holds none of the common ones."""
    words = plain_words(text)
    if len(words) > _LONGEST:
        return None
    whole = ""
    for worry, telling, pattern in _EVERYWHERE:
        if telling.isdisjoint(words):
            continue
        whole = whole or " ".join(words).replace("'", "")
        if pattern.search(whole) and not (worry == "fear" and _NO_FEAR.search(whole)):
            return worry
    return None

"""Words of those who need help: that they don't understand, how it works, what to do; in five languages."""

from __future__ import annotations

from conversations.plain_words import listed

_POLITE = (
    r"(?:please|pls|plz|por favor|porfa|hi|hello|hola|i|me|quiero|necesito|i need|need|some|more|mas|un|una|the|el|la|a"
    r"|thanks|gracias|svp|sil vous plait|tanpri|souple|with this|de|your|su|tu"
    r"|ne[cs]e[cs]it[oa]|neeed|nead|ocupo|k?iero)"
)
#: What is asked by one word, or by it and a courtesy.
_ASKED = (
    r"(?:help|halp|hlp|helpp|hellp|helo?p|ayudaa|ayida|ayuda[sx]?|hepl|hlep|ayuda|alluda|aiuda|ayuad|ajuda|aide|ed|info|informacion|informacao|information"
    r"|informations"
    r"|enfomasyon|support|soporte|suporte|menu|commands?|comandos?|options?|opciones|opcion|instructions?|instrucciones"
    r"|questions?|preguntas?|pregunta|duda|dudas|pergunta|kestyon|confused|lost|confundid[oa]|perdid[oa])"
)
#: Held against plain words, one space apart, without apostrophes.
HELP = (
    rf"^(?:{_POLITE} )*{_ASKED}(?: {_POLITE})*$"
    r"|\b(?:need|want|get|could use) (?:some |more |a little |your |any )?help\b(?! (?:to )?(?:stop|end|fight))"
    r"|\b(?:can|could|will|would) (?:you|u|someone|somebody|anyone|anybody|yall)(?: please"
    r"| pls)? help\b(?! (?:us )?(?:stop|end))"
    r"|^(?:\w+ )?help (?:me|us)(?! (?:to )?(?:stop|end|fight|save))(?: \w+){0,5}$"
    r"|\b(?:dont|do not|didnt|did not|cant|cannot|not) (?:really |even )?(?:understand|get (?:it|this)$"
    r"|know (?:what|how) (?:to|im|this)"
    r"|follow)\b|\b(?:im|i am|so|very|this is|its) (?:so |very |really |a bit )?(?:confused|confusing|lost)\b"
    r"|\bhow (?:does|do|will) (?:this|it|that|these) (?:all )?work\b|\bhow (?:do|can|should|would|to) (?:i |we "
    r"|you )?(?:do (?:this|it|that)"
    r"|sign(?! (?:off|out))|use (?:this|it)|start|begin|continue|proceed|answer|respond|reply|go on|vote)\b"
    r"|\bwhat (?:do|should|must|can|shall|am) (?:i|we)(?: supposed to| have to| need to)?(?: do| text| send| type"
    r"| reply| say| write| put)\b"
    r"|\bwhat i do\b|^(?:ok |so |and )?(?:what now|now what|whats next|what next|what comes next|then what)$"
    r"|\bwhat (?:are|r) (?:my|the) (?:options|commands|choices)\b|\b(?:have|got) (?:a |some |one )?questions?\b"
    r"|\b(?:im|i am|am|so|got) stuck\b|\bwhat does (?:this|that|it|\w+) mean\b|\bwhat do(?:es)? (?:you|it|this) mean\b"
    r"|\b(?:having|have|in) (?:some |a )?(?:trouble|problems?)(?! with (?:ice|the|my))\b|\bnot letting me\b"
    r"|\bwont let me\b"
    r"|\bfigure (?:this|it|that) out\b|\bwalk me through\b|\b(?:tell|show) me (?:how|what)(?: to)?(?: \w+){0,3}$"
    r"|\bassist(?:ance)?\b"
    r"|\b(?:is )?any(?:one|body) (?:there|here|home|out there)\b|\bis (?:some(?:one|body)) there\b|^sos$"
    r"|\b(?:what|which) petition(?: is (?:this|it))?$|\bque significa\w*\b|\bque quiere decir\b|\bno me deja\b"
    r"|\bno puedo (?:firmar|hacerlo"
    r"|entrar|mandar\w*|abrir\w*|ver)\b|\bno me (?:sale|funciona|aparece|abre)\b|\bno funciona\b|\b(?:dime|digame"
    r"|diganme) (?:como|que|q)\b"
    r"|\b(?:guia|guie|guien|indique|oriente|orienten|indiquen)me\b|\bguia(?:me)?$|\bhay alguien\b|\basistencia\b"
    r"|\balguien (?:me|que me) ayud\w+\b"
    r"|\bque (?:peticion|carta) es\b|\bcual (?:peticion|carta)\b|\bayudita\b|\bpara que (?:sirve|es) (?:esto|este)\b"
    r"|\bsocorro\b|\bnao consigo\b|\bcomo (?:eu )?faz(?:er|o)?\b|\bme explica\b|\bsecours\b|\ba l ?aide\b"
    r"|\bque faire\b|\bexplique[zr]?\b"
    r"|\bje suis perdue?\b|\b(?:jai )?besoin (?:daide|d aide|aide)\b|\bmwen pedi\b|\beksplike\b|\b(?:mpa|m pa"
    r"|mwen pa) konn\b"
    r"|\bexplain\b(?: \w+){0,3}$|\bmakes? no sense\b|\bdoesnt work\b|\bnot working\b"
    r"|\b(?:necesito|quiero|ocupo|pido)(?: \w+){0,2} (?:ayuda|informacion)\b|\bayud(?:ame|eme|enme|arme|anos|enos)\b"
    r"|\b(?:me|nos) (?:puede[ns]?|podria[ns]?|pueden|puedes)(?: por favor)? (?:ayudar|explicar|orientar)\b|\b(?:me"
    r"|nos) ayuda[ns]?\b"
    r"|\bpuede[ns]? (?:ayudar|explicar)\w*\b|\b(?:me )?expli(?:que|quen|ca|can|queme|quenme|came)\b"
    r"|\bno (?:le |te |lo |la |les |me )?(?:entiendo|entendi|entendemos|comprendo|comprendi)\b(?! (?:ingles"
    r"|el ingles|english))"
    r"|\bno (?:le )?se (?:que|como|q|ke|k) (?:hacer\w*|se hace|funciona|firmar|hago|es esto|poner|mandar|contestar"
    r"|escribir)\b"
    r"|\bno se (?:usar|usarlo|hacerlo|hacer)\b|\b(?:estoy|ando) (?:\w+ )?(?:confundid|perdid|confus)[oa]\b"
    r"|\bcomo (?:funciona|se hace|le hago|lo hago|hago|hacemos|firmo|firmar|puedo firmar|se firma|participo"
    r"|le hacemos|es esto"
    r"|contesto|respondo|se usa|le sigo|sigo|empiezo)\b(?! (?:para|pa) (?:no|que no|parar|salir|dejar|cancelar))"
    r"|\b(?:que|q|ke) (?:hago|debo hacer|tengo que (?:hacer|poner|mandar|escribir)|pongo|escribo|mando|puedo hacer"
    r"|hay que hacer"
    r"|le pongo|contesto|sigue|significa)\b|^y ahora(?: que)?(?: hago)?$|\bcuales son (?:las|mis) opciones\b"
    r"|\btengo (?:\w+ )?(?:preguntas?|dudas?)\b"
    r"|\b(?:preciso|quero|necessito) (?:de )?ajuda\b|\bme ajud[ae]\w*\b|\bpodem? me ajudar\b|\bnao (?:entendo"
    r"|entendi|compreendo|sei (?:o que|como))\b"
    r"|\bcomo (?:assino|faco|isso funciona|que funciona)\b|\bo que (?:eu )?(?:faco|devo fazer|tenho que fazer)\b"
    r"|\btenho (?:uma )?(?:pergunta|duvida)\b"
    r"|\baide[rz]? (?:moi|nous)\b|\b(?:besoin|veux) d ?aide\b|\bmaide[rz]?\b|\b(?:ne )?(?:comprends?"
    r"|compris) (?:pas|rien)\b|\bpas compris\b"
    r"|\bcomment (?:ca (?:marche|fonctionne)|je fais|on fait|faire|je signe|signer|puis je signer)\b|\b(?:que"
    r"|quoi) (?:dois je |je dois )?faire\b"
    r"|\bjai une question\b|\bne sais pas (?:quoi|comment)\b"
    r"|\b(?:ede|edem) (?:m|mwen|nou)\b|\bbezwen (?:\w+ )?ed\b|\b(?:mpa|(?:m|mwen|nou) pa) (?:konprann|konpran"
    r"|konn (?:kisa|kijan))\b"
    r"|\bkijan (?:\w+ ){0,2}(?:mache|pou m|pou mwen|m ka|siyen|fe)\b|\bki ?sa pou (?:m|mwen|nou) fe\b|\bki ?sa (?:m"
    r"|mwen) dwe fe\b"
    r"|\bgen (?:yon )?kestyon\b"
    # who is there, and can be spoken to
    r"|\btalking to an? (?:robot|machine|computer|bot|person|human)\b"
    r"|\b(?:someone|somebody|anyone|a person) (?:that )?(?:i|we) (?:can|could) (?:call|talk|speak|reach)\b"
    r"|\bde parte de quien\b|\bcon quien tengo el gusto\b|\bh?ablar con alguien\b"
)
#: One of these stands in every text that holds the pattern.
TELLING = listed(
    """hlp helpp hellp helop ayudaa ayida ayudax
    help halp hepl hlep ayuda alluda aiuda ayuad ajuda aide ed info informacion informacao information informations
    enfomasyon support soporte suporte menu command commands comando comandos option options opcion opciones
    instruction instructions instrucciones question questions pregunta preguntas duda dudas pergunta kestyon confused
    confusing lost confundido confundida confuso confusa perdido perdida how what whats explain sense work working
    doesnt doesn't understand get
    know follow ayudame ayudeme ayudenme ayudarme ayudanos ayudenos ayudar ayudas ayudan explicar orientar explique
    expliquen explica explican expliqueme expliquenme explicame explicarme explicarmelo ayudarnos entiendo entendi
    entendemos comprendo
    comprendi se como que q ke ahora cuales nao o tenho me maider maidez aider aidez besoin comprend comprends compris
    comment quoi jai sais ede edem bezwen mpa konprann konpran konn kijan kisa ki gen stuck mean trouble problem
    problems letting let figure walk tell show assist assistance anyone anybody
    someone somebody sos petition significa decir deja puedo sale funciona aparece abre dime digame diganme guia
    guiame guieme
    guienme indiqueme orienteme orientenme indiquenme alguien asistencia ayudita para socorro consigo secours faire
    explique
    talking parte tengo ablar hablar
    expliquez perdu perdue pedi eksplike m pa mwen faz fazer faco l'aide laide d'aide m'aider m'aidez j'ai"""
)

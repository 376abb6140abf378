"""The words of opting out in five languages, plain (see `plain_words`, apostrophes left out)."""

from __future__ import annotations

from conversations.plain_words import listed

#: Each of these alone ends all messages: the words of the FCC's rule of 2025, those that Twilio takes, and theirs in
#: Spanish, Portuguese, French (ARRET is what Canadian carriers expect) and Haitian Creole; and those of blocking.
LONE = listed(
    """stop stopall unsubscribe unsub cancel end quit revoke optout cease desist halt enough discontinue spam alto
    parar para pare paren parale parele parenle basta baja salir salirme cancelar cancela cancelen cancele detener
    detengan detenganse cesen suficiente terminar anular fin desuscribir desuscribirme desuscribirse quitame quiteme
    quitenme quitarme sacame saqueme saquenme sacarme borrenme borrarme eliminenme eliminarme dejame dejenme dejen
    arret arretez arrete sair remove remover quitar cancelame mute cancelacion fuera cancelenme cancelalo cancelenlo
    detente detengase paralo parenlo cancelarme nomas blocked bloquear bloqueado bloqueada bloqueo bloqueen suspender
    suspendan suspende desactivar desactiven desactiva vete vayanse larguense largate callense callate desinscribir
    desinscribirme desinscribirse remuevame remuevanme remueveme quitelo quitenlo quita disable deactivate deactivated
    disabled revocar revoco finalizar finaliza silenciar frenar pausar pausa cancelled canceled pause harassment
    blocking apagar apagalo apaguenlo cortenle cortenla cortala bajenle parem pararem chega descadastrar descadastre
    descadastrem desinscrever arreter arretes stoppez desabonner desabonne desabonnez desabonnement desinscription
    desinscrire annuler assez exit reported kanpe sispann rete anile dezabone ase"""
)
#: Those that may stand as a clause of their own inside a longer text; the others are too often part of something else.
LONE_IN_CLAUSE = listed(
    """stop stopall unsubscribe unsub optout cancel quit desist alto basta paren parale parenle cancelen dejenme
    quitenme quitame saquenme sacame borrenme borrame remove cancelenme kanpe sispann arretez parem desabonner"""
)
#: Spanish ones that "no" turns into their opposite ("no basta": it is not enough).
TURNED_BY_NO = listed(
    """salirme quitarme borrarme cancelarme detengan detenganse detente para pare paren parar basta salir alto baja
    cancelar cancelen dejen cesen terminar suficiente fin"""
)
#: Words that are prepositions or places as often as not: nothing but courtesies may stand beside them.
SHY = listed(
    "para baja end fin salir alto dejen enough suficiente remove remover quitar nomas fuera mute rete ase assez"
)
#: Inside a longer text these are as shy.
SHY_IN_CLAUSE = listed("cancel quit")

#: Courtesies, curses and other words that change nothing.
COURTESIES = listed(
    """please thanks thank you hi hello hey hola ok okay yes yeah no nope si sorry now right already immediately asap
    today just sir maam mam bro dude man guys god damn dammit fucking fuckin freaking omg ffs wtf omfg lol again
    forever once and for good i said told asked times two three before still nah ugh thats bye goodbye por fa means
    never mind nevermind por favor porfavor porfa porfis gracias disculpa disculpe disculpen perdon ya ahora mismo
    inmediatamente solo hoy oye oiga oigan bueno pues carajo chingado wey guey de una vez dije kindly but tanpri
    souple silvouple mesi svp stp sil vous te plait merci maintenant obrigado obrigada agora nel nop dale va sale plis
    porfi porfis ew eww yikes jeez geez gross yuck ick smh bruh wow argh gah aww blah meh oof ash huy uy ay uf uff
    guacala asco hijole aich"""
)
#: Words of asking: beside a lone word they make "I would like you to stop this", and still nothing else.
ASKING = listed(
    """i im id want wanted need would like you your to can could will should must do let me my it this that these
    those all any everything everyone make get have got really wish demand request asking ask begging beg how am is be
    being so much or with delete remove from on of at more messages message texts text texting quiero quisiera deseo
    necesito que me puede pueden puedes podria podrian favor reply responde la lo les le se eso esto todo todos
    ustedes usted tu como hacer hago ir voy a los las mensajes mensaje textos le hago para"""
)
#: Of these one is enough to hear the cause speaking, where a rule is not about messages in so many words.
CAUSE = (
    r"\b(?:deport\w*|redad\w*|raids?|ice|migra|i[nm]+igra\w*|migra\w*|s ?comm|comm|program\w*|bills?|laws?|ley(?:es)?"
    r"|polic\w+|sheriff\w*|famil\w+|obama|napolitano|congres\w*|senat\w*|comunidad\w*|communit\w*|jail\w*|carcel\w*"
    r"|border|frontera|pais|country|mexico|prison\w*|deten\w*ion\w*|arrest\w*|separa\w*|racis\w*|in?justi\w*|justic\w*"
    r"|287\w*|wars?|guerra|violen\w*|abus\w*|government|gobierno|muro|wall|people|gente|ninos|children|kids|hij[oa]s|padres"
    r"|madres|mama|papa|mom|dad|crossing|traffic|cars?|speed\w*|carros?|school|escuela|worker\w*|trabajador\w*"
    r"|fingerprint\w*|huellas|innocent\w*|inocente\w*|hate|odio|fear|miedo|polimigra"
    # the same in Portuguese, French and Haitian Creole
    r"|expuls\w*|depot\w*|rafles?|lenjistis\w*|fanmi\w*|imigra\w*|combat\w*|lut(?:a|ar|amos)|batay\w*|moun"
    r"|gens|enfants?|timoun|avek nou|avec nous)\b"
)

#: Written as phones write, or with a slip of the finger.
SHORTHAND = {
    **dict.fromkeys(["u", "yall"], "you"),
    **dict.fromkeys(["ur", "youre"], "your"),
    **dict.fromkeys(["plz", "pls", "plse", "plss", "plez", "pleas", "plase", "pleae", "peas"], "please"),
    **dict.fromkeys(["txt", "tx", "tex", "txtme", "textme"], "text"),
    **dict.fromkeys(["txts", "txtmsgs"], "texts"),
    **dict.fromkeys(["txting", "textin", "txtin", "txtn", "txtng", "texing", "textng"], "texting"),
    **dict.fromkeys(["msg", "mssg", "mesage", "messege"], "message"),
    **dict.fromkeys(["msgs", "mssgs", "mesages", "messeges", "massages", "messges"], "messages"),
    **dict.fromkeys(["msging", "mesaging", "messagin"], "messaging"),
    **dict.fromkeys(["dnt", "donot", "dony", "dint", "doont", "dun"], "dont"),
    **dict.fromkeys(["wan", "wanna", "wnt", "wana"], "want"),
    **dict.fromkeys(
        ["stp", "sotp", "stpo", "tsop", "st0p", "stopp", "stahp", "stawp", "stahp", "stope", "estop"], "stop"
    ),
    **dict.fromkeys(["anymor"], "anymore"),
    **dict.fromkeys(["enuf", "enuff", "nuff"], "enough"),
    **dict.fromkeys(["lv", "leav", "leve"], "leave"),
    **dict.fromkeys(["q", "ke", "qe"], "que"),
    **dict.fromkeys(["kiero", "qiero", "quero", "kero", "quieri"], "quiero"),
    **dict.fromkeys(["xfa", "xfavor", "pf", "pfa", "porfas"], "porfa"),
    **dict.fromkeys(["msj", "msn", "mnsj", "mensage", "mensaj"], "mensaje"),
    **dict.fromkeys(["msjs", "mjs", "mensages", "sms", "mensjes", "menajes"], "mensajes"),
    **dict.fromkeys(["namas"], "nomas"),
    # "k" for "qu" and "v" for "b", as they sound
    **{f"kit{end}": f"quit{end}" for end in ("en", "enme", "ame", "eme", "ar", "arme", "a")},
    **{f"v{rest}": f"b{rest}" for rest in ("orren", "orra", "orrar", "orrenme", "asta", "aja", "loquear")},
    **dict.fromkeys(["alt0", "altto", "alro", "altp", "slto"], "alto"),
    "d": "de",
    **dict.fromkeys(["n0", "np"], "no"),
    # as they sound, and joined as thumbs join them; what is joined is parted again by `optout`
    **dict.fromkeys(["sakame", "sakeme"], "sacame"),
    **dict.fromkeys(["sakenme", "sacenme"], "saquenme"),
    **dict.fromkeys(["escrivan", "eskriban", "eskrivan"], "escriban"),
    "mandem": "manden",
    **dict.fromkeys(["embien", "enbien", "embies", "enbies", "embie"], "envien"),
    **dict.fromkeys(["escriva", "eskriba", "escrivas"], "escriba"),
    **dict.fromkeys(["embiar", "enbiar"], "enviar"),
    **dict.fromkeys(["resivir", "recivir", "resibir", "rezibir", "recibr"], "recibir"),
    **dict.fromkeys(["equibocado", "ekivocado", "equivicado", "ekibocado", "equivocdo"], "equivocado"),
    **dict.fromkeys(["subscripcion", "suscripsion", "subscripsion"], "suscripcion"),
    **dict.fromkeys(["intereza", "interessa", "interza"], "interesa"),
    **dict.fromkeys(["ia", "lla", "iaa"], "ya"),
    **dict.fromkeys(["ms", "maz", "mass"], "mas"),
    **dict.fromkeys(["porfabor", "xfabor"], "porfavor"),
    "estubo": "estuvo",
    "grasias": "gracias",
    "halto": "alto",
    **dict.fromkeys(["x"], "por"),
    **dict.fromkeys(["rmv", "remov", "rmove", "remve"], "remove"),
    **dict.fromkeys(["frm", "form"], "from"),
    **dict.fromkeys(["cancle", "cancell", "cansel", "cancal"], "cancel"),
    **dict.fromkeys(
        ["unsuscribe", "unsubcribe", "unsubscibe", "unsuscribed", "unsubscribed", "unsubscribing"], "unsubscribe"
    ),
}
#: Words that are worth a guess when a sentence has them with one slip.
GUESSED = listed(
    """texting messaging messages message unsubscribe subscription sending contacting mensajes mensaje suscripcion
    notifications notificaciones desuscribir desuscribirme bothering"""
)

#: Somebody who wants to sign, and no more than that.
SIGNING = (
    r"\b(?:want to sign|just sign|let me sign|ill sign|i will sign|sign me|id like to sign|just the petition|i sign"
    r"|(?:quiero|solo|voy a|deseo|puedo|quisiera) (?:quiero )?firmar|si firmo|firmo|firme|firmar sin|sign without"
    r"|sign but)\b"
)
#: Every text that a rule can hold for has at least one of these as a word, or as the first four letters of one.
TRIGGERS = listed(
    """no ni never nunca jamas not dont didnt isnt wont doesnt rather prefer without cannot nobody havent ya cut cross
    count off out me let zero wrong go piss bug buzz back sod eff f screw kick beat give it tired sick fed done had
    too this thats you your dar den da deme denme dame darme doy dan los te lo les las voy cero sin muchos tantos vete
    fuera fin opt opto opti opted absten evit abst solicito ser take get keep leave lose refr avoi bother pull hart
    esto este end i im id stop quit ceas canc disc halt turn shut swit disa deac mute ning upda make rmv paus knoc
    drop term susp kill remo dele eras scra stri wipe clea scru excl unli purg forg bloc unsu revo with retr resc cons
    fuck hara spam unwa enou repo favo deje deja dejo para paro pare cese cesa bast alto dete anul desa apag elim saqu
    saca borr remu reti desc supr desu desi olvi pier tach baja equi nume cans fast dema vaya larg call sufi arre noma
    mand text mess cont sali salg hart many exit nor youve guys alwa stil opte fina saco sace saci rehu bloq como voy
    vamos mole much tant tele camb sile acos denu dema hosti fasti esta sigu done fcc ftc part yall aint lives live
    yano nome cort exclu excl opta dada dado sal interes erro otra cerr hasta envi sin cero deja calm aburr salt salg
    fren donde marc conf chin saka sake pido soli"""
)

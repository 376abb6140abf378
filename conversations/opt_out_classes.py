"""The word classes that a wish for silence is made of, in English and Spanish; see `conversations.opt_out_grammar`.

A class is a small list of words that may stand for one another in such a sentence. Words are plain (see
`conversations.plain_words`), without apostrophes and with shorthand written out; "*" ends a beginning that several
words share, of at most seven letters. Each word is in one class.
"""

from __future__ import annotations

from conversations.opt_out_verbs import verbs
from conversations.plain_words import listed

CLASSES = {
    # turns nothing round and may stand between any two
    "light": """just ever any all the a an of with be being so such much future too at on now right immediately
        already fucking fuckin freaking damn dang stupid dumb political random unwanted daily constant automated other
        else even really ya de con que por favor porfa porfavor gracias los las el un una les le te tan tanto tantos
        tantas todos toda todas volver vuelvan vuelva vuelvas sigan siga sigas estar esten ande anden pinche pinches
        malditos mentados ningun ninguna otros here aqui thanks thank kindly longer been had having start do about for
        unos tipo kind sort pf seguir continuar porfi whatsoever forever today tonight am is are was its estan es only
        nomas got both every each single hey hi hola ok okay sir maam aki aca fa volvieran volviera volvieras necesite
        formar parte part one glad obliged grateful atentamente nuevamente unable loca loco up dare hace jaja jajaja
        lol haha jeje k kk porfis senorita senor senora joven mijo vuelven vuelves vuelve stfu w bueno bien fue tonto
        y'all definitiva inmediata total ser lady buddy bud man bro ugh pertenecer participar wey guey dios thx ty
        real seriously absolutely nope hell verga chingada permanently definitivamente continue
        bot bots robot culero culeros cabron cabrones cabrona pendejo pendejos
        pendeja pendejas puto putos puta putas idiota idiotas estupido estupidos estupida menso mensos baboso babosos
        ojete ojetes mamon mamones imbecil imbeciles asshole assholes bitch idiot idiots creep creeps loser losers
        jerk jerks weirdo weirdos freak freaks dumbass motherfucker motherfuckers fool foo bruh bros dawg homie
        rateros bola estes ew eww""",
    # a courtesy, as light
    "please": "please pls plz plis plse",
    # what a verb depends on, as light
    "must": """to must should can could would will has have needs gonna going van va vas voy hay pueden puedes podria
        podrian puede pudieran pudiera pudieras deberian deben debe deberia vayan vaya vayas""",
    # as light; where a clause opens with it, Spanish says "stop"
    "for": "para",
    # as light; the end of "no more"
    "more": "anymore more again mas mo otro otra further additional",
    # as light, and what a verb is about
    "it": "it lo la",
    # as light; "salir en la lista" is to be on it
    "in": "en in",
    # turns the verb behind it round
    "not": """not dont nunca jamas ni sin without didnt wont cannot cant aint neither tampoco nobody noone nadie isnt
        wasnt doesnt havent shouldnt wouldnt none zero cero never ocurra ocurran nt""",
    # the same; before "stop" it is an answer
    "no": "no",
    # the same, of what has been
    "no_longer": "yano",
    # makes an end of something
    "cease": """stopping stops quit quitting cease ceasing halt end ending discontinue cancel terminate suspend pause
        mute disable deactivate refrain avoid kill alto abstenganse abstengase evitar eviten evite detener detengan
        detenga detengase detenganse cesen cesar cese suspender suspendan suspenda terminar terminen parale pare parar
        parele dejen dejar dejes dejenle dejale cancelar cancelen cancela cancele desactivar desactiven desactiva
        apagar apaguen apaga corten corta cortar cortenle cancelacion cancellation interrupcion dejaran dejara dejaras
        dejase interrumpan interrumpir interrumpa suspenderlos suspenderlo cancelarlos cancelarlo detenerlos detenerlo
        pararlos interrumpirlos cut cortan chill desist""",
    # the word that is told everywhere
    "stop": "stop",
    # the same, said of too much
    "enough": "basta paren parenle chole yaestuvo enough suficiente suficientes cansan hastaaqui chale aburren",
    # ends what follows as a verb: "deje de mandar"; "deje mi teléfono" left it
    "let": "deje deja dejo",
    # does what we do, as a wish or an order has it; "me mandan" only tells what happens
    "write": """texting messaging msging writing contacting emailing spamming pinging notifying notify write reach
        reaching texted messaged contacted emailed notified called contactado contactada molestado molestada
        notificado reminding remind""",
    # the same word for what we do and for what comes of it
    "text": "text message msg contact email ping",
    # needs to say what, or to whom
    "send": "send sending sent forward forwarding",
    # is done by others too, so it needs a "me"
    "pester": """call calling phoning bother bothering bugging annoy annoying harass harassing pester pestering
        disturb disturbing hit hitting hound hounding badger badgering blow blowing wake waking fregando jodiendo""",
    # what we send
    "message": """texts messages msgs emails notification notifications alert alerts reminders reminder subscription
        subscriptions newsletter newsletters sms mailings communications communication blasts mensaje mensajes
        mensajito mensajitos texto textos notificacion notificaciones aviso avisos alerta alertas recordatorio
        recordatorios correo correos llamadas llamada propaganda publicidad suscripcion suscripciones boletin
        boletines envio envios comunicacion comunicaciones mensajeria whatsapp whatsapps calls notifs notis msges
        mailing recados recado service services servicio servicios""",
    # what it is called by those who do not want it
    "spam": "spam acoso harassment scam",
    # what this line calls its own messages: "no updates" answers its offer too
    "news": "updates update novedades actualizaciones noticias informacion info",
    # whom we write to
    "me": "me us nos conmigo myself m",
    # of whom we write to
    "my": "my mi mis",
    # where we write to; a wrong one is a person too
    "phone": """number phone cell cellphone line inbox mobile telephone digits numero telefono cel celular movil
        contacto num tel fone person persona guy dude mycontact""",
    # us, who write
    "you": "you your yall ur yours ustedes usted su sus tu tus ti guys",
    # what is not named
    "this": """this these those that esto eso estos esos esta ese este esas estas nada anything nothing stuff crap
        shit bs junk garbage nonsense cosas pendejadas tonterias chingaderas babosadas mamadas basura madres
        everything todo""",
    # what is not named, or people
    "them": "them",
    # wishes, or agrees
    "want": """want wanting wish need like desire appreciate prefer quiero deseo quisiera necesito autorizo queremos
        gustaria permito pido deseamos wanna allow authorize agree agreed agreeing wanted necesario necesidad falta
        ocupo ocupamos rather prefiero preferiria accept ocupan necesitan authorizing solicito apetezco requiero
        requieren belong sirven interes decidido decidi""",
    # the same, of what is offered
    "interested": "interested interest interesa interesan interesado interesada care gusta gustan",
    # asked for, or signed up
    "asked": """asked ask asking requested request subscribed signed enrolled registered pedi solicite autorice acepte
        inscribi suscribi registre anote quise pedido told consented consenting acepto aceptado apuntado signup dije
        decir digo pedimos""",
    # what the law asks for
    "consent": "permission permiso consentimiento autorizacion authorization consent",
    # tells that a number or consent was given
    "gave": "gave given di dio dieron dado dimos",
    # is what messages do to somebody
    "get": """get getting receive receiving receives hear hearing see seeing read recibir recibirlos recibiendo reciba
        lleguen llegue llegar llegando llegarme saber oir ver leer llegaran llegara llegaren""",
    # takes something away
    "remove": "remove delete erase scratch unlist scrub purge exclude wipe removing withdraw",
    # the same, of many things: needs a list
    "take": "take pull drop clear strike cross",
    # the same, of a number alone
    "lose": "forget lose",
    # was taken away, or shall be
    "removed": """cancelled canceled discontinued removed withdrawn deleted unsubscribed taken erased dropped
        eliminado borrado quitado removido removida eliminada borrada quitada excluido excluida gone""",
    # was ended
    "ended": "stopped ended",
    # from where
    "off": "off out del fuera oit ouy ot oout uot ouut ahi from outta deaqui",
    # where numbers stand
    "list": """list lists database system group chat thread contacts roster lista listas base sistema grupo registro
        directorio contactos listado agenda cadena registry""",
    # Spanish for being taken off, behind a verb of giving
    "baja": "baja",
    # goes with it
    "give": "den dar dame deme denme darme darse give giving dieran diera dan",
    # says in Spanish that the person does it
    "i_cancel": "cancelo paro detengo termino desactivo quito borro saco salgo elimino doy",
    # goes away from a list, or from somebody
    "leave": "leave exit salir salirme salgan lárguense salga sacate salganse salte sal salr",
    # says so rudely
    "go_away": "fuck f piss bug buzz screw larguense largate vete vayanse vayase lost goaway shutup getlost",
    # where people are sent, not messages
    "away": "back away home regreso vuelta lejos preso alla",
    # in which one is left
    "peace": "alone peace paz tranquilo tranquila solo sola pas pax enpaz",
    # before "out"
    "opt": "opt optar opting opted",
    # needs nothing else
    "unsubscribe": """unsubscribe unsub optout unsubscribing desuscribir desuscribirme unenroll unregister deregister
        tcpa fcc ftc optedout optingout""",
    # takes consent back
    "revoke": "revoke revoking rescind revoco retiro revoked revokes",
    # threatens
    "report": "block blocking blocked report reporting reported bloquear reportar denunciar",
    # what our messages make somebody
    "tired": """tired sick fed harto harta hartos hartas cansado cansada cansados cansadas fastidiado fastidiada
        aburrido canse cansaron hartaron hartan hartado cansa hartando hadit aguanto soporto molestan desesperan
        estresan fastidian deal stand despiertan despierta donegetting lamadre""",
    # the same, of much else too
    "done": "done over",
    # what they cost
    "money": "minutes saldo minutos credito time tiempo",
    # how many they are
    "many": "many muchos muchas demasiados demasiadas toomuch",
    # how often it was said
    "times": "times veces vez",
    # which one this shall be
    "last": "last final ultimo ultima anterior anteriores previous",
    # before "off"
    "turn": "turn switch shut knock turned",
    # goes on with it, in Spanish
    "goes_on": "siguen sigue sigues dejan paran dejas sigo",
    # the same in English, and keeping
    "keep": """keep keeps kept keeping still always constantly save saves store use tengan guarden guarde usen keepin
        usar usa uses""",
    # puts on a list
    "add": """include add subscribe enroll incluya incluyan incluyas agreguen agregue meta metan mete anoten apunten
        apunte pongan ponga sumen involucren""",
    # of a number
    "wrong": "wrong equivocado equivocada incorrecto",
    # the same as a verb
    "mistook": "equivoco equivocaron equivocan equivocaste equivoque equivocas equivocarse confundieron confundio",
    # what a review shows, which may be wrong too
    "detail": """zip zipcode name nombre apellido codigo postal code duda dudas archivo archivos records file files
        tudo""",
    # asks by which way
    "how": "how como donde adonde way when",
    # speaks of a word: "reply STOP"
    "say": "say said saying type typed reply replied words palabra word tecleo",
    # reports what somebody says
    "says": "wrote escribio puso pone dice dicen says reads",
    # asks what a word does
    "means": "explain mean means meaning does happens significa pasa meant funciona",
    # the same
    "what_is": "quees",
    # asks whether it happened
    "did": "did",
    # opens a condition
    "if": "if si",
    # when it might be
    "later": "later afterwards despues luego anytime someday",
    # was obliged to
    "had": "tuve tengo tenia tuvimos tuvo",
    # did not mean it
    "by_mistake": "accident accidentally mistake error accidente equivocacion querer",
    # asks to pass it on
    "tell": "tell urge dile diganle diles",
    # is what somebody else wants
    "wants": "quiere quieren wants pregunta asks",
    # asks why
    "why": "porque why xq xk pq",
    # joins or opposes
    "and": "and or y o nor because cause cuz bc pero but pa",
    # somebody else, who may be the one who does it
    "other": """they he she him her his their ellos ella boss brother sister cousin mom mother dad father son daughter
        kids friend neighbor neighbors landlord jefe patron hermano hermana primo prima mama papa hijo hija hijos
        vecino vecinos esposo esposa husband wife suegra suegro friends amiga amigo wife's cuñada someone alguien
        oficial juez judge grandma abuela abuelo grandmother nana people gente abuelita abuelito""",
    # the person
    "i": "i im ive id ill we yo nosotros soy termine",
    # the petition
    "sign": "sign signing signature firmar firma firme firmado petition peticion carta letter siyati campaign",
    # what the petition is about: beside it a text is no wish for silence, unless it is firm
    "cause": """deport* redad* raid* ice migra* immigra* inmigra* scomm comm program* bill* law ley leyes polic*
        sheriff* famil* obama congres* senat* comunid* communi* jail* carcel* border frontera pais country mexico
        prison* detenci* detenti* detain* arrest* separa* racis* injust* justic* war wars guerra violen* abus* govern*
        gobiern* muro wall ninos children fingerp* huellas innocen* inocent* hate odio fear miedo polimigra traffic
        car cars school* escuela worker* trabaja* drivi* manej* money dinero county counties cities state states
        illinois officer agente presid* senator*""",
}
#: Words that are two parts at once: "I decline to receive" says not and want, "let me out" has its "me".
_TWOFOLD = {
    **dict.fromkeys(["decline", "refuse", "rechazo"], ("not", "want")),
    **dict.fromkeys(["hmu"], ("pester", "me")),
    **dict.fromkeys(["letme"], ("leave", "me")),
}
#: Classes that stand for a wider one as well.
NARROWER = {
    "me": ("hanging_me",),
    "cease": ("stop", "enough", "let"),
    "remove": ("take",),
    "light": ("must", "for", "more", "it", "in", "please"),
    "this": ("it",),
    "not": ("no", "no_longer"),
    "message": ("spam",),
    "goes_on": ("keep",),
    "want": ("interested",),
    "and": ("why",),
}
#: Without one of these no shape is complete; most texts are names, and have none.
TELLING = listed(
    """not cease no stop enough no_longer turn go_away mistook many consent how write text send pester message remove
    tired baja unsubscribe opt gave give leave report wrong keep say lose revoke last off list phone interested want"""
)
#: Two words that stand for one class together.
TWO_AS_ONE = (
    "por que,que es,de aqui,end of,phone bill,ya estuvo/no,"
    "my contact,this contact,hasta aqui,too much,sign up,go away,shut up,get lost,let me,had it,la madre"
)


def words_of_classes() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Words with the names of their classes, and beginnings of words with the name of theirs.

    "Quítenme" is a verb and a "me" that hangs on to it; behind "no" it is an order all the same, as "no me quiten" and
    "no quitarme" are not.
    """
    words: dict[str, tuple[str, ...]] = dict(verbs())
    beginnings: dict[str, str] = {}
    for name, words_of in CLASSES.items():
        for word in words_of.split():
            if word.endswith("*"):
                beginnings[word[:-1]] = name
            else:
                words[word] = (name,)
    return words | _TWOFOLD, beginnings

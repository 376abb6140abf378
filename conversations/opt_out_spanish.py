"""Spanish sentences that ask for no more messages."""

from __future__ import annotations

from conversations.opt_out_rules import rules

_PIECES = {
    "message": "mensajes?|mensajitos?|textos?|notificacion(?:es)?|avisos?|alertas?|noticias|actualizaci(?:on|ones)"
    "|novedades|recordatorios?|correos?|llamadas?|propaganda|publicidad|suscripci(?:on|ones)|informes|spam|texts?"
    "|boletin(?:es)?",
    "some": "mas|a|de|con|ya|todos|todas|todo|los|las|sus|estos|esos|mis|tus|mi|la|el|su|tanto|tantos|tantas|esta"
    "|estas|esas|ese|este|tipo|cualquier|ningun|ninguna|ningunos|malditos|pinches|otro|otros|recibir|recibiendo"
    "|mandar|enviar|mandando|enviando|mandandome|enviandome|mandarme|enviarme|recibirlos|tu|nada",
    "end": "$| (?:por|porfa|gracias|ya|mas|nunca|nada|ahora|hoy|y|o|pero|porque|inmediatamente|a (?:este"
    "|mi) (?:numero|tel\\w*|cel\\w*|movil)|de ustedes|please|que)\\b",
    "gap": "mas|quiero|quisiera|que|deseo|volver a|vuelv\\w+ a|vuelv\\w+|sig\\w+|est\\w+|anden|ya|ustedes|usted"
    "|nadie|necesito|pedi|acepto|autorizo|solicite|di|permiso|permito|para|les|le|doy|por favor|porfa|favor|queremos"
    "|quiere|volver a|seguir|a|de|intenten|tienen|deben",
    # "send", "write" and their like as wishes and orders; "me mandan" or "me mandaron" tell only what happens
    "write": "(?:mand|envi|contact|molest|texte|mensaje|fastidi|spame|chate|avis|notifi|fri|estorb|hostig|acos)(?:en"
    "|es|e|ar|aran|aras|ara|ando)|(?:escrib|jod|insist)(?:an|as|a|er|ir|ieran|iera|iendo)|chin(?:guen|gues|gue|gar"
    "|gando)|fre(?:guen|gues|gue|gar|gando)|(?:se )?comuni(?:quen|ques|que|car|carse)|notifi(?:quen|car)|habl(?:en"
    "|es|e|ar|ando)|frieg(?:uen|ues|ue)|insist(?:an|as|a)",
    "call": "llam(?:en|es|e|ar|aran|ando)|bus(?:quen|ques|que|car|cando)|mar(?:quen|ques|que|car|cando)",
    "me": "me|nos|melo|melos|mela|melas",
    "sent_away": " (?:de (?:regreso|vuelta)|para (?:mi|alla)|a (?:mexico|mi pais|mi tierra|la|ice|otro|un|guatemala"
    "|honduras)|preso|lejos|con (?:la|el|ice))\\b",
    "still_me": "<end>| (?:a (?:cada|toda|diario)|tanto|diario|todos|todo|otra vez|al|tan|en la noche)\\b",
    "cease": "dej(?:en|a|e|an|es|ar|o|enme|ame|eme)|par(?:en|a|e|ar|enle|ale|ele|o)|ces(?:en|a|e|ar)|basta|alto"
    "|termin(?:en|a|e|ar)|stop",
    "avoid": "absten\\w+|evit(?:en|e|ar|a|es)|rehus\\w+",
    "halt": "stop|alto|parar|paren|pare|par(?:a|en|e)(?:le)? (?:de|con)|parenle con|basta|cancel(?:ar|a|en|e|ame"
    "|enme|o)|dejen|dejar|deten(?:er|gan|ga)|suspend(?:er|an|e|a)|termin(?:ar|en|a|e)|anul(?:ar|en|a|e)"
    "|desactiv(?:ar|en|a|e)|apag(?:ar|uen|a|ue)|quit(?:ar|en|a|e)|elimin(?:ar|en|a|e)|dej(?:o|en|ar|e) de recibir"
    "|finaliz(?:ar|en)|fin (?:a|de)|(?:par|deteng|cancel|quit|desactiv|termin|suspend)o",
    "number": "(?:numero(?: de (?:telefono|celular))?|telefono|celular|cel|contacto)",
    "remove": "(?:quit|saqu|sac|borr|elimin|remuev|retir|desapunt|remov|descart|suprim|cancel|desuscrib|desinscrib"
    "|bloque)(?:en|e|a|as|es|an|ar|er|ir)",
    "off_list": "(?:del|de)(?: (?:la|las|su|sus|esta|tu|esa|el|este|ese|estos|estas|los|todas"
    "|todos))? (?:\\w+ ){0,2}?(?:listas?|base|sistema|grupo|mensajes|textos|contactos|registros?|directorio|noticias"
    "|avisos|servicio|chat|archivos?|envios|cadena|lista)\\b",
    "off": "de (?:aqui|ahi|esto|eso|este numero)(?=<end>)",
}

SPANISH = rules(
    _PIECES,
    firm=r"""
        # no me manden · ya no me escriban · no vuelvan a escribirme · nunca más me llamen
        \b(?:no|ni|nunca|jamas)(?: <gap>){0,5} (?:me|nos|se me)(?: l[oae]s?)? (?:<gap> (?:a )?)?(?:<write>)(?:<me>
          + |se)?\b(?!<sent_away>)
        \b(?:no|ni|nunca|jamas)(?: <gap>){0,5} (?:me|nos) (?:<gap> (?:a )?)?(?:<call>)(?=<still_me>)
        \b(?:no|ni|nunca|jamas)(?: <gap>){0,5} (?:<write>)(?:<me>|les|conmigo)\b(?!<sent_away>)
        \b(?:no|ni|nunca|jamas)(?: <gap>){0,5} (?:<call>)(?:<me>)(?=<still_me>)
        \b(?:ya no|no|favor de no|favor no|sin)(?: <gap>){0,3} (?:<write>)(?:se)?(?=$| (?:mas|por favor|porfa|ya
          + |nunca|gracias|nada|cosas|esto|eso|conmigo|a (?:este|mi) (?:numero|tel\w*|cel\w*|movil))\b(?! gente
          + | famil))
        \b(?:ya no|no|favor de no|favor no|sin)(?: <gap>){0,3} (?:<write>|<call>) (?:<some> )*<message>\b
        \b(?:ya no|favor de no|favor no|no)(?: (?:vuelv\w+ a|volver a))? (?:llam(?:en|es|e|ar))(?=$| (?:mas|por favor
          + |porfa|gracias|a (?:este|mi) (?:numero|tel\w*|cel\w*|movil))\b)
        \b(?:no|favor de no|ni)(?: <gap>){0,3} (?:<write>|<call>) (?:ni|y|o) (?:<write>|<call>)(?=<end>)
        # dejen de escribirme · paren de mandar mensajes · basta de mensajes · cancelen los mensajes
        \b<cease> (?:ya )?(?:de|con|a) (?:una vez (?:de )?)?(?:estar |seguir |tanto |andar |que )*(?:<write>)(?:<me>
          + |les|le)?(?=<still_me>| (?:<some> )*(?:<message>|cosas|tonterias|esto|eso)\b)
        \b<cease> (?:ya )?(?:de|con) (?:una vez de )?(?:estar |andar )*(?:<call>)(?:<me>)?(?=<still_me>)
        \b<avoid> (?:de )?(?:seguir )?(?:<write>|<call>)(?:<me>\b|(?= (?:<some> )*<message>\b))
        \b<halt> (?:el |este |su |mi |tu )?(?:servicio|cuenta|membresia|registro)\b
        \bno me \w+(?:en|es|e|an|as|a) con (?:<some> )*<message>\b
        (?<!\bpara )\b<halt> (?:<some> )*<message>\b(?! fals)
        ^(?:ya |por favor |oye )*para (?:ya )?(?:los|estos|esos|tus|sus|con|de) (?:\w+ )?(?:mensajes|textos|mensaje)\b
        \b(?:no mas|ya no mas|ni un|cero)(?: \w+)? (?:<some> )*<message>(?=<end>| (?:de|sobre|del)\b)
        \bningun (?:otro )?<message> mas\b
        # quítenme de la lista · que me saquen · denme de baja · borren mi número · salir de la lista
        \b<remove>(?:me|nos|lo|la)? (?:ya )?(?:<off_list>|<off>)
        \b(?:me|nos) (?:(?:pueden?|puedes|podrian?|quiero|tienen que|podria) )?(?:<remove>|quito|saco|borro) (?:ya )?
          + (?:<off_list>|<off>)
        \b<remove>(?:me|nos)(?=<end>)
        \bque me <remove>(?=$| (?:por|porfa|ya|gracias)\b)
        \b<remove>(?:me|nos)? (?:ya )?(?:de \w+ )?(?:a )?(?:mi|este|ese|el) <number>(?=<end>| de | del )
        \b(?:olvid|pierd|tach)(?:en|e|a|an|ar|er) (?:mi|este) <number>\b
        \b<remove> mis? (?:nombre|informacion|info|datos) <off_list>
        \b(?:dar|dan|darse|den|deme|denme|dame|darme|denos|doy|me den|quiero|solicito|pido|causar|pedir
          + |tramitar) (?:de |la |mi |una )?baja\b(?! calif)
        \bbaja (?:del?|al|en|a) (?:la |el |su |este |esta |estos |los )?(?:servicio|lista|mensajes|sistema
          + |suscripcion|textos|alertas|noticias)\b
        \b(?:salir|salirme|salgo|salgame|salirse)(?: ya)? (?:<off_list>|<off>|de (?:este|esta|su) \w+$)
        \b(?:desuscri|desinscri|desafili)\w+\b
        \b(?:dej(?:en|a|e|es)(?:me|nos) (?:ya )?(?:en paz|tranquil[oa]s?|de molestar|de chingar|de joder))\b(?! a )
        ^de baja(?=<end>)
        \bme dej(?:en|es|e) (?:ya )?(?:en paz|tranquil)
        \bfuera de (?:la|su|esta|tu) lista\b
        \bno (?:quiero |deseo )?(?:que )?me lleg(?:uen|ue)(?: <some>)* (?:<message>|nada)\b
        \bno (?:seguir )?(?:recibir|recibiendo) (?:<some> )*<message>\b
        # revoco mi consentimiento · no autorizo · los voy a bloquear
        \b(?:revoco|retiro|cancelo|quito) (?:mi |el |todo )*(?:consentimiento|permiso|autorizacion)\b
        \bno (?:di|doy|dimos|tienen|he dado)(?: \w+){0,2} (?:permiso|consentimiento|autorizacion)\b
        \b(?:los|te|lo|les|las) (?:voy a |vamos a |estoy )?(?:bloque|report|denunci)(?:ar|o|ando|are)\b
        \bvoy a (?:bloquear|reportar|denunciar)(?:los|te|las|lo|les)\b
    """,
    wishes=r"""
        # no quiero más mensajes · no deseo ser contactado · yo no pedí estos mensajes
        \bno (?:quiero|quieren?|deseo|desean?|quisiera|necesito|acepto|autorizo|queremos|pedi|solicite
          + |me (?:interesan?|gustan?)|estoy interesad[oa] en)(?: (?:seguir|volver|tener|que|estar|leer|ver|me|nos
          + |lleguen|llegue|por|aqui))*(?: (?:<some>))* <message>\b
        \b(?:no|ni|nunca)(?: (?:quiero|deseo|quisiera|necesito))?(?: \w+)? ser (?:contactad|molestad|notificad
          + |llamad)\w+
        \bno (?:quiero|deseo|quisiera|me interesa|me gusta) (?:seguir |volver a )?(?:recib\w+|saber)(?: (?:nada|mas
          + |nada mas|esto|eso|estos|sus cosas|de ustedes|nada de ustedes))*(?=<end>)
        \bno (?:quiero|deseo|quisiera) (?:seguir |estar |aparecer )*en (?:la|esta|su|esa|tu|este|ese|el) (?:lista
          + |grupo|chat|sistema|base)\b
        \b(?:no|nunca) me (?:inscrib|registr|suscrib|apunt|anot)\w+(?=<end>| (?:a|para|en) (?:esto|eso|nada|esta|su
          + |sus|estos|recibir|este)\b)
        \b(?:prefiero|preferiria|me gustaria|quisiera) (?:que )?no (?:seguir )?recib\w+
        \bno me gustaria (?:seguir )?recib\w+
        \b(?:no|nunca|jamas) (?:pedi|solicite|autorice|acepte)(?: \w+)? (?:esto|eso|estos|nada)(?=<end>)
        (?:^|\bfavor |\bporfa |\bgracias |\bya )(?:no|cero|sin|ni un|ningun) (?:<some> )*<message>(?=<end>)
    """,
    soft=r"""
        ^(?:\w+ ){0,4}(?:numero (?:equivocado|incorrecto)|equivocad[oa] de numero)\b|\bequivoc\w+ de (?:numero
          + |persona)\b|^(?:esta |estas )?equivocado$
        (?:^|\bya |\bgracias )no (?:me interesa|estoy interesad[oa])(?=<end>| en (?:esto|eso|nada)| esto| eso)
        ^(?:\w+ )?ya no (?:quiero|deseo)(?: (?:mas|nada|esto|eso|seguir|participar|estar aqui|nada de esto|saber nada
          + |por favor|porfa|gracias|de ustedes|con esto))*$
        ^(?:\w+ )?no (?:quiero|deseo) (?:mas|mas de esto|nada|nada mas|nada de esto|nada de ustedes|esto|seguir con esto
          + |nada con ustedes|ser parte de esto)(?: (?:por favor|porfa|gracias))*$
        ^(?:\w+ )?no (?:quiero|deseo) (?:participar|estar|seguir)(?: (?:mas|aqui|en esto|mas en esto|por favor
          + |gracias))*$
        ^(?:\w+ )?(?:quiero|deseo|necesito|quisiera|como|me quiero|para) (?:me )?(?:salir|salirme|salgo|salirse)
          + (?: ya| por favor| porfa)*$
        ^(?:ya |por favor |oye |oigan )*(?:larguense|largate|vayanse|vete|callense|callate|fuera|no molesten
          + |no fastidien|no chinguen|no jodan)(?: (?:ya|por favor|porfa|de aqui))*$
        \b(?:hart[oa]s?|cansad[oa]s?|fastidiad[oa]s?|cans(?:e|aron|an)|fastidiaron) (?:de|con) (?:\w+ ){0,2}
          + (?:<message>|ustedes)\b
        \b(?:muchos|demasiados|tantos) (?:mensajes|textos)\b
        \bno (?:chin\w+|frieg\w+|jod(?:an|as|a)|manchen)\b
        ^(?:\w+ )?baja (?:definitiva|inmediata|total)\b|\bmi baja\b
        ^(?:\w+ )?fuera de mi (?:telefono|celular|cel)\b
        ^ya (?:chole|estuvo|fue)(?: (?:bueno|suficiente|mucho|bien|suave))?(?: (?:por favor|porfa|gracias
          + |de (?:mensajes|textos|esto)))*$
        \bcomo (?:me |lo |la |le hago para |hago para |le hago pa |puedo )*(?:salgo|salirme|salir|cancelo|cancelar
          + |paro|parar|detengo|termino|quito|quitarme|desactivo|borro|saco)(?: (?:de esto|esto|eso|de aqui|esta cosa
          + |ya))*$
        \bme tienen? (?:hart[oa]s?|cansad[oa]s?)\b|\bya (?:me (?:hartaron|cansaron|tienen hart[oa])|cansan|hartan)\b
        \b(?:numero|telefono|celular)\b.*\b<remove>(?:lo|me)\b
        \bno mas (?:de )?(?:esto|eso)(?=<end>)
        \b(?:no mas|ya no mas)(?= (?:please|por favor|porfa|thanks|gracias|ok|ya)*$|$)
        ^(?:no )?ya no(?= (?:please|por favor|porfa|thanks|gracias|ok|ya)*$|$)
        \b(?:estos?|esto) (?:es|son) (?:\w+ )?spam\b
    """,
    unwanted=r"""
        # no dejen de escribirme · no me quiten de la lista
        \bno (?:me |se |nos |lo |le |les |quiero |deseo |quise |quisiera |vayan a |queria |que |te |es para )*
          + (?:dejen|dejes|deje|dejar|paren|pares|quiten|quites|saquen|borren|eliminen|den de baja|des de baja
          + |cancelar?|cancelen|salir|salirme|darme de baja|parar|desuscribir\w*|sacarme|quitarme|borrarme)\b
          + (?! de (?:molest|chin|jod))
        ^(?:y |pero )?(?:puedo|podre|se puede|que pasa si|si)\b.*\b(?:despues|luego|mas tarde|cuando (?:yo )?quiera
          + |mas adelante)\b
    """,
)

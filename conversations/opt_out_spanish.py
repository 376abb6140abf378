"""Spanish sentences that ask for no more messages."""

from __future__ import annotations

from conversations.opt_out_rules import rules

_PIECES = {
    "message": "mensajes?|envios?|comunicacion(?:es)?|promociones|anuncios|mensajeria|whats(?:apps?)?|was+ap+s?"
    "|mensajitos?|textos?|notificacion(?:es)?|avisos?|alertas?|noticias|actualizaci(?:on|ones)"
    "|novedades|recordatorios?|correos?|llamadas?|propaganda|publicidad|suscripci(?:on|ones)|informes|spam|texts?"
    "|boletin(?:es)?",
    "some": "mas|a|de|con|ya|todos|todas|todo|los|las|sus|estos|esos|mis|tus|mi|la|el|su|tanto|tantos|tantas|esta"
    "|estas|esas|ese|este|tipo|cualquier|ningun|ninguna|ningunos|malditos|pinches|otro|otros|recibir|recibiendo"
    "|mandar|enviar|mandando|enviando|mandandome|enviandome|mandarme|enviarme|recibirlos|tu|nada",
    "end": "$| (?:por|porfa|gracias|ya|mas|nunca|nada|ahora|hoy|y|o|pero|porque|inmediatamente|a (?:este"
    "|mi) (?:numero|tel\\w*|cel\\w*|movil)|de ustedes|please|que)\\b",
    "gap": "mas|quiero|quisiera|que|k|deseo|volver a|vuelv\\w+ a|vuelv\\w+|sig\\w+|est\\w+|anden|ya|ustedes|usted"
    "|nadie|necesito|pedi|acepto|autorizo|solicite|di|permiso|permito|para|les|le|doy|por favor|porfa|favor|queremos"
    "|quiere|volver a|seguir|a|de|intenten|tienen|deben",
    # "send", "write" and their like as wishes and orders; "me mandan" or "me mandaron" tell only what happens
    "write": "(?:mand|envi|contact|molest|texte|mensaje|fastidi|spame|chate|avis|notifi|fri|estorb|hostigu|acos)(?:en"
    "|es|e|ar|aran|aras|ara|ando)|(?:escrib|jod|insist)(?:an|as|a|er|ir|ieran|iera|iendo)|chin(?:guen|gues|gue|gar"
    "|gando)|fre(?:guen|gues|gue|gar|gando)|(?:se )?comuni(?:quen|ques|que|car|carse)|notifi(?:quen|car)|habl(?:en"
    "|es|e|ar|ando)|frieg(?:uen|ues|ue)|insist(?:an|as|a)",
    "call": "llam(?:en|es|e|ar|aran|ando)|bus(?:quen|ques|que|car|cando)|mar(?:quen|ques|que|car|cando)",
    "me": "me|nos|melo|melos|mela|melas",
    "sent_away": " (?:de (?:regreso|vuelta)|para (?:mi|alla)|a (?:mexico|mi pais|mi tierra|la|ice|otro|un|guatemala"
    "|honduras|migra\\w*|inmigra\\w*|deten\\w*)|preso|lejos|con (?:la|el|ice))\\b",
    "still_me": "<end>| (?:a (?:cada|toda|diario)|tanto|diario|todos|todo|otra vez|al|tan|en la noche)\\b",
    "cease": "dej(?:en|a|e|an|es|ar|o|enme|ame|eme)|par(?:en|a|e|ar|enle|ale|ele|o)|ces(?:en|a|e|ar)|basta|alto"
    "|termin(?:en|a|e|ar)|stop",
    "avoid": "absten\\w+|evit(?:en|e|ar|a|es)|rehus\\w+",
    "halt": "stop|alto|parar|paren|pare|par(?:a|en|e)(?:le)? (?:de|con|a)|parenle con|basta|cancel(?:ar|a|en|e|ame"
    "|enme|o)|dejen|dejar|deten(?:er|gan|ga)|suspend(?:er|an|e|a)|termin(?:ar|en|a|e)|anul(?:ar|en|a|e)"
    "|desactiv(?:ar|en|a|e)|apag(?:ar|uen|a|ue)|quit(?:ar|en|a|e)|elimin(?:ar|en|a|e)|dej(?:o|en|ar|e) de recibir"
    "|finaliz(?:ar|en)|fren(?:ar|en|e|a)|cort(?:ar|en|e|a)(?:le|la)?|fin (?:a|de)|(?:par|deteng|cancel|quit"
    "|desactiv|termin|suspend)o",
    "number": "(?:numero(?: de (?:telefono|celular))?|telefono|celular|cel|contacto)",
    "remove": "(?:quit|saqu|sac|borr|elimin|remuev|retir|desapunt|remov|descart|suprim|cancel|desuscrib|desinscrib"
    "|bloque)(?:en|e|a|as|es|an|ar|er|ir|aran|ara|eran|era|ieran|iera)",
    "off_list": "(?:del|de)(?: (?:la|las|su|sus|esta|tu|esa|el|este|ese|estos|estas|los|todas"
    "|todos))? (?:\\w+ ){0,2}?(?:listas?|base|sistema|grupo|mensajes|textos|contactos|registros?|directorio|noticias"
    "|avisos|servicio|chat|envios|cadena|lista)\\b",
    "off": "de (?:aqui|ahi|esto|eso|este numero)(?=<end>)",
}

SPANISH = rules(
    _PIECES,
    firm=r"""
        # no me manden · ya no me escriban · no vuelvan a escribirme · nunca más me llamen
        \b(?:no|ni|nunca|jamas)(?: <gap>){0,5} (?:me|nos) (?:<gap> (?:a )?)?(?:<call>)(?=<still_me>)
        \b(?:no|ni|nunca|jamas)(?: <gap>){0,5} (?:<call>)(?:<me>)(?=<still_me>)
        \b(?:ya no|favor de no|favor no|no)(?: (?:vuelv\w+ a|volver a))? (?:llam(?:en|es|e|ar))(?=$| (?:mas|por favor
          + |porfa|gracias|a (?:este|mi) (?:numero|tel\w*|cel\w*|movil))\b)
        \b(?:no|favor de no|ni)(?: <gap>){0,3} (?:<write>|<call>) (?:ni|y|o) (?:<write>|<call>)(?=<end>)
        \b(?:no|nunca) (?:me|nos) (?:est(?:e|es|en)|and(?:e|es|en)) (?:(?:mand|envi|molest|llam|busc|texte|mensaje
          + |hostig|acos)ando|(?:escrib|jod)iendo|chingando|fregando)(?!<sent_away>)
        # dejen de escribirme · paren de mandar mensajes · basta de mensajes · cancelen los mensajes
        \b<cease> (?:ya )?(?:de|con) (?:una vez de )?(?:estar |andar )*(?:<call>)(?:<me>)?(?=<still_me>)
        \bstop (?:de )?<write>(?:<me>)\b|\bni recibir (?:<some> )*(?:<message>|nada)\b
        \b<avoid> (?:de )?(?:seguir )?(?:<write>|<call>)(?:<me>\b|(?= (?:<some> )*<message>\b))
        \bexclu(?:yan|ya|ye|ir)(?:me|nos)\b|\boptar por (?:no|salir)\b
        \b<halt> (?:el |este |su |mi |tu )?(?:servicio|cuenta|membresia|registro)\b
        \bno me \w+(?:en|es|e|an|as|a) con (?:<some> )*<message>\b
        (?<!\bpara )\b<halt> (?:<some> )*<message>\b(?! fals)
        ^(?:ya |por favor |oye )*para (?:ya )?(?:los|estos|esos|tus|sus|con|de) (?:\w+ )?(?:mensajes|textos|mensaje)\b
        \bningun (?:otro )?<message> mas\b
        # quítenme de la lista · que me saquen · denme de baja · borren mi número · salir de la lista
        \bque me <remove>(?=$| (?:por|porfa|ya|gracias)\b)
        \b(?:olvid|pierd|tach)(?:en|e|a|an|ar|er) (?:mi|este) <number>\b
        \b<remove> mis? (?:nombre|informacion|info|datos) <off_list>
        \bbaja (?:del?|al|en|a) (?:la |el |su |este |esta |estos |los )?(?:servicio|lista|mensajes|sistema
          + |suscripcion|textos|alertas|noticias)\b
        \b(?:desuscri|desubscri|desinscri|desafili|desapunt)\w+\b
        ^de baja(?=<end>)|\bdad[oa] de baja\b|\bbaja mi <number>
        \bme (?:estan|estas|esta|siguen|sigue) (?:molestando|fastidiando|hartando|hostigando|acosando)\b
        \bdej(?:en|e|a) (?:ya )?mi <number> en paz\b|\b(?:sal|salte|salganse|salgan) de mi <number>
        \bme dej(?:en|es|e) (?:ya )?(?:en paz|tranquil)
        \bfuera de (?:la|su|esta|tu) lista\b
        # revoco mi consentimiento · no autorizo · los voy a bloquear
        \b(?:revoco|retiro|cancelo|quito) (?:mi |el |todo )*(?:consentimiento|permiso|autorizacion)\b
        \bya (?:parenle|parale|dejenle|bajenle)(?: (?:con|a) (?:eso|esto))?(?=<end>)
        \bno (?:firme|me inscribi|me apunte) para (?:esto|eso|recibir|que me)\b
        \bcomo (?:le hago para |hago para |puedo |le hago pa )?(?:dejo|dejar) de (?:recibir|que me)\b
        \bno (?:les |te |le )?(?:di|doy|dimos|tienen|he dado)(?: \w+){0,2} (?:permiso|consentimiento|autorizacion)\b
        \b(?:los|te|lo|les|las) (?:voy a |vamos a |estoy )?(?:bloque|report|denunci|demand)(?:ar|o|ando|are)\b
        \bvoy a (?:bloquear|reportar|denunciar|demandar)(?:los|te|las|lo|les)\b
        \b(?:bloque|report|denunci)(?:ar|o|are|en|e|ando|ado) (?:este|su|tu|ese|el) <number>\b
    """,
    wishes=r"""
        # no quiero más mensajes · no deseo ser contactado · yo no pedí estos mensajes
        \b(?:no|ni|nunca)(?: (?:quiero|deseo|quisiera|necesito))?(?: \w+)? ser (?:contactad|molestad|notificad
          + |llamad)\w+
        \b(?:prefiero|preferiria|me gustaria|quisiera) (?:que )?no (?:seguir )?recib\w+
        \bno me gustaria (?:seguir )?recib\w+
        \b(?:nunca|jamas) (?:pedi|solicite|autorice|acepte|quise) (?:<some> )*<message>\b
        \b(?:no|nunca|jamas) (?:pedi|solicite|autorice|acepte)(?: \w+)? (?:esto|eso|estos|nada)(?=<end>)
    """,
    soft=r"""
        ^(?:\w+ ){0,3}persona equivocada
        \b(?:este|ese|aqui) (?:ya )?no es (?:el|su) <number> de\b
        ^(?:\w+ )?ya (?:los|te|lo|las) (?:bloquee|reporte|denuncie)\b
        ^(?:\w+ )?no (?:quiero|deseo) (?:mas|mas de esto|nada|nada mas|nada de esto|nada de ustedes|esto|seguir con esto
          + |nada con ustedes|ser parte de esto)(?: (?:por favor|porfa|gracias))*$
        \bno (?:quiero|deseo|quisiera) (?:formar|ser) parte\b
        ^(?:\w+ )?no (?:quiero|deseo) (?:participar|estar|seguir)(?: (?:mas|aqui|en esto|mas en esto|por favor
          + |gracias))*$
        ^(?:\w+ )?(?:quiero|deseo|necesito|quisiera|como|me quiero|para) (?:me )?(?:salir|salirme|salgo|salirse)
          + (?: ya| por favor| porfa)*$
        ^(?:ya |por favor |oye |oigan )*(?:larguense|largate|vayanse|vete|callense|callate|fuera|no molesten
          + |vayan a molestar a otros?|no fastidien|no chinguen|no jodan)(?: (?:ya|por favor|porfa|de aqui))*$
        ^(?:yo |ya )?me salgo(?: ya| de esto| de aqui)?$|\bquiero (?:dejar|salir de) (?:el|este|la|esta) (?:grupo|chat
          + |lista)\b
        ^(?:por favor |ya )?me (?:pueden? |puedes )?(?:quit|sac|borr|elimin)(?:an|ar|as)(?: (?:ya|por favor|porfa
          + |de aqui))*$
        \bno quiero pertenecer\b|\bno me agreguen?\b|\bno me despierten?\b|\bdejen dormir\b|\bno quiero nada (?:con
          + |de) ustedes\b
        \b(?:vayanse|vete|vayan) a la (?:chingada|verga|fregada|mierda)\b|\bchinguen a su madre\b|^que se callen\b
        ^(?:solicito|pido|quiero|deseo|necesito) (?:la |mi )?(?:cancelacion|cancelar|baja)(?: (?:de|por favor|ya)|$)
        ^ya corten(?:le|la)?\b|^cort(?:en|a)(?:le|la)(?: ya)?$
        ^(?:por favor |porfa |porfavor |gracias |bueno |oiga |oye |ok |pero )+(?:ya no|no mas
          + |ya no mas)(?: (?:por favor|porfa|gracias|ya))*$
        ^(?:stop|alto|paren|basta) (?:soy|me llamo|aqui|habla|no soy) \w+
        ^(?:\w+ )?ya no (?:autorizo|acepto|doy permiso)\b
        ^(?:ya )?no (?:sigan|siga|recibir|insistan|insista)(?: (?:por favor|porfa|mas))*$
        ^no soy (?:esa|la) persona\b|\bno conozco a esa persona\b|\baqui no vive\b(?! nadie)|\b<number> ya no es de\b
          + |\bno tiene este <number>\b
        \beste no es (?:su|el) <number>\b|\bconfund\w+ (?:de |el )?numero\b|\bcambio de dueno\b
        \bcomo (?:le )?hago para (?:no|ya no|dejar de) recibir\b|\b(?:pido|quiero|exijo
          + |necesito) que (?:ya )?paren(?=<end>)
        ^(?:puro|son) (?:spam|acoso)$
        \b(?:molestan?|hartan?|fastidian?|cansan?) (?:sus |estos |tantos |los |tus )+<message>\b
        \b(?:sus|estos|tantos|los|tus) <message> (?:ya )?(?:me|nos) (?:molesta|harta|fastidia|cansa)n?\b
        \bya (?:me|nos) (?:hart|cans|aburr|fastidi|molest)(?:aron|ieron|aste|iste|o|an)\b|\bya estoy hart[oa]\b
        ^ya (?:deja|dejalo|dejala|dejenlo|calmense|calmate|nada|con eso|por favor|wey|guey|en serio)(?: (?:por favor
          + |ya|wey|guey))*$
        \b(?:sin|cero|no tengo|no hay|ningun) interes\b(?! en que)|\berror de numero\b|\bsoy otra persona\b
          + |\b(?:cerrar|terminar|salir del|dejar el)
          +  (?:el |este )?(?:chat|conversacion|grupo)\b|^hasta aqui(?: (?:nomas|por favor|gracias|llego esto))*$
        ^favor de (?:no|ya no|quitar\w*|remover\w*|sacar\w*|cancelar\w*)$
        \bno (?:chin\w+|frieg\w+|jod(?:an|as|a)|manchen)\b
        ^(?:\w+ )?baja (?:definitiva|inmediata|total)\b|\bmi baja\b
        ^(?:\w+ )?fuera de mi (?:telefono|celular|cel)\b
        ^ya (?:chole|estuvo|fue)(?= |$)(?: (?:bueno|suficiente|mucho|bien|suave))?(?: (?:por favor|porfa|gracias
          + |de (?:mensajes|textos|esto)))*$
        \b(?:como|donde) (?:me |lo |la |le hago para |hago para |le hago pa |puedo )*(?:salgo|salirme|salir|cancelo
          + |cancelar
          + |paro|parar|detengo|termino|quito|quitarme|desactivo|borro|saco)(?: (?:de esto|esto|eso|de aqui|esta cosa
          + |ya))*$
        \bno mas (?:de )?(?:esto|eso)(?=<end>)
    """,
    unwanted=r"""
        # no dejen de escribirme · no me quiten de la lista
        \bno (?:me |se |nos |lo |le |les |quiero |deseo |quise |quisiera |vayan a |queria |que |te |es para )*
          + (?:dejen|dejes|deje|dejar|paren|pares|quiten|quites|saquen|borren|eliminen|den de baja|des de baja
          + |cancelar?|cancelen|salir|salirme|darme de baja|parar|desuscribir\w*|sacarme|quitarme|borrarme)\b
          + (?! de (?:molest|chin|jod))
        \bno me (?:escrib|mand|habl|envi)(?:an|as|a|en|es|e)(?: (?:mensajes|textos|cosas|esto))? en (?:ingles|espanol)\b
        ^(?:\w+ )?por fin\b|^en fin\b
        \bno (?:le|les) (?:mand|escrib|envi)\w+ (?:\w+ )?a (?:mi|la|los|mis|ice)\b
        ^(?:y |pero )?(?:puedo|podre|se puede|que pasa si|si)\b.*\b(?:despues|luego|mas tarde|cuando (?:yo )?quiera
          + |mas adelante)\b
    """,
)

"""The words of the public pages, in every language that the pages are written in.

Every language has the same keys and the same placeholders (a test holds that); `.one` and `.other` are the plural forms
that Babel chooses between. The words that people text (JOIN, STOP …) are those of the conversation's own catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "language": "English",
    "skip": "Skip to the petition",
    "languages": "Language",
    "all_petitions": "All petitions",
    "list_title": "Petitions you can sign from any phone",
    "list_lead": "Read one, then sign it by text message or on Telegram. No app, no account, no e-mail.",
    "list_open": "Open petitions",
    "list_none": "No petition is open at the moment.",
    "list_finished": "Finished petitions",
    "read_and_sign": "Read and sign",
    "read": "Read",
    "state_open": "Open for signatures",
    "state_paused": "Paused",
    "state_closed": "Closed",
    "state_not_yet_open": "Not open yet",
    "opens_on": "This petition opens for signatures on {date}.",
    "closes_on": "Signatures are taken until {date}.",
    "paused_note": "No signatures are taken at the moment. Those already given stay.",
    "closed_note": "This petition no longer takes signatures.",
    "closed_on": "This petition closed on {date} and no longer takes signatures.",
    "outcome": "What came of it",
    "addressed_to": "Addressed to",
    "started_by": "Started by",
    "photo_by": "Picture: {credit}",
    "signatures.one": "signature given here",
    "signatures.other": "signatures given here",
    "carried_over.one": "and {count} carried over from {source} ({date})",
    "carried_over.other": "and {count} carried over from {source} ({date})",
    "carried_over_plain.one": "and {count} carried over from before ({date})",
    "carried_over_plain.other": "and {count} carried over from before ({date})",
    "progress": "{total} of {goal}",
    "goal_reached": "The goal of {goal} is reached.",
    "progress_title": "Progress to the goal: {total} of {goal} signatures",
    "sign": "Sign from any phone",
    "invitation_first": "Be the first to sign, with {organization}.",
    "invitation.one": "Join {organization} and {count} other person.",
    "invitation.other": "Join {organization} and {count} other people.",
    "no_channel": "Signing by phone is not set up on this site yet.",
    "by_sms": "By text message",
    "text_keyword": "Text {keyword} to {number}",
    "open_messages": "Open my messages",
    "qr_sms": "Code to scan: starts a text message with {keyword} to {number}",
    "on_whatsapp": "On WhatsApp",
    "send_keyword": "Send {keyword} to {number}",
    "open_whatsapp": "Open WhatsApp",
    "qr_whatsapp": "Code to scan: starts a message with {keyword} to {number} on WhatsApp",
    "on_telegram": "On Telegram",
    "open_bot": "Open @{bot} and press Start",
    "open_telegram": "Open Telegram",
    "qr_telegram": "Code to scan: opens @{bot} on Telegram",
    "scan": "or scan the code with your camera",
    "small_print": "By texting {keyword} to {number} you ask {organization} to answer with automated text messages so "
    "that you can sign: about 3 messages for one signature. Petition updates come only if you also text JOIN: at "
    "most 4 messages a month. Message and data rates may apply. Text HELP for help, STOP to stop. Your signature "
    "does not depend on updates.",
    "summary": "In short",
    "full_text": "The full text",
    "text_version": "Every signature names the version of the text that was signed. This is version {version}.",
    "privacy": "Your privacy",
    "privacy_totals": "Those whom this petition addresses get totals by area, not names. Your name is shown to them "
    "only if you choose that when you sign.",
    "privacy_initials": "Those whom this petition addresses get initials and totals by area. Your full name is shown "
    "to them only if you choose that when you sign.",
    "privacy_once": "One phone number or Telegram account counts once.",
    "privacy_kept": "Names and ZIP codes are kept encrypted. Your number is kept only while you are signing or want "
    "updates, and is never sold or passed on for marketing.",
    "privacy_rights": "Text UNSIGN to take your signature off, DELETE to erase everything that is held about you, STOP"
    " to end all messages. After STOP your signature still counts.",
    "privacy_channel": "Text messages are not encrypted: your phone company can read and keep them. Telegram can read "
    "what you write to a bot.",
    "privacy_whatsapp": "WhatsApp and the company that connects us to it can read what you write there. By text "
    "message or on WhatsApp, DELETE takes your signature off and erases the chat where you send it.",
    "contact": "Questions? Write to {contact}.",
    "footer": "This page sets no cookies and loads nothing from anybody else.",
    "missing_title": "This page does not exist",
    "missing_note": "The address may be mistyped, or the petition may not be public yet.",
    "see_open": "See the petitions that are open",
}

SPANISH: Mapping[str, str] = {
    "language": "Español",
    "skip": "Ir a la petición",
    "languages": "Idioma",
    "all_petitions": "Todas las peticiones",
    "list_title": "Peticiones que puedes firmar con cualquier teléfono",
    "list_lead": "Lee una y fírmala por mensaje de texto o por Telegram. Sin aplicación, sin cuenta y sin correo.",
    "list_open": "Peticiones abiertas",
    "list_none": "En este momento no hay ninguna petición abierta.",
    "list_finished": "Peticiones terminadas",
    "read_and_sign": "Leer y firmar",
    "read": "Leer",
    "state_open": "Abierta a firmas",
    "state_paused": "En pausa",
    "state_closed": "Cerrada",
    "state_not_yet_open": "Aún no abre",
    "opens_on": "Esta petición se abre a firmas el {date}.",
    "closes_on": "Se reciben firmas hasta el {date}.",
    "paused_note": "Por ahora no se reciben firmas. Las que ya se dieron siguen contando.",
    "closed_note": "Esta petición ya no recibe firmas.",
    "closed_on": "Esta petición cerró el {date} y ya no recibe firmas.",
    "outcome": "Qué se logró",
    "addressed_to": "Dirigida a",
    "started_by": "La inició",
    "photo_by": "Imagen: {credit}",
    "signatures.one": "firma dada aquí",
    "signatures.other": "firmas dadas aquí",
    "carried_over.one": "y {count} que viene de {source} ({date})",
    "carried_over.other": "y {count} que vienen de {source} ({date})",
    "carried_over_plain.one": "y {count} que viene de antes ({date})",
    "carried_over_plain.other": "y {count} que vienen de antes ({date})",
    "progress": "{total} de {goal}",
    "goal_reached": "Se alcanzó la meta de {goal}.",
    "progress_title": "Avance hacia la meta: {total} de {goal} firmas",
    "sign": "Firma con cualquier teléfono",
    "invitation_first": "Sé la primera persona en firmar, junto a {organization}.",
    "invitation.one": "Únete a {organization} y a {count} persona más.",
    "invitation.other": "Únete a {organization} y a {count} personas más.",
    "no_channel": "En este sitio todavía no se puede firmar por teléfono.",
    "by_sms": "Por mensaje de texto",
    "text_keyword": "Manda {keyword} al {number}",
    "open_messages": "Abrir mis mensajes",
    "qr_sms": "Código para escanear: empieza un mensaje con {keyword} al {number}",
    "on_whatsapp": "Por WhatsApp",
    "send_keyword": "Manda {keyword} al {number}",
    "open_whatsapp": "Abrir WhatsApp",
    "qr_whatsapp": "Código para escanear: empieza un mensaje con {keyword} al {number} en WhatsApp",
    "on_telegram": "Por Telegram",
    "open_bot": "Abre @{bot} y toca Iniciar",
    "open_telegram": "Abrir Telegram",
    "qr_telegram": "Código para escanear: abre @{bot} en Telegram",
    "scan": "o escanea el código con tu cámara",
    "small_print": "Al mandar {keyword} al {number} pides a {organization} que te responda con mensajes de texto "
    "automáticos para que puedas firmar: unos 3 mensajes por firma. Las noticias de la petición llegan solo si "
    "además mandas UNIRME: hasta 4 mensajes al mes. Pueden aplicar tarifas de mensajes y datos. Manda AYUDA para "
    "recibir ayuda y STOP para no recibir más mensajes. Tu firma no depende de las noticias.",
    "summary": "En pocas palabras",
    "full_text": "El texto completo",
    "text_version": "Cada firma nombra la versión del texto que se firmó. Esta es la versión {version}.",
    "privacy": "Tu privacidad",
    "privacy_totals": "Las personas a quienes va dirigida esta petición reciben totales por zona, no nombres. Solo "
    "verán tu nombre si así lo eliges al firmar.",
    "privacy_initials": "Las personas a quienes va dirigida esta petición reciben iniciales y totales por zona. Solo "
    "verán tu nombre completo si así lo eliges al firmar.",
    "privacy_once": "Cada número de teléfono o cuenta de Telegram cuenta una sola vez.",
    "privacy_kept": "Los nombres y códigos postales (ZIP) se guardan cifrados. Tu número se guarda solo mientras "
    "firmas o si quieres noticias, y nunca se vende ni se comparte para publicidad.",
    "privacy_rights": "Manda RETIRAR para quitar tu firma, BORRAR para borrar todo lo que se guarda de ti y STOP para "
    "terminar todos los mensajes. Después de STOP tu firma sigue contando.",
    "privacy_channel": "Los mensajes de texto no van cifrados: tu compañía telefónica puede leerlos y guardarlos. "
    "Telegram puede leer lo que escribes a un bot.",
    "privacy_whatsapp": "WhatsApp y la empresa que nos conecta con él pueden leer lo que escribes ahí. Por mensaje de "
    "texto o por WhatsApp, BORRAR quita tu firma y borra el chat donde lo mandas.",
    "contact": "¿Preguntas? Escribe a {contact}.",
    "footer": "Esta página no usa cookies ni carga nada de terceros.",
    "missing_title": "Esta página no existe",
    "missing_note": "Puede que la dirección tenga un error o que la petición todavía no sea pública.",
    "see_open": "Ver las peticiones abiertas",
}

WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "es": SPANISH}

LANGUAGES: tuple[str, ...] = tuple(WORDS)

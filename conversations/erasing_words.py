"""How people wish that what they gave be erased, in whole sentences; held against plain words, one space apart."""

from __future__ import annotations

_DELETE = r"(?:delete|erase|wipe|destroy|purge)"
_BORRA = r"(?:[bv]orr?|elimin)(?:a|e|ar|an|en|as|es)?"
_PLACE = (
    r"(?:computers?|computadoras?|system|sistema|databases?|data base|base de datos|files?|archivos?|records?"
    r"|registros?|servers?|servidor(?:es)?|sistem|banco de dados)"
)
_MINE = r"(?:name|info|information|data|details|zip|address|number|phone|nombre|datos|informacion|direccion|numero)"
#: "Erase my number" alone is an opt-out.
_OWN = r"(?:name|info|information|data|details|zip|address|nombre|datos|informacion|direccion)"
_GAVE = r"(?:sent|send|texted|text|wrote|gave|give|told|typed|said)"
_DI = r"(?:mand\w+|envi\w+|escrib\w+|di|dije|puse|les? di|les? dije|les? mand\w+|les? envi\w+|te di|te mande)"
#: Wishes that an opt-out may sound like, but that are about what is held.
SURELY_HELD = (
    rf"\b(?:{_DELETE}|remove|get rid of|forget) (?:all )?(?:of )?(?:what|everything|whatever|all|the (?:things|stuff"
    rf"|texts)) (?:that )?i (?:just |already |have )?{_GAVE}\b"
    rf"|\b{_BORRA}(?:n?l[oa]s?)? (?:todo )?lo que (?:yo )?(?:ya )?{_DI}\b"
    rf"|\b(?:dont|do not|no longer) want (?:you|u|yall|them)(?: guys| all)? (?:to )?(?:have|having|keep|keeping|hold"
    rf"|holding|store|storing|save|saving) my {_OWN}\b"
    rf"|\b(?:dont|do not|no longer) want my {_OWN}(?: and (?:my )?{_MINE})? (?:on file"
    rf"|(?:in|on) (?:your|the) {_PLACE})\b"
    rf"|\bno quiero que (?:\w+ )?(?:guarden?|tengan?|conserven?|almacenen?|se queden con) mi (?:nombre|zip"
    rf"|direccion|informacion|firma)\b"
    rf"|\bno quiero (?:estar|aparecer|que mi nombre este) en (?:su|sus|la|el|tu) {_PLACE}\b"
    rf"|\b{_DELETE} (?:me|(?:all )?my {_OWN}(?: and (?:my )?{_MINE})?) (?:from|out of|off|in|on)"
    rf" (?:of )?(?:your|the|yall|ur) {_PLACE}\b"
    rf"|\b(?:remove|{_DELETE}) (?:all |all of )?my (?:data|info|information|details) (?:from|out of) (?:your|the)"
    rf" {_PLACE}\b"
    rf"|\b{_BORRA} (?:todos? )?(?:mi|mis) {_OWN}(?: y (?:mi |mis )?{_MINE})? de (?:su|sus|la|el|los|tu) {_PLACE}\b"
    rf"|\b(?:mis|los) datos\b(?: \w+){{0,5}} (?:[bv]orr?|elimin)(?:e|en|a|an|ar)l[oa]s\b"
    r"|\b(?:want|need|like) (?:everything|it all|all of it|all my (?:data|info|information))"
    r" (?:gone|deleted|erased|wiped)\b"
)

"""Signs beside a word that leave it open what is meant: "1?", "ok :(", "❌ 1" and "👎 yes" confirm nothing."""

from __future__ import annotations

import re
import unicodedata

#: Emoji that go with a yes: hands that agree, ticks, hearts, friendly faces, feasts, pens and flowers.
_FRIENDLY = frozenset(
    "👍👌✅✔☑✓🗸✍🙋🙏🙌👏💪✊👊🤝🤞🆗💯👆☝⬆👉"
    "❤♥❣🧡💛💚💙💜🤎🖤🤍💗💖💓💕💞💝💘🩷🩵"
    "😀😃😄😁😊☺🙂😇😍🥰😘🤗😎🤩🥳😌😉"
    "🎉🎊⭐🌟✨🌹🌻🌷🌺🌸🔥🕊🦋✏📝🖊🖋♀♂•·❗❕"
)
#: Punctuation as people and phones put it around a word, the signs of "1=SIGN" and of quotation among them.
_PUNCTUATION = frozenset(".,!¡'\"*_()[]{}:;=#+/\\-–—…“”„‘’«»‹›`´\u2044")
#: Marks that strike through what they stand on, or forbid it.
_STRIKES = frozenset("\u0335\u0336\u0337\u0338\u20e0")
_FLAG_OR_SKIN = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
#: ":(", ":-/", ";_;", "-_-" and "-1", from which nobody should be signed.
_REFUSES = re.compile(r"[:;=]['’]?-?[(\[{/\\|<]|[)\]}/\\]-?['’]?[:;=]|[-._;¬][-_.]+[-._;¬]\W*$|^\W*[-–—−]\s*\d")
_ELLIPSIS = re.compile(r"\.{2,}")


def is_doubtful(text: str) -> bool:
    """Whether a question mark, an emoji that is no yes, or an emoticon of refusal stands in `text`.

    Full stops, exclamation marks, brackets, quotation marks and asterisks are none of these: "1." and "*1*" are plain.
    """
    if text.isalnum():
        return False
    signs = unicodedata.normalize("NFKD", text)
    return any(map(_leaves_doubt, signs)) or _REFUSES.search(_ELLIPSIS.sub(" ", signs)) is not None


def _leaves_doubt(sign: str) -> bool:
    if sign.isalnum() or sign.isspace() or sign in _PUNCTUATION or sign in _FRIENDLY:
        return False
    if unicodedata.category(sign) in ("Mn", "Me", "Cf", "Cc", "Zs"):
        return sign in _STRIKES
    return not _FLAG_OR_SKIN.match(sign)

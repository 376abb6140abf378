"""Reads Telegram's small HTML as strictly as Telegram does (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

from html.parser import HTMLParser

_KNOWN = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler", "span"}
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.plain: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise ValueError(f'unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f'unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.plain.append(data)


def plain_text(html: str) -> str:
    """The text without its tags.

    Raises:
        ValueError: when a tag is unknown, not closed, or closed in the wrong order.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise ValueError(f'can\'t find end tag corresponding to start tag "{reader.open[-1]}"')
    return "".join(reader.plain)

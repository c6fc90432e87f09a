"""Reading HTML back: which tags and attributes a browser would see, and which text."""

from html.parser import HTMLParser

HARMLESS_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "span", "strong", "time", "u", "ul"}
)
HARMLESS_ATTRIBUTES = frozenset({"class", "data-go", "datetime", "href", "rel", "start", "tabindex", "target", "title"})
LINKS = ("http://", "https://", "mailto:", "/?")


class ReadHtml(HTMLParser):
    """What is in a piece of HTML; `unbalanced` names tags that do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.unbalanced: list[str] = []
        self._open: list[str] = []
        self.feed(str(html))  # a slice of Markup would escape text added to it
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "br":
            self.text += "\n"
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> ReadHtml:
    """Only harmless tags and attributes, web links, and everything closed."""
    read = ReadHtml(html)
    assert set(read.tags) <= HARMLESS_TAGS
    assert {name for name, _ in read.attributes} <= HARMLESS_ATTRIBUTES
    for name, value in read.attributes:
        if name == "href":
            assert value.lower().startswith(LINKS)
    assert not read.unbalanced
    return read

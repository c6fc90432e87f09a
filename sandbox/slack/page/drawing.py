"""Functions for the templates that draw blocks for one reader."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from sandbox.slack.forms import options_of
from sandbox.slack.page import chart_svg, markdown, mrkdwn, pictures, rich_text, tables
from sandbox.slack.page.offers import Offers, words_of
from sandbox.slack.page.people import Faces
from sandbox.slack.page.pictures import Picture
from sandbox.slack.page.reader import Reader
from sandbox.slack.page.tables import ShownTable
from sandbox.slack.records import File
from sandbox.slack.state import Workspace

Json = Mapping[str, Any]


class Drawing:
    """Blocks and elements as HTML parts, and the lists that pickers offer."""

    def __init__(self, workspace: Workspace, reader: Reader, faces: Faces) -> None:
        self._workspace = workspace
        self.reader = reader
        self.offers = Offers(workspace, faces, reader.user_id)

    def text(self, text: Json | str | None) -> Markup:
        """A text object, or the text of a message."""
        return mrkdwn.text_object(text, self.reader)

    def words(self, text: Json | None) -> str:
        """A plain_text object as bare words."""
        return words_of(text)

    def markdown(self, block: Json) -> Markup:
        """A markdown block."""
        return markdown.markdown(str(block["text"]), self.reader)

    def rich_text(self, block: Json) -> Markup:
        """A rich_text block."""
        return rich_text.rich_text(block, self.reader)

    def table(self, block: Json) -> ShownTable:
        """A table or data_table block."""
        if block["type"] == "data_table":
            return tables.data_table(block, self.reader)
        return tables.plain_table(block, self.reader)

    def chart(self, block: Json) -> Markup:
        """A data_visualization block."""
        return chart_svg.chart(block)

    def picture(self, image: Json) -> Picture:
        """The picture of an image block or element."""
        return pictures.picture_of(image, self._workspace)

    def shared_files(self, file_ids: Sequence[str]) -> list[tuple[File, Picture, str]]:
        """The files below a message, each with its picture and readable size."""
        files = [file for file_id in file_ids if (file := self._workspace.files.get(file_id))]
        return [(f, pictures.picture_of_file(f, self._workspace), pictures.size_words(f.length)) for f in files]

    def is_document(self, file: File) -> bool:
        """Whether a file exists and is not a picture."""
        files = self._workspace.files
        return not file.deleted and files.is_ready(file) and not files.is_picture(file)

    def href(self, url: str) -> str | None:
        """The link target of a button's URL."""
        return self.reader.href(url)

    def sees(self, element: Json) -> bool:
        """Whether the reader can see this element."""
        only = element.get("visible_to_user_ids")
        return not only or self.reader.user_id in only

    def chosen(self, element: Json) -> list[str]:
        """The values of the initially selected options."""
        initial = element.get("initial_options") or [element.get("initial_option")]
        return [str(option.get("value")) for option in initial if option]

    def options(self, element: Json) -> list[Json]:
        """All options of an element, groups flattened."""
        return list(options_of(dict(element)))

"""Pictures in image blocks and shared files: address, size, and a text if there is none."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack.records import File
from sandbox.slack.state import Workspace

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Picture:
    """A picture, or the reason in `missing`. Width and height in pixels are 0 if unknown."""

    alt: str
    src: str = ""
    missing: str = ""
    is_scanning: bool = False
    width: int = 0
    height: int = 0


def picture_of(image: Mapping[str, Any], workspace: Workspace) -> Picture:
    """The picture of an image block or element; external addresses are never loaded."""
    alt = str(image.get("alt_text", ""))
    if "slack_file" not in image:
        return Picture(alt, missing="This picture lies outside of the workspace and is not loaded here.")
    file = workspace.file_of(image["slack_file"])
    return Picture(alt, missing="This file was deleted.") if file is None else picture_of_file(file, workspace, alt)


def picture_of_file(file: File, workspace: Workspace, alt: str = "") -> Picture:
    """The picture in an uploaded file."""
    alt = alt or file.alt_text or file.title
    if file.deleted:
        return Picture(alt, missing="This file was deleted.")
    if not workspace.files.is_ready(file):
        return Picture(alt, missing="Processing the picture…", is_scanning=True)
    if not workspace.files.is_picture(file):
        return Picture(alt, missing="This file is no picture.")
    width, height = png_size(file.content or b"")
    return Picture(alt, src=f"/picture/{file.id}", width=width, height=height)


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height from a PNG's header; (0, 0) for anything else."""
    if len(content) < 24 or not content.startswith(PNG_SIGNATURE):
        return (0, 0)
    width, height = struct.unpack(">II", content[16:24])
    return (width, height)


def size_words(length: int) -> str:
    """A readable file size: `48 kB`."""
    if length < 1_000:
        return f"{length} byte{'' if length == 1 else 's'}"
    return f"{length / 1_000:.0f} kB" if length < 1_000_000 else f"{length / 1_000_000:.1f} MB"

"""ETags: analytics endpoints answer 304 if nothing has changed since the last read."""

from hashlib import sha256

from starlette.responses import Response

NOT_MODIFIED = 304
MAX_AGE_S = 900


def tagged_answer(response: Response, known_tags: str) -> Response:
    """The response with its ETag, or a 304 without a body if the tag is in `If-None-Match`.

    The tag depends only on the content.
    """
    tag = f'"{sha256(bytes(response.body)).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": f"public, max-age={MAX_AGE_S}"}
    known = {known_tag.strip().removeprefix("W/") for known_tag in known_tags.split(",")}
    if tag in known or "*" in known:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return response

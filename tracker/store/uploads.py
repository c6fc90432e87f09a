"""Which picture was uploaded under which file id."""

from datetime import datetime

from sqlmodel import Session, delete, select

from tracker.store.tables import UploadedFileRow


def find_upload(session: Session, content_hash: str) -> str | None:
    """The file id of a picture with this content, if it was uploaded before."""
    return session.exec(select(UploadedFileRow.file_id).where(UploadedFileRow.content_hash == content_hash)).first()


def save_upload(session: Session, content_hash: str, file_id: str, *, now: datetime) -> None:
    """Remember a picture; the newest upload of the same content wins."""
    session.merge(UploadedFileRow(content_hash=content_hash, file_id=file_id, uploaded_at=now))


def forget_upload(session: Session, file_id: str) -> None:
    """Forget a picture that is gone, so that it is uploaded again."""
    session.exec(delete(UploadedFileRow).where(UploadedFileRow.file_id == file_id))  # type: ignore[arg-type]

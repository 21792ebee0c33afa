"""An upload as a file that the limited reader can open, for as long as it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ValidationError
from django.core.files import File


@contextmanager
def on_disk(file: "File[bytes]", most_bytes: int) -> Iterator[Path]:
    """The path of a copy that is gone afterwards. ValidationError too_big."""
    if (file.size or 0) > most_bytes:
        raise ValidationError(f"文件超过 {most_bytes // 1024**2} MB。请检查是不是选错了文件，或拆成几个后分别上传。", code="too_big")
    with NamedTemporaryFile(suffix=".xlsx") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        yield Path(kept.name)

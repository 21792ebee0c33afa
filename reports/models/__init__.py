"""Tables of what leaders read: frames, bulletins and their published revisions."""

from reports.models.bulletin import Bulletin, BulletinRevision
from reports.models.frame import Frame

__all__ = ["Bulletin", "BulletinRevision", "Frame"]

"""Tables of what leaders read: bulletins and their published revisions."""

from reports.models.bulletin import Bulletin, BulletinRevision

__all__ = ["Bulletin", "BulletinRevision"]

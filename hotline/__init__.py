"""The roof: settings, urls, the clock, district profiles."""

from hotline.celery import app as celery_app

__all__ = ["celery_app"]

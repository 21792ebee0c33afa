"""The app's name, also in Chinese."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hotline"
    verbose_name = "后台"

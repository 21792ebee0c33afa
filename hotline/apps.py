"""The app's name, also in Chinese, and the back office as the site of Django's admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class HotlineConfig(AppConfig):
    name = "hotline"
    verbose_name = "后台"
    default = True


class OfficeConfig(admin_apps.AdminConfig):
    default = False
    default_site = "hotline.admin.Office"

"""The dispatcher's desk; and the views that people of every desk keep."""

from django.urls import path

from tickets.views import dispatching, responsibility, saved_views

urlpatterns = [
    path("dispatch/", dispatching.desk, name="dispatch_desk"),
    path("dispatch/checked/", dispatching.dispatch_checked, name="dispatch_checked"),
    path("dispatch/presence/", dispatching.presence, name="presence"),
    path("dispatch/<path:number>/assists/", dispatching.add_assists, name="dispatch_assists"),
    path("dispatch/<path:number>/category/", dispatching.classify, name="dispatch_classify"),
    path("dispatch/<path:number>/reconcile/", dispatching.reconcile, name="dispatch_reconcile"),
    path("dispatch/<path:number>/", dispatching.desk, name="dispatch_ticket"),
    path("responsibility/", responsibility.table, name="responsibility"),
    path("responsibility/list.xlsx", responsibility.as_file, name="responsibility_file"),
    path("responsibility/line/", responsibility.line, name="responsibility_line"),
    path("responsibility/<int:pk>/", responsibility.line, name="responsibility_edit"),
    path("responsibility/<int:pk>/drop/", responsibility.drop, name="responsibility_drop"),
    path("views/", saved_views.save, name="view_save"),
    path("views/<int:pk>/drop/", saved_views.drop, name="view_drop"),
]

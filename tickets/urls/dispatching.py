"""The dispatcher's desk; and the views that people of every desk keep."""

from django.urls import path

from tickets.views import dispatching, saved_views

urlpatterns = [
    path("dispatch/", dispatching.desk, name="dispatch_desk"),
    path("dispatch/checked/", dispatching.dispatch_checked, name="dispatch_checked"),
    path("dispatch/<path:number>/category/", dispatching.classify, name="dispatch_classify"),
    path("dispatch/<path:number>/reconcile/", dispatching.reconcile, name="dispatch_reconcile"),
    path("dispatch/<path:number>/", dispatching.desk, name="dispatch_ticket"),
    path("views/", saved_views.save, name="view_save"),
    path("views/<int:pk>/drop/", saved_views.drop, name="view_drop"),
]

"""The dispatcher's desk."""

from django.urls import path

from tickets.views import dispatching

urlpatterns = [
    path("dispatch/", dispatching.desk, name="dispatch_desk"),
    path("dispatch/checked/", dispatching.dispatch_checked, name="dispatch_checked"),
    path("dispatch/<path:number>/category/", dispatching.classify, name="dispatch_classify"),
    path("dispatch/<path:number>/reconcile/", dispatching.reconcile, name="dispatch_reconcile"),
    path("dispatch/<path:number>/", dispatching.desk, name="dispatch_ticket"),
]

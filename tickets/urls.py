"""Pages of a citizen's case. A number may be any text, a slash in it too, so it is a path in the address."""

from django.urls import path

from tickets.views import dispatching, identities, reviewing, tickets

urlpatterns = [
    path("dispatch/", dispatching.desk, name="dispatch_desk"),
    path("dispatch/checked/", dispatching.dispatch_checked, name="dispatch_checked"),
    path("dispatch/<path:number>/category/", dispatching.classify, name="dispatch_classify"),
    path("dispatch/<path:number>/reconcile/", dispatching.reconcile, name="dispatch_reconcile"),
    path("dispatch/<path:number>/", dispatching.desk, name="dispatch_ticket"),
    path("review/", reviewing.review, name="review"),
    path("review/<path:number>/", reviewing.review, name="review_ticket"),
    path("tickets/<path:number>/identity/", identities.reveal, name="reveal"),
    path("tickets/<path:number>/redo/", tickets.order_redo, name="redo"),
    path("tickets/<path:number>/", tickets.show, name="ticket"),
]

"""Pages of a citizen's case. A number may be any text, a slash in it too, so it is a path in the address."""

from django.urls import path

from tickets.views import callbacks, dispatching, identities, imports, inbox, reporting, reviewing, tickets

urlpatterns = [
    path("dispatch/", dispatching.desk, name="dispatch_desk"),
    path("dispatch/checked/", dispatching.dispatch_checked, name="dispatch_checked"),
    path("dispatch/<path:number>/category/", dispatching.classify, name="dispatch_classify"),
    path("dispatch/<path:number>/reconcile/", dispatching.reconcile, name="dispatch_reconcile"),
    path("dispatch/<path:number>/", dispatching.desk, name="dispatch_ticket"),
    path("imports/", imports.upload, name="imports"),
    path("imports/<int:pk>/", imports.progress, name="import_job"),
    path("imports/files/<int:pk>/", imports.result, name="import_batch"),
    path("imports/files/<int:pk>/rejects.xlsx", imports.rejects, name="import_rejects"),
    path("reporting/", reporting.waiting, name="reporting"),
    path("reporting/<int:pk>.xlsx", reporting.batch_file, name="report_file"),
    path("review/", reviewing.review, name="review"),
    path("review/<path:number>/", reviewing.review, name="review_ticket"),
    path("inbox/", inbox.desk, name="inbox"),
    path("inbox/<path:number>/", inbox.ticket, name="inbox_ticket"),
    path("callbacks/", callbacks.desk, name="callbacks"),
    path("callbacks/<path:number>/judge/", callbacks.judge, name="callback_judge"),
    path("callbacks/<path:number>/", callbacks.desk, name="callback_ticket"),
    path("tickets/<path:number>/identity/", identities.reveal, name="reveal"),
    path("tickets/<path:number>/redo/", tickets.order_redo, name="redo"),
    path("tickets/<path:number>/", tickets.show, name="ticket"),
]

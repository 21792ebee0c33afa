"""What is applied for about time: the desk 延期审批, a unit's forms and records, promises, the month-end clearing."""

from django.urls import path

from tickets.views import applications, clearing, extensions, promises, suspensions

urlpatterns = [
    path("applications/", applications.desk, name="applications"),
    path("applications/decided/", extensions.decided, name="applications_decided"),
    path("applications/checked/", applications.decide_checked, name="applications_checked"),
    path("applications/<path:number>/", applications.desk, name="application"),
    path("extensions/", extensions.records, name="extensions"),
    path("promises/", promises.show, name="promises"),
    path("clearing/", clearing.show, name="clearing"),
    path("inbox/<path:number>/extension/", extensions.ask, name="extension_ask"),
    path("inbox/<path:number>/suspension/", suspensions.ask, name="suspension_ask"),
    path("inbox/<path:number>/withdraw/", extensions.withdraw, name="application_withdraw"),
    path("tickets/<path:number>/resume/", suspensions.resume, name="resume"),
]

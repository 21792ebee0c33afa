"""Pages of a citizen's case, a module for each desk.

A number may be any text, a slash in it too, so it is a path in the address: in each module what stands behind a number comes
before the number alone, and the ticket's own page comes last of all.
"""

from tickets.urls import (
    applications,
    callbacks,
    daily,
    dispatching,
    hard_cases,
    imports,
    inbox,
    returns,
    reviewing,
    search,
    sharing,
    tickets,
)

urlpatterns = [
    *dispatching.urlpatterns,
    *imports.urlpatterns,
    *reviewing.urlpatterns,
    *returns.urlpatterns,
    *sharing.urlpatterns,
    *applications.urlpatterns,
    *inbox.urlpatterns,
    *callbacks.urlpatterns,
    *daily.urlpatterns,
    *hard_cases.urlpatterns,
    *search.urlpatterns,
    *tickets.urlpatterns,
]

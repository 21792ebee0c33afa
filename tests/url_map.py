"""The map of all pages and API routes as it stands, for tests that walk it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """`name` with its namespace (admin:index); `wants` are the names of its parameters."""

    name: str
    wants: tuple[str, ...]

    def address(self, values: dict[str, object]) -> str:
        """With each parameter from `values` by the route's name and the parameter's ("import_job.pk"), else by the parameter's."""
        return reverse(self.name, kwargs={want: values.get(f"{self.name}.{want}", values.get(want, "1")) for want in self.wants})


def walk(resolver: URLResolver | None = None, space: str = "", above: tuple[str, ...] = ()) -> Iterator[Route]:
    """Every named route once."""
    for pattern in (resolver or get_resolver()).url_patterns:
        wants = (*above, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, wants)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Route(f"{space}{pattern.name}", tuple(dict.fromkeys(want for want in wants if want != "format")))


def nameless() -> list[str]:
    """Routes that no table can speak of; the admin has some of its own, all behind its one door."""
    return [str(pattern.pattern) for pattern in _leaves(get_resolver()) if not pattern.name]


def _leaves(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from _leaves(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern

"""What became of a roster that was brought in."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """`changes` says each difference in words; `passwords` are those of new people, to be handed over once."""

    added: int
    changed: int
    unchanged: int
    changes: tuple[str, ...] = ()
    passwords: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def words(self) -> str:
        return f"新增 {self.added}，更改 {self.changed}，未变 {self.unchanged}"

"""How many seconds each step of a reproduction took, kept beside the progress that people see."""

from time import perf_counter

from hotline.acts.reproduction.building import Progress

PREPARING = "反推"


class Timed:
    """A progress that passes everything on and adds up the seconds of each step."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()
        self._step = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        now = perf_counter()
        # What happens before a step's first sign of life was the search and the samples, or the end of the step before.
        name = step if self._step else PREPARING
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since, self._step = now, step
        self.progress(step, done, total)

    @property
    def words(self) -> str:
        """反推 3 秒、导入工单 5 秒……合计 20 秒"""
        parts = [f"{step} {seconds:.0f} 秒" for step, seconds in self.seconds.items()]
        return f"用时：{'、'.join(parts)}；合计 {sum(self.seconds.values()):.0f} 秒"

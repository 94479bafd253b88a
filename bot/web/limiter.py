"""How often somebody may try, by key, in bounded memory. Pure: time is an argument."""

from collections import OrderedDict, deque


class Limiter:
    """At most `most` in the last `seconds` for each key. Beyond `addresses` keys the one counted longest ago goes."""

    def __init__(self, most: int, seconds: float, addresses: int = 10_000) -> None:
        self._most = most
        self._seconds = seconds
        self._addresses = addresses
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._times)

    def allows(self, key: str, now: float) -> bool:
        """Whether one more is within the limit."""
        times = self._times.get(key)
        if times is None:
            return True
        while times and times[0] <= now - self._seconds:
            times.popleft()
        return len(times) < self._most

    def count(self, key: str, now: float) -> None:
        """It happened."""
        times = self._times.setdefault(key, deque(maxlen=self._most))
        times.append(now)
        self._times.move_to_end(key)
        while len(self._times) > self._addresses or self._oldest() <= now - self._seconds:
            self._times.popitem(last=False)

    def _oldest(self) -> float:
        """When the key that was counted longest ago was; the one just counted is never too old."""
        return next(iter(self._times.values()))[-1]

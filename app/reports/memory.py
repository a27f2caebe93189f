"""Remembers what was made, as long as there is room."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Memory:
    """Keeps bytes by name, at most ``room`` of them together; what was not asked for the longest goes first."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._size = 0
        self._kept = OrderedDict[Hashable, bytes]()
        self._lock = Lock()

    def get(self, name: Hashable) -> bytes | None:
        """Return what is kept under ``name``, or None."""
        with self._lock:
            content = self._kept.get(name)
            if content is not None:
                self._kept.move_to_end(name)
            return content

    def put(self, name: Hashable, content: bytes) -> None:
        """Keep ``content``, unless it takes more than all the room there is."""
        if len(content) > self._room:
            return
        with self._lock:
            self._size += len(content) - len(self._kept.pop(name, b""))
            self._kept[name] = content
            while self._size > self._room:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest)

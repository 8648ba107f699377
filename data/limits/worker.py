"""One child process that reads, as the app sees it: asked, watched, and ended."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from data.limits.drivers import GDAL_WITHIN_LIMITS
from data.limits.memory import memory_held
from data.limits.messages import Asked, Kind, received, send

_ROOT = Path(__file__).parents[2]
# How often the child's memory and the clock are looked at while nothing comes.
_LOOK_SECONDS = 0.2
_ALLOWED = {
    **GDAL_WITHIN_LIMITS,
    # A thread for each processor of a large server would reserve more than all that is read.
    "OPENBLAS_NUM_THREADS": "1",
}


class StoppedError(Exception):
    """The child was stopped or ended by itself; `why` is memory, time or end."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Worker:
    """A child process, started at once; it waits until it is asked."""

    def __init__(self) -> None:
        """Start the process: a new Python, and no fork of one in which threads run."""
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "data.limits.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ALLOWED, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        # Few: the child waits where the app is slower, and does not fill the app's memory.
        self._answers: Queue[bytes | None] = Queue(maxsize=2)
        self._largest = 0
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def held(self) -> int:
        """Bytes that the process holds now."""
        return memory_held(self._process)

    @property
    def lives(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def ask(self, asked: Asked) -> None:
        """Say what is to be read."""
        assert self._process.stdin is not None
        self._largest = asked.largest
        # A process that has just ended is seen when its answer does not come.
        with suppress(OSError):
            send(self._process.stdin, asked)

    def answer(self, seconds: float, memory: int) -> tuple[Kind, Any]:
        """Return the next answer, or stop the child where it takes too much."""
        end = time.monotonic() + seconds
        while True:
            try:
                content = self._answers.get(timeout=_LOOK_SECONDS)
            except Empty:
                if self.held > memory:
                    self.end()
                    raise StoppedError("memory") from None
                if time.monotonic() > end:
                    self.end()
                    raise StoppedError("time") from None
                continue
            if content is None:
                raise StoppedError(self._why_ended())
            kind, value = pickle.loads(content)
            return kind, value

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        # The listener may wait for somebody to take what it heard.
        while self._listener.is_alive():
            with suppress(Empty):
                self._answers.get(timeout=0.02)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while content := received(self._process.stdout, lambda: self._largest):
            self._answers.put(content)
        self._answers.put(None)

    def _why_ended(self) -> str:
        # Its output has ended, so that it is about to; how it did is told before it is made to.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LOOK_SECONDS * 25)
        self.end()
        # By its number where this system has no such signal: Windows has neither.
        return {-9: "memory", -24: "time"}.get(self._process.returncode, "end")

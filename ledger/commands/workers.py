"""Worker processes beside the web service: started with it, ended with it, replaced when they die."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.config import Config

ENDING_SECONDS = 10
LOOK_SECONDS = 0.5
AGAIN_SECONDS = 2.0
"""A worker that dies at once is not started over and over without a pause."""
MAIN = "import sys; from ledger.cli import main; sys.exit(main())"


class Keeper:
    """Keeps one worker process running; a killed one is replaced by another, which takes over its jobs."""

    def __init__(self, config: Config) -> None:
        command = [sys.executable, "-P", "-c", MAIN, f"--data={config.data_dir}", "work"]
        self._command = [*command, f"--parent={os.getpid()}"]
        self._environment = {**os.environ, **_address(config)}
        self._stop = threading.Event()
        self.process = self._start()
        self._thread = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)
        self._thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            self._command, stdin=subprocess.DEVNULL, env=self._environment
        )

    def _keep(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            if self.process.poll() is not None and not self._stop.wait(AGAIN_SECONDS):
                self.process = self._start()

    def tell_to_end(self) -> None:
        """Starts no other, and asks the worker to hand over what it has not done."""
        self._stop.set()
        self._thread.join()
        self.process.terminate()

    def end(self) -> None:
        """Waits until the worker has ended, and kills it where that takes too long."""
        try:
            self.process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def workers(config: Config) -> Iterator[list[Keeper]]:
    """As many workers as the configuration says, for as long as the service runs.

    They are processes of their own: drawing a thousand summaries must not hold up a page.
    """
    keepers = [Keeper(config) for _number in range(config.workers)]
    try:
        yield keepers
    finally:
        for keeper in keepers:
            keeper.tell_to_end()
        for keeper in keepers:
            keeper.end()


def _address(config: Config) -> dict[str, str]:
    """What the command line said to the service and the workers have to know: the address on the paper."""
    return {"TAIZHANG_BASE_URL": config.base_url}

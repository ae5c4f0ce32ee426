"""Worker processes beside the web service: started with it and ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.config import Config

ENDING_SECONDS = 10
MAIN = "import sys; from ledger.cli import main; sys.exit(main())"


@contextmanager
def workers(config: Config) -> Iterator[None]:
    """As many workers as the configuration says, for as long as the service runs.

    They are processes of their own: drawing a thousand summaries must not hold up a page.
    """
    command = [sys.executable, "-P", "-c", MAIN, f"--data={config.data_dir}", "work"]
    command.append(f"--parent={os.getpid()}")
    started = [
        subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            command, stdin=subprocess.DEVNULL, env={**os.environ, **_address(config)}
        )
        for _number in range(config.workers)
    ]
    try:
        yield
    finally:
        for one in started:
            one.terminate()
        for one in started:
            try:
                one.wait(ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                one.kill()


def _address(config: Config) -> dict[str, str]:
    """What the command line said to the service and the workers have to know: the address on the paper."""
    return {"TAIZHANG_BASE_URL": config.base_url}

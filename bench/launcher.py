"""Runs a command and writes what it took: `python launcher.py RESULT COMMAND...`.

A process of its own, because on Linux the peak memory that is told of a process is at least that of the one that
started it. This one imports next to nothing, so that it is smaller than whatever it starts.
"""

import json
import os
import sys
import time


def run(result: str, command: list[str]) -> None:
    """Run the command to its end; writes to `result` exit code, wall and CPU seconds, peak memory and bytes written."""
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    taken = {
        "exit_code": os.waitstatus_to_exitcode(status),
        "wall_seconds": time.perf_counter() - started,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        # In KiB, but for macOS, which counts bytes.
        "peak_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        # In blocks, whatever the disk's are; macOS does not count them.
        "written_bytes": usage.ru_oublock * 512,
    }
    with open(result, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be half of the memory
        json.dump(taken, file)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2:])

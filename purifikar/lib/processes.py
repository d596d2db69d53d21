"""Child processes that never outlive the command that started them."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

_libc = ctypes.CDLL(None)


def launch(command, *, log, stop_signal=signal.SIGTERM, **options):
    """Start a child that Ctrl-C doesn't reach, that ends with us even when we are killed (Linux), and that writes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    with log.open("wb") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=partial(_end_with_parent, stop_signal),  # one system call, which takes no lock
            **options,
        )


def finish(process, stop_signal=signal.SIGTERM, seconds=30):
    """Ask the child to stop, then make it; whatever it left behind goes too."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):  # one that hangs in the kernel goes when it can
        process.wait(30)


def tail(log, lines=12):
    """The last lines of a log, indented, to show with a failure."""
    written = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in written[-lines:])


def interrupt_on_signals():
    """SIGTERM and a closed terminal end us as Ctrl-C does, through every `finally`; `nohup` keeps its meaning."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)


def ignore_signals():
    """From here on we are stopping already: another Ctrl-C would only leave something running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command_line(pid):
    """How the process was started, empty when there is none."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    return subprocess.run(["ps", "-p", str(pid), "-o", "args="], check=False, capture_output=True, text=True).stdout


def _interrupt(*_):
    raise KeyboardInterrupt


def _end_with_parent(stop_signal):
    if sys.platform == "linux":
        _libc.prctl(1, stop_signal)  # PR_SET_PDEATHSIG

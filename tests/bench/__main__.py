"""Measures what was promised: every bench_*.py here, or the named ones (`make bench BENCH="demo_start"`).

Each is a module of its own process, prints what it measured, and exits with 1 when a goal is missed.
"""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(names):
    known = [path.stem.removeprefix("bench_") for path in sorted(FOLDER.glob("bench_*.py"))]
    unknown = set(names) - set(known)
    if unknown:
        return f"Não há medida chamada {', '.join(sorted(unknown))}. Há: {', '.join(known)}."
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    return max([_run(name) for name in names or known], default=0)


def _run(name):
    print(f"== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"tests.bench.bench_{name}"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

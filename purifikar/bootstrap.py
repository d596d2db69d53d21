"""Makes .venv from requirements.lock and does nothing when it is there. Written so that any old python3 can read it."""

import fcntl
import hashlib
import os
import subprocess
import sys

VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
LOCK = "requirements.lock"
STAMP = os.path.join(VENV, "installed.sha256")
HALF_DONE = os.path.join(VENV, "installing")  # stays behind when an installation is interrupted

TOO_OLD = "O Purifikar precisa do Python 3.12 ou mais novo, e este é o %d.%d; se houver outro: make %s PYTHON=python3.13"
NO_ENSUREPIP = "Falta a parte do Python que cria ambientes; no Debian ou Ubuntu: sudo apt install python3-venv"
NOT_INSTALLED = "Os pacotes de requirements.lock não foram instalados: veja a mensagem acima e tente de novo."


def main(goal):
    if sys.version_info < (3, 12):  # noqa: UP036 (whoever starts this may have an older one)
        return TOO_OLD % (sys.version_info[0], sys.version_info[1], goal)
    with open(LOCK, "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands in a new folder: the second waits
        digest = hashlib.sha256(lock.read()).hexdigest()
        return None if installed() == digest else install(digest)


def installed():
    if os.path.exists(STAMP) and os.path.exists(PYTHON) and not os.path.exists(HALF_DONE):
        with open(STAMP) as stamp:
            return stamp.read()
    return None


def install(digest):
    try:
        import ensurepip  # noqa: F401 (Debian leaves it out)
    except ImportError:
        return NO_ENSUREPIP
    print("Instalando os pacotes em .venv, só desta vez…", flush=True)
    if not usable() and subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]):
        return NO_ENSUREPIP
    open(HALF_DONE, "w").close()
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCK]
    if subprocess.call(pip):
        return NOT_INSTALLED
    with open(STAMP, "w") as stamp:
        stamp.write(digest)
    os.remove(HALF_DONE)
    return None


def usable():
    if not os.path.exists(PYTHON) or os.path.exists(HALF_DONE):
        return False
    with open(os.devnull, "w") as nowhere:
        return subprocess.call([PYTHON, "-m", "pip", "--version"], stdout=nowhere, stderr=nowhere) == 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "demo"))
    except OSError as wrong:
        sys.exit(str(wrong))
    except KeyboardInterrupt:
        sys.exit("Interrompido; o próximo comando recomeça a instalação.")

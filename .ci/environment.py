"""Make the virtual environment `.venv` and install pinned packages, only when they changed.

    python3 .ci/environment.py requirements.txt

Runs with the Python on PATH and nothing but its standard library. A stamp inside the
environment holds the hash of what was installed; it is written last, so that an installation
that was cut off is done again. Two runs at the same time wait for each other.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"


def main(requirements):
    with open(".venv.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not works():
            make()
        files = included(Path(requirements))
        if any(installed(file) != digest(file) for file in files):
            install(requirements)
            for file in files:
                stamp(file).write_text(digest(file))


def works():
    """True when the environment's own Python starts, is new enough and has pip."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(PYTHON), "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def make():
    if sys.version_info < OLDEST:
        stop(
            f"Python 3.11 or newer is needed, and {sys.executable} is {sys.version.split()[0]}. "
            "Name another one, for example: make run PYTHON=python3.12"
        )
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        stop(
            "This Python cannot make environments. Install its venv package, on Debian or Ubuntu: "
            "sudo apt-get install python3-venv"
        )
    if VENV.is_symlink() and not VENV.exists():
        VENV.unlink()
    say("Making the environment .venv ...")
    try:
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(f"The environment .venv could not be made: {error}")


def included(file):
    """The file and every file it includes with `-r`."""
    lines = file.read_text(encoding="utf-8").splitlines()
    nested = [file.parent / line[3:].strip() for line in lines if line.startswith("-r ")]
    return [file] + [deeper for child in nested for deeper in included(child)]


def stamp(file):
    return VENV / (".installed-" + file.name)


def installed(file):
    """Hash of what was installed from the file, or None."""
    return stamp(file).read_text() if stamp(file).exists() else None


def digest(file):
    text = "".join(part.read_text(encoding="utf-8") for part in included(file))
    return hashlib.sha256(text.encode()).hexdigest()


def install(requirements):
    say(f"Installing {requirements} into .venv, once (a minute or two) ...")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, "-r", requirements])
    if done.returncode != 0:
        stop(
            f"pip could not install {requirements}; its message is above. Mend it, run make again."
        )


def say(text):
    print(text, flush=True)


def stop(text):
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(2)


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    main(sys.argv[1])

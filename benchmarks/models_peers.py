"""The peers of `make bench-models`: their environment, and their work in a process of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.models_exchange import Answers, Job
from benchmarks.nlu_peer import JobFailed, run
from crm.settings import PROJECT

LOCK = PROJECT / "requirements" / "bench.txt"
# Built when it is installed, which wants a C compiler: the bench goes on without.
COMPILED_LOCK = PROJECT / "requirements" / "bench-compiled.txt"
# Two threads on a busy machine are many times slower than one, for ours and the peers alike.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Tell = Callable[[str], None]


class Peers:
    """The peers' environment in a folder, made when it is not there or its lock has changed.

    Raises
    ------
    JobFailed
        If it cannot be made; the message holds the installer's last words.
    """

    def __init__(self, folder: Path, tell: Tell) -> None:
        self.folder = folder
        self.missing: list[str] = []
        self.versions: dict[str, str] = {}
        self._python = folder / "venv" / "bin" / "python"
        self._tell = tell
        self._prepare()

    def run(self, module: str, name: str, job: Job) -> Answers:
        """Run ``python -m benchmarks.MODULE`` on a job and return what it answers.

        Raises
        ------
        JobFailed
            If it ends badly.
        """
        folder = self.folder / name
        job.write(folder)
        said: dict[str, Any] = run(
            [str(self._python), "-m", f"benchmarks.{module}", str(folder)],
            lambda note: self._tell(f"{name}: {note}"),
            **ONE_THREAD,
        )
        self.versions |= said["versions"]
        return Answers.read(folder, said)

    def _prepare(self) -> None:
        mark, stamp = _digest(), self.folder / "venv" / "made-from"
        if stamp.is_file() and stamp.read_text("utf-8").startswith(mark):
            self.missing = stamp.read_text("utf-8").splitlines()[1:]
            return
        self._tell("installing the peers in an environment of their own")
        shutil.rmtree(self.folder / "venv", ignore_errors=True)
        _uv("venv", "--python", str(Path(sys.executable).resolve()), str(self.folder / "venv"))
        install = ("pip", "install", "--require-hashes", "--python", str(self._python), "-r")
        _uv(*install, str(LOCK))
        try:
            _uv(*install, str(COMPILED_LOCK))
        except JobFailed as error:
            last = str(error).splitlines()[-1].strip()
            self.missing.append(f"the peer pyfim, which has to be compiled: {last}")
        stamp.write_text("\n".join([mark, *self.missing]) + "\n", "utf-8")


def _digest() -> str:
    return hashlib.sha256(LOCK.read_bytes() + COMPILED_LOCK.read_bytes()).hexdigest()


def _uv(*arguments: str) -> None:
    path = f"{PROJECT / 'var' / 'tools' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    command = shutil.which("uv", path=path)
    if command is None:
        raise JobFailed("uv is not there: `make setup` fetches it")
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise JobFailed(f"uv {arguments[0]} failed:\n{done.stderr[-2000:]}")

"""As whom PostgreSQL runs: it refuses root, while who tries a demo on a fresh machine often is root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
# In a user namespace of its own the server sees itself as an ordinary user, while to everybody else it is us: its
# files stay ours, and it reaches the programs where no other user could (a checkout in root's own home, say).
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
ADVICE = "Run it as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."


@dataclass(frozen=True)
class Runner:
    """How PostgreSQL's programs are run: the words before their command, and to whom their files are given."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None

    def give(self, folder: Path) -> None:
        """Give a folder and all in it to who will run the programs, if that is somebody else."""
        if self.owner is None or folder.stat().st_uid == self.owner:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.owner, self.owner, follow_symlinks=False)


def runner(home: Path, data: Path, program: Path) -> Runner:
    """Return how to run a program that refuses root on the data of a home; raise PermissionError if there is no way.

    An ordinary user runs it as it is. Root runs it as whoever owns the data (a service's own user, say); where there
    is none yet, in a user namespace, or as nobody where the machine forbids those (most containers).
    """
    if os.geteuid() != 0:
        # initdb wants to know its user's name; a container's user often has none, nobody has one everywhere.
        return Runner() if _named() or not _works(NAMESPACE, home, program) else Runner(NAMESPACE)
    owner = data.stat().st_uid if data.exists() else 0
    if owner == 0 and _works(NAMESPACE, home, program):
        return Runner(NAMESPACE)
    user = owner or NOBODY
    # If the other user cannot enter our folders, the right to pass permissions goes along; containers grant it to root.
    for right in ("", "dac_override"):
        prefix = _become(user, right)
        if _works(prefix, home, program):
            return Runner(prefix, user)
    raise PermissionError(f"PostgreSQL does not run as root, and user {user} cannot enter {home}. {ADVICE}")


def _named() -> bool:
    try:
        return bool(pwd.getpwuid(os.geteuid()))
    except KeyError:
        return False


def _become(user: int, right: str) -> tuple[str, ...]:
    prefix = ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")
    return (*prefix, f"--inh-caps=+{right}", f"--ambient-caps=+{right}") if right else prefix


def _works(prefix: tuple[str, ...], home: Path, program: Path) -> bool:
    tests = ([str(program), "--version"], ["ls", "-d", f"{home}/."])
    try:
        return all(
            subprocess.run([*prefix, *test], check=False, capture_output=True, cwd="/").returncode == 0
            for test in tests
        )
    except FileNotFoundError:  # a machine without unshare or setpriv
        return False

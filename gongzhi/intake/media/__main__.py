"""Inside the process of its own: set the limits, then open the file."""

import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

from gongzhi.intake.domain.evidence import HEAD, sniff, too_large

MEBI = 1024 * 1024
# Of data; what is used in fact stays under 300 MB. Video needs more room, for the stacks of its threads count as data
# and are hardly touched (measured: 255 MB for 4K).
MEMORY = {"probe": 300 * MEBI, "photo": 300 * MEBI, "video": 420 * MEBI}
DISK = 100 * MEBI
PROCESSOR = {"probe": 20, "photo": 50, "video": 600}  # seconds


def main(task: str, source: Path, folder: Path | None) -> dict[str, Any]:
    """Do one task with one file and return what is to be said."""
    with source.open("rb") as file:
        form = sniff(file.read(HEAD))
    if form is None:
        return {"refused": "type"}
    if code := too_large(form, source.stat().st_size):
        return {"refused": code}
    if form in ("mp4", "webm"):
        from gongzhi.intake.media import video

        return video.probe(source, form) if folder is None else video.make(source, form, folder)
    from gongzhi.intake.media import photo

    return photo.probe(source, form) if folder is None else photo.make(source, form, folder)


def limit(task: str) -> None:
    """Take from this process what it does not need, before it opens anything."""
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY[task]),
        (resource.RLIMIT_FSIZE, DISK),
        (resource.RLIMIT_CPU, PROCESSOR[task]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def memory() -> int:
    """Return how many bytes this process held at most; what `getrusage` says holds for its parent as well."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    limit(sys.argv[1])
    warnings.simplefilter("ignore")
    try:
        said = main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    except MemoryError:
        said = {"refused": "pixels"}
    except Exception as error:  # decoders raise of everything
        said = {"refused": "broken", "why": type(error).__name__}
    said["memory"] = memory()
    sys.stdout.write(json.dumps(said))

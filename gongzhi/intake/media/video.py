"""Videos: what they are by their container, and the moving picture and sound alone, made anew."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import av.error
import av.filter

from gongzhi.intake.domain.evidence import SECONDS, THUMB_EDGE, VIDEO_PIXELS

# The container is named and not guessed: a playlist that names other files or addresses is never followed.
CONTAINER = {"mp4": "mov", "webm": "matroska"}
OPTIONS = {"protocol_whitelist": "file", "probesize": "5000000", "analyzeduration": "5000000"}
SHOWN, RATE, SOUND = 1280, 30, 44_100
SLACK = 1.0  # seconds that containers are wrong by


def probe(source: Path, form: str) -> dict[str, Any]:
    """Return the size of a video, or why it is refused, by what its container says."""
    with av.open(str(source), format=CONTAINER[form], options=OPTIONS) as opened:
        if not opened.streams.video:
            return {"refused": "type"}
        stream = opened.streams.video[0]
        context = stream.codec_context
        lasts = [opened.duration / av.time_base] if opened.duration else []
        lasts += [float(each.duration * each.time_base) for each in opened.streams if each.duration and each.time_base]
        if lasts and max(lasts) > SECONDS + SLACK:
            return {"refused": "seconds"}
        if context.width * context.height > VIDEO_PIXELS:
            return {"refused": "pixels"}
        if min(context.width, context.height) < 16:
            return {"refused": "broken"}
        return {"kind": "video", "width": context.width, "height": context.height}


def make(source: Path, form: str, folder: Path) -> dict[str, Any]:
    """Write `clear.mp4` and `thumb.webp` into the folder, or say why the video is refused."""
    if "refused" in (said := probe(source, form)):
        return said
    with (
        av.open(str(source), format=CONTAINER[form], options=OPTIONS) as old,
        av.open(str(folder / "clear.mp4"), "w", format="mp4", options={"movflags": "faststart"}) as new,
    ):
        work = _Copy(old, new, folder)
        if (code := work.run()) is not None:
            return {"refused": code}
        return {"kind": "video", "width": work.size[0], "height": work.size[1]}


class _Copy:
    """Decodes each frame and sound and encodes it again, so that nothing but picture and sound goes over."""

    def __init__(self, old: Any, new: Any, folder: Path) -> None:
        self.old, self.new, self.folder = old, new, folder
        self.source = old.streams.video[0]
        self.source.codec_context.thread_count = 1
        self.sound = old.streams.audio[0] if old.streams.audio else None
        self.picture: Any = None
        self.graph: Any = None
        self.size = (0, 0)
        self.first: float | None = None
        self.last = -1.0
        self.voice: Any = new.add_stream("aac", rate=SOUND, layout="mono") if self.sound else None
        self.resampler: Any = av.AudioResampler(format="fltp", layout="mono", rate=SOUND) if self.sound else None

    def run(self) -> str | None:
        """Copy everything; return the code of what is wrong with the video, if anything."""
        wanted = [each for each in (self.source, self.sound) if each is not None]
        for packet in self.old.demux(*wanted):
            for frame in packet.decode():
                if frame.pts is None or frame.time is None:
                    continue
                if self.first is None:
                    self.first = frame.time
                if frame.time - self.first > SECONDS + SLACK:
                    return "seconds"
                if packet.stream is self.source:
                    self._show(frame)
                else:
                    self._sound(frame)
        if self.picture is None:
            return "broken"
        self.new.mux(self.picture.encode(None))
        if self.voice is not None:
            self._sound(None)
            self.new.mux(self.voice.encode(None))
        return None

    def _show(self, frame: Any) -> None:
        at = max(0.0, frame.time - (self.first or 0.0))
        if at - self.last < 1 / (RATE + 1):  # out of order, or more a second than anybody sees
            return
        if self.graph is None:
            self._begin(frame)
        self.last = at
        self.graph.push(frame)
        turned = self.graph.pull()
        turned.pts, turned.time_base = round(at * 1000), Fraction(1, 1000)
        if not (self.folder / "thumb.webp").exists():
            image = turned.to_image()
            image.thumbnail((THUMB_EDGE, THUMB_EDGE))
            image.save(self.folder / "thumb.webp", "WEBP", quality=78)
        self.new.mux(self.picture.encode(turned))

    def _begin(self, frame: Any) -> None:
        """Make the chain that scales and turns, after the first frame, which knows how it was held."""
        scale = min(1.0, SHOWN / max(frame.width, frame.height))
        width, height = (max(2, int(each * scale) // 2 * 2) for each in (frame.width, frame.height))
        turn = round((getattr(frame, "rotation", 0) or 0) / 90) % 4
        self.graph = av.filter.Graph()
        chain = [
            self.graph.add_buffer(template=self.source, time_base=self.source.time_base),
            self.graph.add("scale", f"{width}:{height}"),
            self.graph.add("format", "yuv420p"),
            *([self.graph.add("transpose", {1: "cclock", 3: "clock"}[turn])] if turn in (1, 3) else []),
            *([self.graph.add("hflip"), self.graph.add("vflip")] if turn == 2 else []),
            self.graph.add("buffersink"),
        ]
        for one, other in pairwise(chain):
            one.link_to(other)
        self.graph.configure()
        self.size = (height, width) if turn in (1, 3) else (width, height)
        self.picture = self.new.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "crf": "26"})
        self.picture.width, self.picture.height = self.size
        self.picture.pix_fmt, self.picture.codec_context.time_base = "yuv420p", Fraction(1, 1000)
        self.picture.codec_context.thread_count = 2

    def _sound(self, frame: Any) -> None:
        for piece in self.resampler.resample(frame):
            piece.pts = None
            self.new.mux(self.voice.encode(piece))

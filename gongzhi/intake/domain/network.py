"""Small networks that come in wheels: found without importing their packages, and opened for pictures of any size."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import onnxruntime

_MODEL, _INPUTS, _OUTPUTS, _SHAPES = 7, 11, 12, 13  # numbers of fields in the ONNX format


def packaged(package: str, name: str) -> Path | None:
    """Return a file of a package without importing it, as that would need packages that are not here."""
    found = importlib.util.find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (path := Path(folder) / name).is_file():
            return path
    return None


def opened(model: bytes) -> onnxruntime.InferenceSession:
    """Load a network for one thread, as a worker's other processes need the rest."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # numbers that a file carries without need would fill the log with warnings
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena would keep the largest picture's memory for ever
    return onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])


def any_size(model: bytes, given: bytes) -> bytes:
    """Return a network with the sizes of its input `given` and its outputs left open, where its file fixes them."""
    return b"".join(
        _field(number, _open_graph(body, given)) if number == _MODEL else raw for number, body, raw in _fields(model)
    )


def _open_graph(graph: bytes, given: bytes) -> bytes:
    """Leave input and outputs without sizes; weights that are listed as inputs become constants."""
    kept = []
    for number, body, raw in _fields(graph):
        if number not in (_INPUTS, _OUTPUTS, _SHAPES):
            kept.append(raw)
        elif number != _SHAPES:
            name = next(each for key, each, _raw in _fields(body) if key == 1)
            if number == _OUTPUTS or name == given:
                kept.append(_field(number, _field(1, name) + _field(2, _tensor(name))))
    return b"".join(kept)


def _tensor(name: bytes) -> bytes:
    """Describe four sizes by names of their own, of numbers of 32 bits."""
    sizes = b"".join(_field(1, _field(2, b"%s-%d" % (name, each))) for each in range(4))
    return _field(1, b"\x08\x01" + _field(2, sizes))


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield number, content and whole bytes of each field of a protocol buffer."""
    at = 0
    while at < len(message):
        start = at
        tag, at = _number(message, at)
        body = at
        if tag & 7 == 2:
            length, body = _number(message, at)
            at = body + length
        elif tag & 7 == 0:
            _value, at = _number(message, at)
        else:
            at += 8 if tag & 7 == 1 else 4
        yield tag >> 3, message[body:at], message[start:at]


def _number(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def _field(number: int, body: bytes) -> bytes:
    return _written(number << 3 | 2) + _written(len(body)) + body


def _written(value: int) -> bytes:
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])

"""The bench itself: a small run gives every figure of what was asked, with conditions, goals and no miss of form."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_a_small_run_writes_what_it_measured(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [str(Path(sys.executable).parent / "gongzhi"), "bench", "calibration", "route", "intake", "lifecycle"]
    command += ["pages", "minute", "--cases", "200", "--grids", "400", "--seconds", "1", "--port", "8799"]
    environment = {
        **os.environ,
        "GONGZHI_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings",
    }
    environment.pop("GONGZHI_TESTING", None)
    done = subprocess.run(
        [*command, "--json", str(file)], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert file.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    data = json.loads(file.read_text(encoding="utf-8"))
    assert {"python", "cores", "cases", "grids", "seconds", "workers"} <= set(data["conditions"])
    names = {result["name"] for result in data["results"]}
    assert {
        "pgbench tpc-b",
        "route",
        "intake",
        "intake ratio",
        "lifecycle, 200 cases",
        "inbox p95",
        "minute task",
    } <= names
    for result in data["results"]:
        assert set(result) == {"name", "value", "unit", "goal", "met"}
        assert result["value"] >= 0
        assert (result["met"] is None) == (result["goal"] == "")
    assert done.returncode == (0 if all(result["met"] is not False for result in data["results"]) else 1)
    assert not (tmp_path / "home" / "bench").exists(), "it leaves nothing behind"

"""The generated pages of the reference are those that the data gives today."""

from pathlib import Path

import pytest

from gongzhi.cases.domain.catalogue import shipped_catalogue
from gongzhi.cases.domain.process import load_process
from gongzhi.config.reference import catalogue_page, pages, process_page

PAGES = pages()


@pytest.mark.parametrize("path", list(PAGES), ids=lambda path: path.name)
def test_the_page_on_disk_is_what_the_data_says(path: Path) -> None:
    assert path.exists(), "write it: python -m gongzhi.config.reference"
    assert path.read_text(encoding="utf-8") == PAGES[path], "out of date: python -m gongzhi.config.reference"


def test_the_catalogue_page_names_every_category() -> None:
    page = catalogue_page()
    assert all(f"`{each.code}`" in page and each.zh in page for each in shipped_catalogue())
    assert "1 working day |" in page and "2 hours" in page


def test_the_process_page_names_every_state_and_verb() -> None:
    process, page = load_process("request"), process_page("request")
    assert all(f"`{name}`" in page for name in (*process.states, *process.transitions, *process.clocks))

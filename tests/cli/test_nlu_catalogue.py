"""The products that the reading is measured with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cli.nlu_catalogue import demo_catalogue, tell_without_catalogue
from crm.settings import load_settings


def test_the_report_reads_with_the_products_of_the_demo_shop(tmp_path: Path) -> None:
    """They are there while it is made, whatever the shop sells, and gone afterwards."""
    settings = replace(load_settings(need_secrets=False), catalogue_file=tmp_path / "own.json")
    with demo_catalogue(settings) as made:
        sold = json.loads(made.catalogue_file.read_text("utf-8"))["products"]

    assert len(sold) > 50
    assert not made.catalogue_file.exists()
    assert not settings.catalogue_file.exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_missing_catalogue_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], there: bool
) -> None:
    """Who measures without products learns why none was found."""
    file = tmp_path / "catalogue.json"
    if there:
        file.write_text("{}", "utf-8")
    tell_without_catalogue(replace(load_settings(need_secrets=False), catalogue_file=file))
    told = capsys.readouterr()

    assert ("", there) == (told.out, "There is no catalogue" not in told.err)

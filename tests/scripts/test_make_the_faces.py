"""The static faces for charts and PDF are made out of the web typeface."""

import pytest
from fontTools.ttLib import TTFont

from scripts.assets import MADE, STATIC
from scripts.fonts import make_face, missing_characters
from scripts.paths import VENDOR


@pytest.fixture(scope="module", params=MADE.items(), ids=lambda item: item[1].name)
def made(request, tmp_path_factory):
    """Return one face made now, where set-up left it, and what it should be."""
    place, face = request.param
    target = tmp_path_factory.mktemp("faces") / "face.ttf"
    make_face(STATIC / "files", face, target)
    return target, VENDOR / place, face


def test_it_makes_the_same_bytes_every_time(made):
    target, left_by_setup, _ = made
    assert target.read_bytes() == left_by_setup.read_bytes()


def test_it_draws_the_languages_of_europe_and_typographic_punctuation(made):
    target, _, _ = made
    assert missing_characters(target) == []
    characters = TTFont(target).getBestCmap()
    assert all(ord(character) in characters for character in "Ł ß ŵ é ’ “ ” – — … −")


def test_it_names_what_a_face_cannot_draw(made, tmp_path):
    font = TTFont(made[0])
    for table in font["cmap"].tables:
        table.cmap.pop(ord("ł"), None)
    font.save(tmp_path / "poorer.ttf")
    assert missing_characters(tmp_path / "poorer.ttf") == ["ł"]


def test_it_keeps_family_weight_and_tabular_figures(made):
    target, _, face = made
    font = TTFont(target)
    family = font["name"].getDebugName(16) or font["name"].getDebugName(1)
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert (family, font["OS/2"].usWeightClass) == ("Inter", face.weight)
    assert "tnum" in features
    assert "fvar" not in font
    assert font.flavor is None

"""The demo catalogue meets the published article's figures, with values such as the API gives."""

from __future__ import annotations

import hashlib
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from statistics import correlation, fmean, median

import pytest
from catalogue_support import all_features, features_of, the_catalogue

from ingest.demo.calibration import fit
from ingest.demo.catalogue import Catalogue
from ingest.demo.figures import read_figures
from ingest.demo.generate import build_catalogue
from ingest.demo.measures import MEASURES
from ingest.demo.published import exact_total

SHARES = [measure.name for measure in MEASURES if measure.is_share]

DIGEST = "33593b2629af4e226a69190bbc1c7ecd4a3ffc56a8c7acdfb4c6c9a6c0ce2c4b"
"""SHA-256 of the whole catalogue: whoever changes a value on purpose changes this with it."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return the_catalogue()


def test_the_ten_artists_have_their_names_and_ids(catalogue: Catalogue) -> None:
    published = {row["artist_id"]: row["artist"] for row in read_figures("artists")}
    assert {artist.id: artist.name for artist in catalogue.artists.values()} == published
    assert len(published) == 10


def test_every_artist_has_the_published_number_of_tracks_with_features(
    catalogue: Catalogue,
) -> None:
    published = {row["artist"]: int(row["track_count"]) for row in read_figures("artist_averages")}
    found = {artist: len(features_of(catalogue, artist)) for artist in published}
    assert found == published
    assert sum(found.values()) == 9567


@pytest.mark.parametrize(
    "published", read_figures("artist_averages"), ids=lambda row: row["artist"]
)
def test_plain_float_averages_are_the_published_ones(
    catalogue: Catalogue, published: dict[str, str]
) -> None:
    rows = features_of(catalogue, published["artist"]).values()
    for measure in MEASURES:
        total = 0.0
        for row in rows:  # not sum(), which from Python 3.12 on is better than what an engine does
            value = getattr(row, measure.name)
            total += value / 60_000 if measure.name == "duration_ms" else value
        column = f"avg_{measure.name}".replace("duration_ms", "duration_min")
        assert total / len(rows) == pytest.approx(float(published[column]), rel=1e-12, abs=0)


def test_the_five_most_acoustic_tracks_of_king_crimson_are_the_published_ones(
    catalogue: Catalogue,
) -> None:
    features = features_of(catalogue, "King Crimson")
    ranked = sorted(features, key=lambda track_id: features[track_id].acousticness, reverse=True)
    printed = {row.pop("id_prefix"): row for row in read_figures("king_crimson_most_acoustic")}
    assert {track_id[:17] for track_id in ranked[:5]} == set(printed)
    for track_id in ranked[:5]:
        row = printed[track_id[:17]]
        assert row.pop("artist") == "King Crimson"
        assert len(row) == 13
        found = {column: getattr(features[track_id], column) for column in row}
        assert found == {column: float(value) for column, value in row.items()}
    assert features[ranked[5]].acousticness < 0.97


@pytest.mark.parametrize("artist", ["PFM", "Frank Zappa", "King Crimson"])
def test_the_three_most_danceable_tracks_have_the_published_ids(
    catalogue: Catalogue, artist: str
) -> None:
    features = features_of(catalogue, artist)
    ranked = sorted(features, key=lambda track_id: features[track_id].danceability, reverse=True)
    printed = {
        int(row["ranked_danceability"]): row["id_prefix"]
        for row in read_figures("top_danceable")
        if row["artist"] == artist
    }
    assert {rank: ranked[rank - 1][:17] for rank in (1, 2, 3)} == printed


@pytest.mark.parametrize("measure", ["danceability", "energy"])
def test_no_artist_has_a_tie_among_the_five_highest(catalogue: Catalogue, measure: str) -> None:
    for artist in catalogue.artists.values():
        rows = features_of(catalogue, artist.name).values()
        top = sorted((getattr(row, measure) for row in rows), reverse=True)[:6]
        assert len(set(top)) == 6, artist.name


def test_an_exact_total_is_found_behind_a_printed_average() -> None:
    measures = {measure.name: measure for measure in MEASURES}
    instrumentalness = measures["instrumentalness"]
    assert exact_total("0.24537355122775806", 562, instrumentalness) == 13_789_993_579
    with pytest.raises(ValueError, match="cannot average"):
        exact_total("0.2453735512277", 562, instrumentalness)


def test_a_total_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="energy: no shift"):
        energy = next(measure for measure in MEASURES if measure.name == "energy")
        fit(energy, [-1.0, 0.0, 1.0], [1, 1, 1], 3 * energy.units_per_one)


def test_shares_have_the_precision_of_the_api(catalogue: Catalogue) -> None:
    for row in all_features(catalogue):
        for name in SHARES:
            value = getattr(row, name)
            digits = Decimal(repr(value)).normalize().as_tuple().digits
            assert len(digits) <= 3, (name, value)
            assert value == 0 or value >= 1e-6, (name, value)


@pytest.mark.parametrize("name", ["loudness", "tempo"])
def test_loudness_and_tempo_have_three_decimals(catalogue: Catalogue, name: str) -> None:
    values = [getattr(row, name) for row in all_features(catalogue)]
    assert all(value == round(value, 3) for value in values)
    assert any(value != round(value, 2) for value in values)


def test_all_values_are_in_their_domains_and_detected(catalogue: Catalogue) -> None:
    for row in all_features(catalogue):
        assert all(0 <= getattr(row, name) <= 1 for name in SHARES)
        assert -60 < row.loudness < 5
        assert 30 <= row.tempo <= 220  # none is 0: the article averaged every row
        assert row.duration_ms >= 5000
        assert row.key in range(-1, 12)
        assert row.mode in (0, 1)
        assert row.time_signature in (0, 1, 3, 4, 5)


def test_only_instrumentalness_is_ever_zero(catalogue: Catalogue) -> None:
    zeros = {name for row in all_features(catalogue) for name in SHARES if getattr(row, name) == 0}
    assert zeros == {"instrumentalness"}


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("energy", "loudness", 0.6, 0.95),
        ("acousticness", "energy", -0.9, -0.5),
        ("acousticness", "loudness", -0.8, -0.4),
        ("danceability", "valence", 0.35, 0.7),
        ("energy", "valence", 0.1, 0.5),
        ("instrumentalness", "loudness", -0.5, -0.1),
        ("danceability", "duration_ms", -0.4, -0.05),
    ],
)
def test_measures_move_together_as_they_do_in_music(
    catalogue: Catalogue, one: str, other: str, low: float, high: float
) -> None:
    for artist in catalogue.artists.values():
        rows = features_of(catalogue, artist.name).values()
        found = correlation([getattr(r, one) for r in rows], [getattr(r, other) for r in rows])
        assert low < found < high, (artist.name, found)


def test_shapes_are_those_of_music_and_not_of_noise(catalogue: Catalogue) -> None:
    for artist in catalogue.artists.values():
        rows = features_of(catalogue, artist.name).values()
        for name in ("speechiness", "duration_ms"):
            values = [getattr(row, name) for row in rows]
            assert median(values) < 0.95 * fmean(values), (artist.name, name)
        sung = sum(row.instrumentalness < 0.1 for row in rows)
        played = sum(row.instrumentalness >= 0.6 for row in rows)
        assert sung + played > 0.75 * len(rows), artist.name


def test_no_measure_has_a_lone_value_far_from_all_others(catalogue: Catalogue) -> None:
    rows = all_features(catalogue)
    for measure in MEASURES:
        values = sorted(getattr(row, measure.name) for row in rows)
        widest = max(high - low for low, high in pairwise(values))
        assert widest < 0.15 * (values[-1] - values[0]), measure.name


def test_keys_modes_and_metres_come_as_often_as_in_rock_music(catalogue: Catalogue) -> None:
    rows = all_features(catalogue)
    keys = Counter(row.key for row in rows)
    assert set(keys) == set(range(-1, 12))
    assert keys[-1] < 100
    assert max(keys.values()) > 3 * min(count for key, count in keys.items() if key >= 0)
    assert 1.5 < sum(row.mode == 1 for row in rows) / sum(row.mode == 0 for row in rows) < 2.6
    metres = [metre for metre, _ in Counter(row.time_signature for row in rows).most_common()]
    assert metres == [4, 3, 5, 1, 0]


def test_the_catalogue_is_the_same_on_every_python_and_platform(catalogue: Catalogue) -> None:
    def digest(built: Catalogue) -> str:
        content = [*built.artists.values(), *built.albums.values()]
        return hashlib.sha256(repr(content).encode()).hexdigest()

    assert digest(build_catalogue()) == digest(catalogue) == DIGEST

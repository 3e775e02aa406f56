"""What the demo API answers, over real HTTP: objects, pages and what each mode shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from demo_support import (
    ALBUM,
    BAND,
    EMPTY,
    GUEST,
    NO_FEATURES,
    TRACK,
    UNKNOWN,
    Client,
    a_catalogue,
    an_album,
    serving,
)

PAGE_FIELDS = {"href", "items", "limit", "next", "offset", "previous", "total"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as one:
        yield one


@pytest.fixture(scope="module")
def development() -> Iterator[Client]:
    albums = [an_album(number, track_count=51) for number in range(1, 13)]
    with serving(a_catalogue(albums), mode="development") as one:
        yield one


def test_an_album_has_the_fields_of_the_full_object(client: Client) -> None:
    album = client.get(f"/albums/{ALBUM}").json()
    assert set(album) == {
        *("album_type", "artists", "available_markets", "copyrights", "external_ids", "genres"),
        *("external_urls", "href", "id", "images", "label", "name", "popularity", "release_date"),
        *("release_date_precision", "total_tracks", "tracks", "type", "uri"),
    }
    assert album["href"] == f"{client.server.api_url}/albums/{ALBUM}"
    assert (album["uri"], album["release_date"]) == (f"spotify:album:{ALBUM}", "1999")
    assert album["artists"][0]["name"] == "Beyoncé"
    assert client.get(album["href"]).json() == album


def test_a_track_within_an_album_has_no_isrc_and_a_full_one_has(client: Client) -> None:
    inner = client.get(f"/albums/{ALBUM}/tracks").json()["items"][0]
    assert set(inner) == {
        *("artists", "available_markets", "disc_number", "duration_ms", "explicit", "is_local"),
        *("external_urls", "href", "id", "name", "preview_url", "track_number", "type", "uri"),
    }
    full = client.get(inner["href"]).json()
    assert set(full) == {*inner, "album", "external_ids", "popularity"}
    assert full["external_ids"] == {"isrc": "XX0000200001"}
    assert full["album"]["id"] == ALBUM
    assert "tracks" not in full["album"]


def test_an_artist_has_followers_and_a_guest_has_a_page_too(client: Client) -> None:
    artist = client.get(f"/artists/{BAND.id}").json()
    assert {"followers", "genres", "images", "popularity"} < set(artist)
    assert client.get(f"/artists/{GUEST.id}").json()["name"] == "Guest"
    assert client.walk(f"/artists/{GUEST.id}/albums") == []


def test_audio_features_are_alike_alone_and_in_a_batch(client: Client) -> None:
    alone = client.get(f"/audio-features/{TRACK}").json()
    assert len(alone) == 18
    assert (alone["tempo"], alone["time_signature"], alone["type"]) == (120.5, 4, "audio_features")
    assert client.get("/audio-features", ids=TRACK).json() == {"audio_features": [alone]}


def test_a_track_without_features_is_a_404_alone_and_null_in_a_batch(client: Client) -> None:
    assert client.get(f"/audio-features/{NO_FEATURES}").status_code == 404
    assert client.error(f"/audio-features/{UNKNOWN}")[0] == 404
    ids = f"{NO_FEATURES},{TRACK},{UNKNOWN}"
    found = client.get("/audio-features", ids=ids).json()["audio_features"]
    assert [one and one["id"] for one in found] == [None, TRACK, None]


@pytest.mark.parametrize(
    ("path", "known"), [("albums", ALBUM), ("tracks", TRACK), ("artists", BAND.id)]
)
def test_a_batch_keeps_order_and_repeats_and_puts_null_for_the_unknown(
    client: Client, path: str, known: str
) -> None:
    found = client.get(f"/{path}", ids=f"{known},{UNKNOWN},{known}").json()[path]
    alone = client.get(f"/{path}/{known}").json()
    assert found == [alone, None, alone]


# Paging


def test_a_page_has_all_seven_fields_and_links_to_this_server(client: Client) -> None:
    path = f"/artists/{BAND.id}/albums"
    page = client.get(path, limit=1, offset=2, include_groups="album,single,compilation").json()
    assert set(page) == PAGE_FIELDS
    assert page["next"] is None
    link = (
        f"{client.server.api_url}{path}?offset={{}}&limit=1&include_groups=album,single,compilation"
    )
    assert (page["href"], page["previous"]) == (link.format(2), link.format(1))
    assert client.get(page["href"]).json() == page


def test_a_listing_goes_group_by_group_and_names_the_group(client: Client) -> None:
    albums = client.walk(f"/artists/{BAND.id}/albums")
    groups = [album["album_group"] for album in albums]
    assert groups == ["album", "single", "appears_on", "compilation"]
    assert [album["album_type"] for album in albums] == ["album", "single", "album", "compilation"]
    assert "tracks" not in albums[0]


def test_a_listing_holds_the_groups_asked_for_alone(client: Client) -> None:
    albums = client.walk(f"/artists/{BAND.id}/albums", include_groups="compilation,album")
    assert [album["album_group"] for album in albums] == ["album", "compilation"]


@pytest.mark.parametrize("count", [0, 1, 50, 51, 100])
def test_walking_a_discography_yields_every_album_once(count: int) -> None:
    albums = [an_album(number, track_count=1) for number in range(1, count + 1)]
    with serving(a_catalogue(albums)) as client:
        found = client.walk(f"/artists/{BAND.id}/albums", limit=50)
        assert [album["id"] for album in found] == [album.id for album in albums]
        assert client.server.count("/artists/") == max(1, -(-count // 50))


@pytest.mark.parametrize("count", [1, 50, 51, 252])
def test_walking_on_from_an_album_yields_every_track_once(count: int) -> None:
    album = an_album(1, track_count=count)
    with serving(a_catalogue([album])) as client:
        body = client.get(f"/albums/{album.id}").json()
        embedded = body["tracks"]
        assert (embedded["limit"], set(embedded)) == (50, PAGE_FIELDS)
        assert (embedded["total"], body["total_tracks"]) == (count, count)
        walked_on = embedded["items"] + (client.walk(embedded["next"]) if count > 50 else [])
        walked = client.walk(f"/albums/{album.id}/tracks")
        assert client.server.count("/tracks.offset=50&limit=50$") == (count > 50)
        assert client.server.count("limit=20") == -(-count // 20) - 1
    assert walked_on == walked
    assert [track["id"] for track in walked] == [track.id for track in album.tracks]


def test_an_offset_past_the_end_gives_an_empty_page(client: Client) -> None:
    page = client.get(f"/albums/{ALBUM}/tracks", offset=99).json()
    assert (page["items"], page["next"], page["total"]) == ([], None, 2)


def test_an_artist_without_albums_has_an_empty_page(client: Client) -> None:
    page = client.get(f"/artists/{EMPTY.id}/albums").json()
    assert (page["items"], page["next"], page["previous"], page["total"]) == ([], None, None, 0)


# Development mode


@pytest.mark.parametrize("path", ["/albums", "/tracks", "/artists"])
def test_development_mode_forbids_batches(development: Client, path: str) -> None:
    assert development.error(path, ids=UNKNOWN) == (403, "Forbidden")


@pytest.mark.parametrize("path", [f"/audio-features?ids={TRACK}", f"/audio-features/{TRACK}"])
def test_development_mode_forbids_audio_features_without_a_word(
    development: Client, path: str
) -> None:
    answer = development.get(path)
    assert (answer.status_code, answer.json()) == (403, {"error": {"status": 403}})


def test_development_mode_lists_five_albums_a_page_and_at_most_ten(development: Client) -> None:
    path = f"/artists/{BAND.id}/albums"
    assert development.get(path).json()["limit"] == 5
    assert development.error(path, limit=11) == (400, "Invalid limit")
    assert len(development.walk(path, limit=10)) == 12


def test_development_mode_leaves_fields_out_everywhere(development: Client) -> None:
    listed = development.get(f"/artists/{BAND.id}/albums").json()["items"][0]
    album = development.get(f"/albums/{ALBUM}").json()
    track = development.get(f"/tracks/{TRACK}").json()
    for body in (listed, album, track["album"]):
        assert not {"album_group", "available_markets", "label", "popularity"} & set(body)
    for body in (*album["tracks"]["items"], track):
        assert not {"available_markets", "linked_from", "popularity"} & set(body)
    assert not {"followers", "popularity"} & set(development.get(f"/artists/{BAND.id}").json())
    assert track["external_ids"]["isrc"]
    assert len(development.walk(f"/albums/{ALBUM}/tracks", limit=50)) == 51

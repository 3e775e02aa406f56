"""Answers of the demo API that are right but for one fault, over real HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from demo_support import (
    ALBUM,
    BAND,
    EMPTY,
    NO_FEATURES,
    TRACK,
    Client,
    a_catalogue,
    an_album,
    an_id,
    serving,
)

from ingest.demo.faults import SPOILING, Rule

ALBUMS = [an_album(number, track_count=3) for number in range(1, 8)]
LISTING = f"/artists/{BAND.id}/albums"
IDS = [album.id for album in ALBUMS]


def spoiled(name: str, **options: Any) -> Any:
    return serving(a_catalogue(ALBUMS), faults=[Rule(name, **options)])


def ids_of(page: dict[str, Any]) -> list[str]:
    return [item and item["id"] for item in page["items"]]


def follow(client: Client, path: str, most: int, **query: Any) -> list[dict[str, Any]]:
    pages = [client.get(path, **query).json()]
    while pages[-1]["next"] and len(pages) < most:
        pages.append(client.get(pages[-1]["next"]).json())
    return pages


# Pages that do not end


def test_the_pages_of_a_looping_listing_come_again_and_again() -> None:
    with spoiled("loop") as client:
        pages = follow(client, LISTING, 9, limit=4)
        by_offset = [client.get(LISTING, limit=4, offset=4 * n).json() for n in range(9)]
    assert [page["offset"] for page in pages] == [4 * number for number in range(9)]
    assert all(page["items"] and page["next"] and page["total"] == 7 for page in pages)
    assert {one for page in pages[2:] for one in ids_of(page)} == set(IDS)
    assert pages == by_offset


def test_the_tracks_of_an_album_may_loop_too() -> None:
    with spoiled("loop") as client:
        for embedded in (
            client.get(f"/albums/{ALBUM}").json()["tracks"],
            client.get("/albums", ids=ALBUM).json()["albums"][0]["tracks"],
        ):
            pages = follow(client, embedded["next"], 5)
            assert len(pages) == 5
            assert all(
                ids_of(page) and set(ids_of(page)) <= set(ids_of(embedded)) for page in pages
            )


def test_an_empty_listing_may_loop_too() -> None:
    with spoiled("loop") as client:
        pages = follow(client, f"/artists/{EMPTY.id}/albums", 4)
    assert [page["items"] for page in pages] == [[]] * 4


def test_a_rate_of_loops_is_a_share_of_listings_and_not_of_pages() -> None:
    albums = [an_album(number, track_count=1) for number in range(1, 101)]
    with serving(a_catalogue(albums), faults={"loop": 0.3}) as client:
        looping = []
        for album in albums:
            pages = follow(client, f"/albums/{album.id}/tracks", 3, limit=1)
            assert len(pages) in (1, 3)
            looping.append(len(pages) == 3)
    assert 15 < sum(looping) < 45


def test_an_empty_page_carries_a_next_one() -> None:
    with spoiled("empty-page", times=1) as client:
        first, *rest = follow(client, LISTING, 9, limit=4)
    assert (first["items"], first["total"]) == ([], 7)
    assert [one for page in rest for one in ids_of(page)] == IDS[4:]


def test_pages_may_be_empty_without_end() -> None:
    with spoiled("empty-page") as client:
        pages = follow(client, LISTING, 6)
        tracks = client.get(f"/albums/{ALBUM}").json()["tracks"]
    assert [page["items"] for page in pages] == [[]] * 6
    assert (tracks["items"], tracks["total"]) == ([], 3)
    assert tracks["next"].endswith(f"/albums/{ALBUM}/tracks?offset=50&limit=50")


# Items that are odd


def test_a_null_among_the_items_replaces_none_of_them() -> None:
    with spoiled("null-item") as client:
        page = client.get(LISTING).json()
    assert ids_of(page) == [*IDS[:3], None, *IDS[3:]]
    assert page["items"][3] is None
    assert page["total"] == 7


def test_an_item_may_be_listed_twice() -> None:
    with spoiled("album-twice") as client:
        page = client.get(LISTING).json()
    assert ids_of(page) == [*IDS, IDS[0]]
    assert page["items"][0] == page["items"][-1]


def test_an_item_may_have_no_id() -> None:
    with spoiled("no-id") as client:
        first, second, *_ = client.get(LISTING).json()["items"]
    assert (first["id"], first["uri"], first["href"]) == (None, None, None)
    assert first["name"] == ALBUMS[0].name
    assert second["id"] == IDS[1]


@pytest.mark.parametrize(
    ("name", "places"),
    [("null-item", [1, None, 2, 3]), ("album-twice", [1, 2, 3, 1]), ("no-id", [None, 2, 3])],
)
def test_the_tracks_that_come_with_albums_are_items_too(
    name: str, places: list[int | None]
) -> None:
    with spoiled(name) as client:
        album = client.get(f"/albums/{ALBUM}").json()
        batch = client.get("/albums", ids=f"{ALBUM},{IDS[0]}").json()["albums"]
        tracks = client.get(f"/albums/{ALBUM}/tracks").json()
    assert album["id"] == ALBUM
    expected = [place and an_id("T", 2000 + place) for place in places]
    assert ids_of(album["tracks"]) == ids_of(batch[0]["tracks"]) == ids_of(tracks) == expected
    assert len(batch[1]["tracks"]["items"]) == len(places)


def test_a_batch_may_be_spoiled_where_a_rule_says_so() -> None:
    ids = f"{TRACK},{NO_FEATURES}"
    with serving(faults=[Rule("null-item", path="/v1/audio-features")]) as client:
        found = client.get("/audio-features", ids=ids).json()["audio_features"]
        assert [one and one["id"] for one in found] == [TRACK, None, None]
    with serving(faults=[Rule("no-id", path="/reccobeats/")]) as client:
        url = f"{client.server.reccobeats_url}/audio-features"
        [item] = client.get(url, ids=an_id("T", 1001)).json()["content"]
        assert (item["id"], item["href"]) == (None, None)


@pytest.mark.parametrize("name", sorted(SPOILING))
def test_what_is_no_list_is_left_as_it_is(name: str) -> None:
    def bodies(client: Client) -> list[str]:
        paths = (f"/tracks/{TRACK}", f"/artists/{BAND.id}", f"/audio-features/{TRACK}", "/albums/x")
        return [client.get(path).text.replace(client.server.base_url, "") for path in paths]

    with serving() as right, serving(faults=[Rule(name, path="")]) as spoiled_one:
        assert bodies(spoiled_one) == bodies(right)

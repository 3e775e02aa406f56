"""Files packed with gzip: whole, in parts, damaged, or ending in their middle."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from files_support import TABLE, local, plain, read, text_file

from ingest.files.packed import lines_at, unpack, why_broken


def test_a_packed_file_may_lack_its_ending_and_an_unpacked_one_have_it(tmp_path: Path) -> None:
    table = (TABLE + "t1,One,0.5\n").encode()
    for name, content in (("x.csv", gzip.compress(table)), ("y.csv.gz", table)):
        assert read(text_file(tmp_path / name, content)).names("artists") == ["One"]


def many_rows() -> bytes:
    rows = "".join(
        f't{number:05},"Artist, {number * 7919 % 99991}",0.5\n' for number in range(5000)
    )
    return (TABLE + rows).encode()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.999])
def test_of_a_truncated_gzip_what_came_before_lands_and_the_file_is_named(
    tmp_path: Path, share: float
) -> None:
    content, packed = many_rows(), gzip.compress(many_rows())
    path = text_file(tmp_path / "x.csv.gz", packed[: int(len(packed) * share)])
    landed = read(path)
    (failure,) = landed.taken.failures
    assert (failure.kind, failure.id) == ("file", str(path))
    assert "ends in its middle" in failure.reason
    names = [name for (name,) in landed.of_tracks("artist_names")]
    whole = [f"Artist, {number * 7919 % 99991}" for number in range(len(names))]
    assert names == whole
    assert share * 5000 * 0.8 < len(names) < 5000
    assert landed.taken.rows == len(names)
    assert len(content) > len(packed)


def test_a_gzip_with_a_flipped_bit_is_named(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(many_rows()))
    packed[-6] ^= 1
    landed = read(text_file(tmp_path / "x.csv.gz", bytes(packed)))
    assert "is damaged" in landed.taken.failures[0].reason
    assert 0 < landed.taken.rows <= 5000


@pytest.mark.parametrize("tail", [b"\0" * 64, gzip.compress(b"t9,Nine,0.5\n", mtime=0)])
def test_a_gzip_that_is_padded_or_of_several_parts_is_whole(tmp_path: Path, tail: bytes) -> None:
    path = text_file(tmp_path / "x.gz", gzip.compress(b"id,artist,energy\nt1,One,0.5\n") + tail)
    landed = read(path)
    assert landed.of_tracks("id") == (["t1", "t9"] if any(tail) else ["t1"])
    assert landed.taken.failures == []


def test_the_other_files_land_when_one_breaks_off(tmp_path: Path) -> None:
    packed = gzip.compress(many_rows())
    broken = text_file(tmp_path / "broken.csv.gz", packed[: len(packed) // 2])
    good = plain(tmp_path / "good.csv", ["u1"], artist=["Good"])
    landed = read(good, broken, plain(tmp_path / "also.csv", ["u2"], artist=["Also"]))
    assert {local("good"), local("also")} <= {row["id"] for row in landed["artists"]}
    assert [failure.id for failure in landed.taken.failures] == [str(broken)]


def test_the_line_of_a_byte_is_found_in_a_file_of_many_chunks(tmp_path: Path) -> None:
    content = b"x" * 60 + b"\n"
    path = str(text_file(tmp_path / "x", content * 40_000))
    positions = [1, 61, 62, 1_048_576, 1_048_577, 2_000_000]
    assert lines_at(path, positions, gzipped=False) == {
        position: 1 + (position - 1) // 61 for position in positions
    }


def test_a_gzip_is_unpacked_up_to_its_last_whole_line_wherever_it_is_cut(tmp_path: Path) -> None:
    content = many_rows()
    packed = gzip.compress(content)
    for cut in range(20, len(packed), len(packed) // 40):
        path = str(text_file(tmp_path / "x.gz", packed[:cut]))
        assert why_broken(path)
        unpack(path, tmp_path / "x.csv")
        kept = (tmp_path / "x.csv").read_bytes()
        assert content.startswith(kept)
        assert not kept or kept.endswith(b"\n")

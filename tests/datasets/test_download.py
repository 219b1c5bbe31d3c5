"""Downloads from a real server on this machine: checked, told, stopped, and never half there."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import os
import socket
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ganstudio.datasets import download
from ganstudio.datasets.download import DamagedError, DownloadError, fetch, unpack
from tests.datasets.served import Site, served, slow, truncated

CONTENT = os.urandom(300_000)
MD5 = hashlib.md5(CONTENT).hexdigest()


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


def refusing() -> str:
    """An address of this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/a"


def leftovers(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_file_arrives_whole_once_and_with_its_progress(tmp_path: Path, site: Site) -> None:
    site.files["a"] = CONTENT
    target = tmp_path / "new" / "a.bin"
    told = list(fetch([site.url("a")], target, MD5))
    assert target.read_bytes() == CONTENT
    assert told[0].text == "Downloading a.bin"
    assert told[0].total == len(CONTENT)
    assert 0 < told[0].done <= len(CONTENT)
    list(fetch([site.url("a")], target, MD5))
    assert site.asked == ["a"], "what is there is not fetched again"
    assert leftovers(tmp_path) == ["new", "new/a.bin"]


def test_a_damaged_file_that_is_there_is_replaced(tmp_path: Path, site: Site) -> None:
    site.files["a"] = CONTENT
    target = tmp_path / "a.bin"
    target.write_bytes(CONTENT[:-1])
    list(fetch([site.url("a")], target, MD5))
    assert target.read_bytes() == CONTENT


def test_a_slow_server_is_told_about_part_by_part(tmp_path: Path, site: Site) -> None:
    site.files["a"] = slow(CONTENT, 6, 0.12)
    told = list(fetch([site.url("a")], tmp_path / "a", MD5))
    assert len(told) >= 5
    assert sorted({event.done for event in told}) == [event.done for event in told]
    site.files["b"] = slow(CONTENT, 2, 0, tells_size=False)
    assert {event.total for event in fetch([site.url("b")], tmp_path / "b", MD5)} == {0}
    assert (tmp_path / "b").read_bytes() == CONTENT


def test_stopping_leaves_nothing_of_the_file(tmp_path: Path, site: Site) -> None:
    site.files["a"] = slow(CONTENT, 20, 0.05)
    fetching = fetch([site.url("a")], tmp_path / "a", MD5)
    next(fetching)
    assert leftovers(tmp_path) == [".a.part"]
    fetching.close()  # type: ignore[attr-defined]
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("reason", ["damaged", "truncated", "404", "refused", "silent", "gibberish", "unknown host"])
def test_what_goes_wrong_is_named_and_leaves_nothing(
    tmp_path: Path, site: Site, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 0.3)
    site.files["damaged"] = CONTENT[:-1] + b"?"
    site.files["truncated"] = truncated(CONTENT)
    site.files["silent"] = slow(CONTENT, 2, 0.8)
    site.files["gibberish"] = lambda request: request.wfile.write(b"what?\r\n\r\n") and None
    url = {"refused": refusing(), "unknown host": "http://nowhere.invalid/a"}.get(reason, site.url(reason))
    sentence = {
        "damaged": "a.bin arrived damaged",
        "truncated": "the connection broke off",
        "404": "404 Not Found",
        "refused": "refused",
        "silent": "timed out",
        "gibberish": "what?",
        "unknown host": "[a-z]",
    }[reason]
    with pytest.raises(DownloadError, match=sentence) as caught:
        list(fetch([url], tmp_path / "a.bin", MD5))
    assert str(caught.value)
    assert isinstance(caught.value, DamagedError) == (reason == "damaged")
    assert leftovers(tmp_path) == []


def test_the_next_mirror_is_asked_when_one_fails(tmp_path: Path, site: Site) -> None:
    site.files |= {"cut": truncated(CONTENT), "wrong": CONTENT[1:], "good": CONTENT}
    list(fetch([refusing(), site.url("cut"), site.url("wrong"), site.url("good")], tmp_path / "a", MD5))
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert site.asked == ["cut", "wrong", "good"]


def packed(files: dict[str, bytes], name: str) -> bytes:
    made = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path, content in files.items():
                zipped.writestr(path, content)
    else:
        with tarfile.open(fileobj=made, mode="w:gz") as tar:
            for path, content in files.items():
                entry = tarfile.TarInfo(path)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
    return made.getvalue()


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tgz"])
def test_archives_are_unpacked_into_their_folders(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(packed({"top/a": CONTENT, "top/deep/b": b"b", "other": b"c"}, name))
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "kept").write_bytes(b"k")
    told = list(unpack(tmp_path / name, tmp_path))
    assert told[0].text == f"Unpacking {name}"
    assert 0 < told[0].done <= told[0].total == (tmp_path / name).stat().st_size
    assert leftovers(tmp_path) == sorted([name, "other", "top", "top/a", "top/deep", "top/deep/b", "top/kept"])
    assert (tmp_path / "top" / "a").read_bytes() == CONTENT


def test_single_files_are_decompressed_and_unwanted_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(CONTENT))
    (tmp_path / "b.xz").write_bytes(lzma.compress(CONTENT))
    (tmp_path / "c.zip").write_bytes(packed({"x/1": b"1", "y/2": b"2"}, "c.zip"))
    for name in ("a.gz", "b.xz"):
        list(unpack(tmp_path / name, tmp_path))
    list(unpack(tmp_path / "c.zip", tmp_path, only="y/"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == CONTENT
    assert leftovers(tmp_path) == ["a", "a.gz", "b", "b.xz", "c.zip", "y", "y/2"]


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
@pytest.mark.parametrize("path", ["../out", "fine/../../out", "absolute"])
def test_an_archive_that_reaches_outside_is_refused_as_a_whole(tmp_path: Path, name: str, path: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = str(tmp_path / "out") if path == "absolute" else path
    (folder / name).write_bytes(packed({"good": b"g", path: b"evil"}, name))
    with pytest.raises(DamagedError, match="outside of its folder"):
        list(unpack(folder / name, folder))
    assert leftovers(tmp_path) == ["in", f"in/{name}"]


def test_links_in_an_archive_are_left_out(tmp_path: Path) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        link = tarfile.TarInfo("way")
        link.type, link.linkname = tarfile.SYMTYPE, "/"
        tar.addfile(link)
        entry = tarfile.TarInfo("file")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"f"))
    (tmp_path / "a.tgz").write_bytes(made.getvalue())
    list(unpack(tmp_path / "a.tgz", tmp_path))
    assert leftovers(tmp_path) == ["a.tgz", "file"]


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.gz", "a.xz"])
def test_a_damaged_archive_is_named_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    whole = {"a.gz": gzip.compress(CONTENT), "a.xz": lzma.compress(CONTENT)}.get(name) or packed({"f": CONTENT}, name)
    for content in (whole[: len(whole) // 2], b"nothing like it"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DamagedError, match=f"{name} is damaged"):
            list(unpack(tmp_path / name, tmp_path))
        assert leftovers(tmp_path) == [name]


def test_stopping_while_unpacking_leaves_only_the_archive(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"top/a": CONTENT, "top/b": CONTENT}, "a.zip"))
    unpacking = unpack(tmp_path / "a.zip", tmp_path)
    next(unpacking)
    unpacking.close()  # type: ignore[attr-defined]
    assert leftovers(tmp_path) == ["a.zip"]

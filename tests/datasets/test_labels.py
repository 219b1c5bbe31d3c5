"""Classes from folders and files of labels: what is understood, and what is said about the rest."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.datasets.in_order import in_order
from ganstudio.datasets.labels import LabelsError, labels_by_file, labels_by_folder
from ganstudio.events import Warned
from ganstudio.problems import ProblemError

NAMES = ("a.png", "b.png", "x/c.png")


def by_table(text: str, names: tuple[str, ...] = NAMES) -> tuple[tuple[str, ...], list[int]]:
    labels = labels_by_file(names, "labels.csv", text.encode())
    return labels.classes, labels.indices


def by_json(plain: Any, names: tuple[str, ...] = NAMES) -> tuple[tuple[str, ...], list[int]]:
    labels = labels_by_file(names, "dataset.json", json.dumps(plain).encode())
    return labels.classes, labels.indices


@pytest.mark.parametrize(
    "text",
    [
        "a.png,cat\nb.png,dog\nx/c.png,cat\n",
        "file name,label\na.png,cat\nb.png,dog\nx/c.png,cat\n",
        "\ufeffname;class;remark\r\na.png;cat;\r\nb.png;dog;old\r\n\r\nx\\c.png;cat;\r\n",
        "x/c.png\tcat\n./a.png\tcat\nb.png\tdog",
        'a.png, cat \n"b.png","dog"\nx/c.png,cat\na.png,cat\n',
    ],
    ids=["plain", "header", "semicolons", "tabs", "quotes"],
)
def test_a_table_tells_the_class_of_each_picture(text: str) -> None:
    assert by_table(text) == (("cat", "dog"), [0, 1, 0])


def test_classes_that_are_whole_numbers_stand_in_their_order() -> None:
    assert by_table("a.png,10\nb.png,9\nx/c.png,100\n") == (("9", "10", "100"), [1, 0, 2])
    assert by_json({"labels": [["a.png", 10], ["b.png", 9], ["x/c.png", 100]]}) == (("9", "10", "100"), [1, 0, 2])


def test_stylegans_file_may_also_be_a_table_of_names_or_say_that_there_are_none() -> None:
    assert by_json({"labels": {"a.png": 1, "b.png": 0, "x/c.png": 0}}) == (("0", "1"), [1, 0, 0])
    assert by_json({"labels": None}) == ((), [0, 0, 0])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a.png,cat\n", r"labels.csv has no label for 2 of the 3 pictures: b.png, x/c.png"),
        ("a.png,cat\nb.png\nx/c.png,cat", "line 2 of labels.csv has no label"),
        ("a.png,cat\nb.png, \nx/c.png,cat", "line 2 of labels.csv has no label"),
        ("a.png,cat\na.png,dog\n", "labels.csv has two labels for a.png: “cat” and “dog”"),
        ('a.png,cat\n"b.png,dog\n', "labels.csv is damaged"),
        ("", "has no label for 3 of the 3"),
        ("\0\0\0", "has no label for 3 of the 3"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(LabelsError, match=sentence):
        by_table(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2]", 'dataset.json has no "labels"'),
        ("{}", 'dataset.json has no "labels"'),
        ('{"labels": [["a.png", 1], ["b.png", [0.5, 0.5]]]}', "label 2 in dataset.json is no class"),
        ('{"labels": [["a.png"]]}', "dataset.json is no list of labels"),
        ('{"labels": 3}', "dataset.json is no list of labels"),
        ('{"labels": [', "dataset.json is no list of labels"),
        ('{"labels": [["a.png", 1]]}', "no label for 2 of the 3"),
        ("[" * 100_000, "dataset.json"),
    ],
)
def test_a_dataset_json_that_does_not_fit_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(LabelsError, match=sentence):
        labels_by_file(NAMES, "dataset.json", text.encode())


def test_labels_in_another_encoding_are_refused_with_a_sentence() -> None:
    with pytest.raises(LabelsError, match=r"labels.csv is no UTF-8 text"):
        labels_by_file(NAMES, "labels.csv", "a.png,Müll".encode("latin-1"))


def test_pictures_beside_folders_are_a_class_named_after_the_top() -> None:
    labels = labels_by_folder(("a.png", "x/b.png"), "mine")
    assert (labels.classes, labels.indices) == (("mine", "x"), [0, 1])
    assert labels_by_folder(("a.png", "b.png"), "mine").classes == ()


# --- with real pictures ---


def pictures(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    for shade, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (8, 8), shade).save(folder / name)
    return folder


def zipped(folder: Path) -> Path:
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.rglob("*.*")):
            file.write(path, path.relative_to(folder))
    return archive


def labelled(folder: Path, **options: Any) -> tuple[tuple[str, ...], list[int]]:
    dataset = ImageFolder(folder=str(folder), **options)
    spec = dataset.describe(None)
    return spec.classes, dataset.opened(spec).labels.tolist()  # type: ignore[union-attr]


LABEL_FILES: Mapping[str, str] = {
    "labels.csv": "a.png,1\nb.png,0\nx/c.png,1\n",
    "dataset.json": '{"labels": [["a.png", 1], ["b.png", 0], ["x/c.png", 1]]}',
}


@pytest.mark.parametrize("name", LABEL_FILES)
def test_a_file_of_labels_beside_the_pictures_goes_before_folders_in_folders_and_zip_files(
    tmp_path: Path, name: str
) -> None:
    folder = pictures(tmp_path / "mine")
    assert labelled(folder) == (("mine", "x"), [0, 0, 1])
    (folder / name).write_text(LABEL_FILES[name])
    assert labelled(folder) == labelled(zipped(folder)) == (("0", "1"), [1, 0, 1])
    assert labelled(folder, labels="folders") == (("mine", "x"), [0, 0, 1])
    assert labelled(folder, labels="none") == ((), [0, 0, 0])


def test_a_chosen_file_of_labels_goes_before_the_one_beside_the_pictures(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "mine")
    (folder / "labels.csv").write_text(LABEL_FILES["labels.csv"])
    (tmp_path / "other.tsv").write_text("a.png\tu\nb.png\tv\nx/c.png\tw\n")
    assert labelled(folder, label_file=str(tmp_path / "other.tsv")) == (("u", "v", "w"), [0, 1, 2])


def test_changed_labels_are_noticed(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "mine")
    (folder / "labels.csv").write_text("a.png,1\nb.png,0\nx/c.png,1\n")
    assert labelled(folder)[1] == [1, 0, 1]
    (folder / "labels.csv").write_text("a.png,0\nb.png,0\nx/c.png,1\n")
    assert labelled(folder)[1] == [0, 0, 1]


def test_labels_of_pictures_that_are_not_there_are_told(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "mine")
    (folder / "labels.csv").write_text(LABEL_FILES["labels.csv"] + "gone.png,1\n")
    dataset = ImageFolder(folder=str(folder))
    for _ in range(2):
        told = [event.message for event in dataset.open(dataset.describe(None)) if isinstance(event, Warned)]
        assert told == ["1 of the labels are of pictures that are not there: gone.png"]


def test_a_fault_in_the_labels_stands_at_the_option_they_come_from(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "mine")
    (folder / "labels.csv").write_text("a.png,1\n")
    with pytest.raises(ProblemError, match=r"^labels: labels.csv has no label for 2 .*; or choose “folders”"):
        ImageFolder(folder=str(folder)).describe(None)
    with pytest.raises(ProblemError, match=r"^label_file: cannot read .*none.csv: No such file"):
        ImageFolder(folder=str(folder), label_file=str(tmp_path / "none.csv")).describe(None)


def test_a_chosen_file_of_labels_is_spelt_out_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    anchored = ImageFolder(folder="mine", label_file="labels.csv").anchored()
    assert (anchored.folder, anchored.label_file) == (str(tmp_path / "mine"), str(tmp_path / "labels.csv"))
    assert ImageFolder().anchored() == ImageFolder()


# --- threads ---


def test_results_come_in_order_and_each_once() -> None:
    results = [result for result in in_order(lambda number: number * 2, range(1000)) if result is not None]
    assert results == list(range(0, 2000, 2))
    assert list(in_order(str, [])) == []


def test_a_fault_in_a_thread_comes_to_the_caller_and_the_rest_is_given_up() -> None:
    seen = []

    def work(number: int) -> int:
        seen.append(number)
        return 1 // (number - 20)

    with pytest.raises(ZeroDivisionError):
        list(in_order(work, range(100_000)))
    assert len(seen) < 10_000

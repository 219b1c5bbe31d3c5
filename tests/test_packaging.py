"""What is declared is what is used, the wheel carries what it needs, and dev.py decides rightly."""

import ast
import hashlib
import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from ganstudio.resources import resource

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")


# --- dependencies ------------------------------------------------------------------------------


def distribution(requirement: str) -> str:
    """The normalised name in `PySide6-Essentials>=6.8`."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


CORE = {distribution(requirement) for requirement in PROJECT["dependencies"]}
EXTRAS = {
    distribution(requirement)
    for name, requirements in PROJECT["optional-dependencies"].items()
    if name not in ("test", "dev")
    for requirement in requirements
}
TEST = {distribution(requirement) for requirement in PROJECT["optional-dependencies"]["test"]}
PEERS = {"torchgan", "torch-mimicry"}  # that the benchmarks are held against, where a person names their folder


def imported_packages(folder: Path) -> dict[str, Path]:
    """Each third-party package imported anywhere under a folder, and one file that does."""
    own = {"ganstudio", "tests", *(path.stem for path in (ROOT / "tests").rglob("*"))}
    found: dict[str, Path] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules = [alias.name for alias in names]
                case ast.ImportFrom(module=str(module), level=0):
                    modules = [module]
                case _:
                    continue
            found.update({module.partition(".")[0]: path for module in modules})
    return {name: path for name, path in found.items() if name not in own | sys.stdlib_module_names}


def undeclared(imported: dict[str, Path], declared: set[str]) -> list[str]:
    owners = packages_distributions()
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for name, path in imported.items()
        if not declared & {distribution(owner) for owner in owners.get(name, [name])}
    ]


def test_every_import_of_the_program_is_declared() -> None:
    assert undeclared(imported_packages(ROOT / "ganstudio"), CORE | EXTRAS) == []


def test_every_declared_dependency_is_imported() -> None:
    owners = packages_distributions()
    imported = imported_packages(ROOT / "ganstudio")
    assert {distribution(owner) for name in imported for owner in owners.get(name, [])} >= CORE | EXTRAS


def test_every_import_of_the_tests_is_declared() -> None:
    assert undeclared(imported_packages(ROOT / "tests"), CORE | TEST | PEERS) == []


def test_constraints_pin_every_declared_dependency() -> None:
    pinned = {distribution(line) for line in CONSTRAINTS.splitlines() if "==" in line}
    assert pinned >= CORE | TEST | EXTRAS


def test_what_is_optional_is_there_for_the_tests() -> None:
    assert EXTRAS <= TEST


def test_constraints_name_no_place_to_load_from() -> None:
    pins = [line for line in CONSTRAINTS.splitlines() if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", pin)] == []


# --- wheel and resources -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_wheel_carries_every_resource(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    resources = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    carried = {f"ganstudio/_resources/{path.relative_to(ROOT / 'resources').as_posix()}" for path in resources}
    assert "ganstudio/_resources/data/digits.csv.gz" in carried
    assert carried <= shipped


def test_resources_are_found_in_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from ganstudio.resources import resource; print(resource('data', 'digits.csv.gz'))"
    )
    found = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, encoding="utf-8")
    path = Path(found.stdout.strip())
    assert path == tmp_path / "ganstudio" / "_resources" / "data" / "digits.csv.gz", found.stderr
    assert path.is_file()


def test_digits_are_whole_and_as_published() -> None:
    digits = np.loadtxt(resource("data", "digits.csv.gz"), delimiter=",", dtype=np.int64)
    pixels, labels = digits[:, :-1], digits[:, -1]
    assert digits.shape == (1797, 65)
    assert (pixels.min(), pixels.max()) == (0, 16)
    assert set(labels) == set(range(10))
    checksum = hashlib.sha256(resource("data", "digits.csv.gz").read_bytes()).hexdigest()
    assert checksum in resource("data", "digits.md").read_text(encoding="utf-8")


# --- packaging/dev.py --------------------------------------------------------------------------


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "packaging" / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_old_python_is_told_so_in_a_sentence(dev: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is 3\.9"):
        dev.require_python((3, 9))
    dev.require_python((3, 11))


def test_missing_libraries_make_one_apt_line(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "has_apt", lambda: True)
    monkeypatch.setattr(dev, "apt_knows", lambda package: False)
    monkeypatch.setattr(dev, "can_load", lambda library: library not in ("libEGL.so.1", "libxcb-cursor.so.0"))
    monkeypatch.setattr(sys, "platform", "linux")
    offscreen = dev.missing_libraries({})
    assert dev.how_to_install(offscreen).endswith("sudo apt-get install libegl1")
    on_x11 = dev.missing_libraries({"DISPLAY": ":0"})
    assert dev.how_to_install(on_x11).endswith("sudo apt-get install libegl1 libxcb-cursor0")
    assert dev.missing_libraries({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}) == offscreen


def test_packages_have_the_names_of_this_release(dev: ModuleType) -> None:
    missing = {"libglib-2.0.so.0": "libglib2.0-0", "libEGL.so.1": "libegl1"}
    assert dev.package_names(missing, lambda package: False) == ["libglib2.0-0", "libegl1"]
    assert dev.package_names(missing, lambda package: True) == ["libglib2.0-0t64", "libegl1"]


def test_without_apt_the_libraries_themselves_are_named(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "has_apt", lambda: False)
    assert "libEGL.so.1" in dev.how_to_install({"libEGL.so.1": "libegl1"})


@pytest.mark.parametrize(
    ("platform", "environ", "missing", "reason"),
    [
        ("linux", {}, {}, "no display"),
        ("linux", {"DISPLAY": ":0"}, {}, None),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, {}, None),
        ("linux", {"DISPLAY": ":0"}, {"libEGL.so.1": "libegl1"}, "cannot open"),
        ("darwin", {}, {}, None),
        ("win32", {}, {}, None),
    ],
)
def test_window_opens_only_where_it_can(
    dev: ModuleType, platform: str, environ: dict[str, str], missing: dict[str, str], reason: str | None
) -> None:
    told = dev.why_no_window(platform, environ, missing)
    assert told is None if reason is None else reason in told


def test_environment_is_renewed_when_its_inputs_change(dev: ModuleType, tmp_path: Path) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("torch==2.15.0")
    before = dev.fingerprint([constraints], (3, 11))
    assert dev.fingerprint([constraints], (3, 11)) == before
    assert dev.fingerprint([constraints], (3, 12)) != before
    constraints.write_text("torch==2.16.0")
    assert dev.fingerprint([constraints], (3, 11)) != before


def test_environment_is_trusted_only_when_its_installation_finished(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an installer that fails at first and then succeeds, and downloads nothing."""
    installed: list[list[str]] = []
    outcomes = iter([1, 0])

    def call(command: list[str], **options: object) -> int:
        if "install" not in command:
            return 0
        installed.append(command)
        return next(outcomes)

    python = tmp_path / (".venv/Scripts/python.exe" if sys.platform == "win32" else ".venv/bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev.subprocess, "call", call)
    with pytest.raises(SystemExit, match="did not finish"):
        dev.environment("test")
    assert dev.environment("test") == str(python)
    assert dev.environment() == str(python)  # what has the tests' packages serves to run as well
    assert [command[-1] for command in installed] == [".[test]", ".[test]"]


def test_headless_run_ends_with_the_picture(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a stand-in for the program that answers as `train` and `sample` do."""
    stand_in = tmp_path / "ganstudio.py"
    stand_in.write_text(
        "import pathlib, sys\n"
        "match sys.argv[1:]:\n"
        "    case ['train', '--preset', 'digits']: print('training'); print('the-run')\n"
        "    case ['sample', 'the-run', '-n', '64', '--seed', '0', '--out', out]: pathlib.Path(out).touch()\n"
        "    case _: sys.exit(9)\n"
    )
    monkeypatch.chdir(tmp_path)
    assert dev.train_digits(sys.executable) == 0
    assert (tmp_path / "digits.png").exists()
    assert str(tmp_path / "digits.png") in capsys.readouterr().out


def test_all_tests_run_side_by_side_and_named_ones_as_they_are_named(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(dev, "missing_libraries", lambda _: {})
    monkeypatch.setattr(dev, "environment", lambda *_: "python")
    monkeypatch.setattr(dev.subprocess, "call", lambda command, **_: called.append(list(command)) or 0)
    assert dev.test([]) == dev.test(["tests/test_cli.py"]) == 0
    assert called[0][:5] == ["python", "-m", "pytest", "-n", "auto"]
    assert called[1] == ["python", "-m", "pytest", "tests/test_cli.py"]

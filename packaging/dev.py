#!/usr/bin/env python3
"""Set up and start GAN Studio from a clone, with Python's standard library alone.

python3 packaging/dev.py run [args]      open the studio; without a display, train on the digits instead
python3 packaging/dev.py test [args]     run the tests; args go to pytest
python3 packaging/dev.py check           style, types and layers only
python3 packaging/dev.py system          install the system libraries that Qt needs (Debian, Ubuntu; as root)

Each makes or renews .venv when needed; `run` and `test` take --system to do that first as well.
"""

# Must parse on older Pythons too, so that it can tell them that they are too old.
from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
OLDEST = (3, 11)
EXTRAS = ("video", "embed")  # small beside torch, so everybody has them

sys.path.insert(0, str(ROOT))
from ganstudio.system_libraries import ALWAYS, ON_X11, RENAMED, can_load  # noqa: E402


def main(arguments: Sequence[str]) -> int:
    require_python(sys.version_info[:2])
    command, args = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    if command in ("run", "test") and "--system" in args:
        args.remove("--system")
        install_system_libraries()
    if command == "run":
        return run(args)
    if command == "test":
        return test(args)
    if command == "check":
        return test(["tests/test_structure.py", *args])
    if command == "system":
        return install_system_libraries()
    print(__doc__)
    return 0 if command in ("-h", "--help", "help") else 2


# --- commands ----------------------------------------------------------------------------------


def run(args: Sequence[str]) -> int:
    python = environment(*EXTRAS)
    reason = why_no_window(sys.platform, os.environ, missing_libraries(os.environ))
    if reason is None or args:
        return subprocess.call([python, "-m", "ganstudio", *args])
    say(reason)
    say("Training on the embedded digits without a window instead.")
    return train_digits(python)


def train_digits(python: str) -> int:
    """Train the digits preset, then draw 64 samples from the run into ./digits.png."""
    environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [python, "-m", "ganstudio", "train", "--preset", "digits"]
    # Progress is shown on stderr; the last line of stdout is the run folder.
    trained = subprocess.run(command, env=environ, stdout=subprocess.PIPE, encoding="utf-8")
    lines = trained.stdout.strip().splitlines()
    if trained.returncode or not lines:
        print(trained.stdout, end="")
        return trained.returncode or 1
    say(f"The run is in {lines[-1]}")
    picture = Path.cwd() / "digits.png"
    sample = ["sample", lines[-1], "-n", "64", "--seed", "0", "--out", str(picture)]
    status = subprocess.call([python, "-m", "ganstudio", *sample])
    if status == 0:
        say(f"64 new digits are in {picture}")
    return status


def test(args: Sequence[str]) -> int:
    environ = {"OMP_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen", **os.environ}
    missing = missing_libraries(environ)
    if missing:
        raise SystemExit(f"Qt cannot start here. {how_to_install({**missing, **missing_venv_package()})}")
    python = environment("test")
    # all of them on several cores; what shares a file often shares what takes long to make
    side_by_side = [] if args else ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
    return subprocess.call([python, "-m", "pytest", *side_by_side, *args], cwd=ROOT, env=environ)


def install_system_libraries() -> int:
    """Install what Qt and .venv need from the system's packages; quiet when nothing is missing."""
    missing = {**missing_libraries(os.environ), **missing_venv_package()}
    if not missing:
        return 0
    if not has_apt() or os.geteuid() != 0:
        raise SystemExit(how_to_install(missing))
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say("Refreshing the list of system packages.")
    if subprocess.call(["apt-get", "-q", "update"], env=environ):
        raise SystemExit("apt-get could not refresh its list; its message is above.")
    packages = package_names(missing, apt_knows)
    say(f"Installing {' '.join(packages)}.")
    if subprocess.call(["apt-get", "-q", "install", "-y", *packages], env=environ):
        raise SystemExit("apt-get could not install them; its message is above.")
    return 0


# --- the Python environment --------------------------------------------------------------------


def environment(*extras: str) -> str:
    """The path of .venv's Python, with ganstudio and these extras installed."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = VENV / "ganstudio-stamp.json"
    written, installed = read_stamp(stamp)
    current = fingerprint([ROOT / "pyproject.toml", CONSTRAINTS], sys.version_info[:2])
    if python.exists() and written == current and installed.issuperset(extras):
        return str(python)

    wanted = sorted(installed.union(extras))
    stamp.unlink(missing_ok=True)  # until everything is in place, nothing claims to be
    uv = shutil.which("uv")
    if not is_usable(python, needs_pip=uv is None):
        make_venv(uv)
    size = "6 GB" if sys.platform == "linux" else "1 GB"
    say(f"Installing GAN Studio into {VENV}. The first time this takes several minutes")
    say(f"and about {size} of disk, nearly all of it PyTorch.")
    project = f".[{','.join(wanted)}]" if wanted else "."
    installer = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    command = [*installer, "-c", CONSTRAINTS, "-e", project]
    if subprocess.call([str(part) for part in command], cwd=ROOT):
        raise SystemExit("The installation did not finish; its message is above. Run the same command to go on.")
    stamp.write_text(json.dumps({"fingerprint": current, "extras": wanted}), encoding="utf-8")
    say("Installed.")
    return str(python)


def make_venv(uv: str | None) -> None:
    missing = missing_venv_package()
    if missing:
        raise SystemExit(f"This Python cannot make environments. {how_to_install(missing)}")
    say(f"Making a Python environment in {VENV}{' with uv' if uv else ''}.")
    if VENV.exists():
        shutil.rmtree(VENV)
    maker = [uv, "venv", "-q", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    if subprocess.call([*maker, str(VENV)]):
        raise SystemExit(f"{VENV} could not be made; the message is above.")


def is_usable(python: Path, needs_pip: bool) -> bool:
    """Whether an existing .venv runs this version of Python and can be installed into."""
    if not python.exists():
        return False
    probe = f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]!r}"
    probe += "; import pip" if needs_pip else ""
    return subprocess.call([str(python), "-c", probe], stderr=subprocess.DEVNULL) == 0


def fingerprint(files: Iterable[Path], python: tuple[int, ...]) -> str:
    digest = hashlib.sha256(f"{ROOT} {python}".encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def read_stamp(stamp: Path) -> tuple[str, frozenset[str]]:
    """The fingerprint and extras of the last installation that finished; empty when none did."""
    try:
        written = json.loads(stamp.read_text(encoding="utf-8"))
        return str(written["fingerprint"]), frozenset(written["extras"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", frozenset()


# --- what the machine offers -------------------------------------------------------------------


def require_python(version: tuple[int, ...]) -> None:
    if version < OLDEST:
        have, need = (".".join(str(part) for part in v) for v in (version, OLDEST))
        raise SystemExit(f"GAN Studio needs Python {need} or newer, and this is {have}. Start it with a newer one.")


def has_display(platform: str, environ: Mapping[str, str]) -> bool:
    return platform != "linux" or any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def why_no_window(platform: str, environ: Mapping[str, str], missing: Mapping[str, str]) -> str | None:
    """The reason why no window can open here, or None when one can."""
    if not has_display(platform, environ):
        return "This machine has no display, so the window cannot open."
    if missing:
        return f"The window cannot open here. {how_to_install(missing)}"
    return None


def missing_libraries(environ: Mapping[str, str]) -> dict[str, str]:
    """The shared libraries that Qt would not find here, and their packages."""
    if sys.platform != "linux":
        return {}
    on_x11 = environ.get("DISPLAY") and environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb")
    needed = {**ALWAYS, **ON_X11} if on_x11 else ALWAYS
    return {library: package for library, package in needed.items() if not can_load(library)}


def missing_venv_package() -> dict[str, str]:
    """Debian keeps what makes environments in a package of its own; uv needs none of it."""
    if shutil.which("uv") or importlib.util.find_spec("ensurepip"):
        return {}
    return {"ensurepip": f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"}


def how_to_install(missing: Mapping[str, str]) -> str:
    if not has_apt():
        return f"Missing: {', '.join(missing)}. Install them with your system's package manager."
    return f"Install what is missing with: sudo apt-get install {' '.join(package_names(missing, apt_knows))}"


def package_names(missing: Mapping[str, str], is_known: Callable[[str], bool]) -> list[str]:
    """The packages to install, under the names that this release of the system gives them."""
    return [new if (new := RENAMED.get(p)) and is_known(new) else p for p in missing.values()]


def has_apt() -> bool:
    return shutil.which("apt-get") is not None


def apt_knows(package: str) -> bool:
    return subprocess.run(["apt-cache", "show", package], capture_output=True).returncode == 0


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

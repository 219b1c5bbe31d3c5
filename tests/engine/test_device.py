"""What computing is set to while a run trains, and that it is undone."""

from __future__ import annotations

import gc
import platform
import sys
from pathlib import Path

import pytest
import torch

from ganstudio.engine import device as devices
from ganstudio.engine.device import preemptions, settled

MEGABYTE = 1 << 20


def resident() -> int:
    """Memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def takes_denormals_for_zero() -> bool:
    return float(torch.tensor([1e-40]) * torch.tensor([0.5])) == 0


def test_threads_and_denormals_are_as_they_were_after_a_fault() -> None:
    before = torch.get_num_threads()
    assert not takes_denormals_for_zero()
    with pytest.raises(ZeroDivisionError), settled(before + 1):
        assert torch.get_num_threads() == before + 1
        assert takes_denormals_for_zero()
        raise ZeroDivisionError
    assert torch.get_num_threads() == before
    assert not takes_denormals_for_zero()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told what to keep")
def test_freed_memory_is_kept_while_training_and_given_back_after() -> None:
    size = 64 * MEGABYTE
    with settled(1):
        for _ in range(20):  # older ones need a few places for blocks that begin at certain addresses
            torch.ones(size // 4)
        kept = resident()
        torch.ones(size // 4)
        assert resident() - kept < MEGABYTE
    assert kept - resident() > size / 2


def test_without_glibc_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices.platform, "libc_ver", lambda: ("", ""))
    monkeypatch.delattr(devices.ctypes, "CDLL")
    with settled(1):
        pass


def test_other_systems_are_not_asked_for_their_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python would look through the whole program for its name."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(devices.platform, "libc_ver")
    with settled(1):
        pass


def test_preemptions_are_counted_and_0_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    first = preemptions()
    assert 0 <= first <= preemptions()
    monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    assert preemptions() == 0


def test_what_was_there_before_training_is_not_looked_through_for_garbage_meanwhile() -> None:
    assert gc.get_freeze_count() == 0
    with settled(1):
        assert gc.get_freeze_count() > 1000
    assert gc.get_freeze_count() == 0

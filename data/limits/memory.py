"""How much memory another process holds, on each system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def memory_held(process: subprocess.Popen[bytes]) -> int:
    """Return the bytes that a child holds; 0 where it is gone or cannot be told."""
    if sys.platform == "win32":
        return _on_windows(process)
    try:
        if sys.platform == "darwin":
            told = subprocess.run(
                ["ps", "-o", "rss=", "-p", str(process.pid)],
                capture_output=True,
                check=True,
            )
            return int(told.stdout) * 1024
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        (kilobytes,) = (line.split()[1] for line in status.splitlines() if line[:6] == "VmRSS:")
        return int(kilobytes) * 1024
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _on_windows(process: subprocess.Popen[bytes]) -> int:
    """What the child has committed, by the system's own count."""
    if sys.platform != "win32":
        return 0
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(Counters)
    asked = ctypes.windll.kernel32.K32GetProcessMemoryInfo
    asked.argtypes = (wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD)
    told = asked(int(process._handle), ctypes.byref(counters), counters.cb)
    return int(counters.PagefileUsage) if told else 0

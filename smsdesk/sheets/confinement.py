"""Limits on memory and time that a process puts on itself before it opens a file from outside (S1)."""

from __future__ import annotations

import sys


def confine(*, memory_bytes: int, seconds: int) -> None:
    """Let this process use at most so much address space and CPU time, and leave no core file.

    Past the memory limit an allocation fails, past the time limit the system ends the process: the parent
    turns both into a sentence. macOS does not keep the memory limit; there the time limit and the checks on
    sizes before reading remain.
    """
    if sys.platform == "win32":
        _confine_windows(memory_bytes, seconds)
    else:
        _confine_posix(memory_bytes, seconds)


if sys.platform != "win32":

    def _confine_posix(memory_bytes: int, seconds: int) -> None:
        import resource

        for limit, figure in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, memory_bytes),
        ):
            _, hard = resource.getrlimit(limit)
            wanted = figure if hard == resource.RLIM_INFINITY else min(figure, hard)
            try:
                resource.setrlimit(limit, (wanted, hard))
            except (OSError, ValueError):  # macOS refuses RLIMIT_AS below what is mapped already
                continue

else:

    def _confine_windows(memory_bytes: int, seconds: int) -> None:
        """A job object with this process in it does what resource limits do elsewhere."""
        import ctypes
        from ctypes import wintypes

        class Basic(ctypes.Structure):
            _fields_ = [
                ("per_process_user_time", ctypes.c_int64),
                ("per_job_user_time", ctypes.c_int64),
                ("flags", wintypes.DWORD),
                ("minimum_working_set", ctypes.c_size_t),
                ("maximum_working_set", ctypes.c_size_t),
                ("active_processes", wintypes.DWORD),
                ("affinity", ctypes.c_size_t),
                ("priority_class", wintypes.DWORD),
                ("scheduling_class", wintypes.DWORD),
            ]

        class Extended(ctypes.Structure):
            _fields_ = [
                ("basic", Basic),
                ("io_counters", ctypes.c_uint64 * 6),
                ("process_memory", ctypes.c_size_t),
                ("job_memory", ctypes.c_size_t),
                ("peak_process_memory", ctypes.c_size_t),
                ("peak_job_memory", ctypes.c_size_t),
            ]

        process_time, process_memory, extended_information = 0x2, 0x100, 9
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        limits = Extended()
        limits.basic.flags = process_time | process_memory
        limits.basic.per_process_user_time = seconds * 10_000_000  # in 100 ns
        limits.process_memory = memory_bytes
        job = kernel.CreateJobObjectW(None, None)
        if job:
            kernel.SetInformationJobObject(
                job, extended_information, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

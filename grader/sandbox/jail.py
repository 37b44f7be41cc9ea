"""Confinement of the student's process, in layers, and the limits it lives under.

The order matters: the supervisor enters the namespaces, builds the new root and forks the
student's process, which gives up its user and its capabilities, and then restricts itself.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import site
import stat
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path

from grader.sandbox import cleanup, landlock, linux, seccomp
from grader.sandbox.limits import MIB, Limits, set_rlimits

WORK = "/lab"
CANARY = "/canary"
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/sys/devices/system/cpu",
)
_FILES = ("/etc/ld.so.cache", "/etc/localtime")
_PROC_FILES = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems")
_USER_BASE = 1_900_000_000


@dataclass(frozen=True)
class Plan:
    """The layers of confinement to put up; `doctor.best_plan` finds the best that works."""

    namespaces: bool
    landlock: bool
    seccomp: bool
    drop_user: bool

    def layers(self) -> list[str]:
        """Name the layers, the strongest first."""
        names = [name for name, on in asdict(self).items() if on]
        return [*names, "rlimits"]

    def counts_threads(self) -> bool:
        """Return whether the kernel limits the threads of the student's process alone.

        It counts them per user, so that user must be the process's own.
        """
        return self.drop_user or (self.namespaces and os.getuid() != 0)


@dataclass(frozen=True)
class ProcessInfo:
    """What is known before the walls go up.

    `number` differs between all processes that run at the same time; `mapped` is the size of
    the address space that a process starts with; `seed` is for its random generators.
    """

    number: int
    mapped: int
    seed: int


@dataclass(frozen=True)
class Paths:
    """The folders of one student's process in this run, all made by the grader.

    `work` gets copies of what lies in `helpers`; the trusted process has its own in `trusted`.
    """

    root: str
    work: str
    helpers: str
    trusted: str
    readable: tuple[str, ...] = field(default_factory=tuple)

    def inside(self, plan: Plan) -> Paths:
        """Return the paths as seen from within the jail."""
        if plan.namespaces:
            return replace(self, work=WORK)
        return self


@cache
def library_folders() -> tuple[str, ...]:
    """Return the folders of the interpreter and its installed packages, as named and resolved."""
    names = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    for prefix in (sys.prefix, sys.base_prefix):
        names += [f"{prefix}/lib", f"{prefix}/lib64"]
    names += site.getsitepackages()
    if site.ENABLE_USER_SITE and site.getusersitepackages():
        names.append(site.getusersitepackages())
    found: list[str] = []
    for name in [*_SYSTEM, *names]:
        for path in (name, os.path.realpath(name)):
            if os.path.isdir(path) and path not in found:
                found.append(path)
    return tuple(found)


class BrokenJailError(RuntimeError):
    """A wall went up without an error and is not there."""


def namespace_ids() -> dict[str, str]:
    """Return the identities of this process's namespaces that must be its own."""
    found = dict.fromkeys(("mnt", "net", "ipc", "uts", "cgroup", "pid_for_children"), "")
    for name in found:
        with contextlib.suppress(FileNotFoundError):  # of processes: until the first child
            found[name] = os.readlink(f"/proc/self/ns/{name}")
    return found


def check_namespaces(shared: dict[str, str]) -> None:
    """Check that this process shares no namespace with those that have the ids `shared`.

    Raises:
        BrokenJailError: it shares one.
    """
    same = [name for name, number in namespace_ids().items() if shared[name] == number]
    if same:
        raise BrokenJailError(f"isolation is broken: namespaces still shared: {', '.join(same)}")


def enter_namespaces(limits: Limits, paths: Paths) -> None:
    """Move this process to namespaces and a root folder of its own (the supervisor's part).

    The next child is the first process of the new process namespace.

    Raises:
        OSError: the kernel refuses a step.
    """
    shared = namespace_ids()
    user, group = os.getuid(), os.getgid()
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET
    flags |= linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP
    linux.unshare(flags if user == 0 else flags | linux.CLONE_NEWUSER)
    # What follows would change the machine itself if the namespaces were not its own.
    check_namespaces(shared)
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    linux.mount("none", "/", "", linux.MS_REC | linux.MS_PRIVATE)
    _build_root(limits, paths)


def _build_root(limits: Limits, paths: Paths) -> None:
    root = paths.root
    quiet = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("tmpfs", root, "tmpfs", quiet, "size=1m,mode=755")
    for path in sorted(paths.readable):  # a parent before what lies below it
        _show(path, root + path)
    for path in (*_FILES, *_DEVICES):
        if os.path.exists(path):
            _show(path, root + path)
    # Users may mount a /proc of their own only while the machine's is in sight; theirs covers it.
    _show("/proc", root + "/proc")
    room = limits.disk_mb * MIB + cleanup.folder_size(paths.helpers)
    for path, size in ((WORK, f"{room},nr_inodes=20k"), (CANARY, "64k")):
        os.makedirs(root + path)
        linux.mount("tmpfs", root + path, "tmpfs", quiet, f"size={size},mode=777")
    copy_files(paths.helpers, root + WORK)
    Path(root + CANARY, "file").touch()  # only Landlock hides it
    os.chmod(root + CANARY + "/file", 0o666)
    os.chdir(root)
    linux.pivot_root_here()


def _show(source: str, target: str) -> None:
    """Bind `source` read-only to `target`, unless a parent already shows it."""
    if os.path.lexists(target):
        return
    real = os.path.realpath(source)
    if os.path.isdir(real):
        os.makedirs(target)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).touch()
    linux.mount(real, target, "", linux.MS_BIND | linux.MS_REC)
    attributes = linux.ATTR_RDONLY | linux.ATTR_NOSUID
    if not stat.S_ISCHR(os.stat(real).st_mode):
        attributes |= linux.ATTR_NODEV
    linux.set_mount_flags(target, attributes, recursive=True)


def confine(plan: Plan, limits: Limits, paths: Paths, keep: int, info: ProcessInfo) -> None:
    """Lock this process in (the student's part); only the descriptor `keep` stays open.

    Raises:
        OSError: a layer of the plan cannot be put up.
    """
    os.setsid()
    paths = paths.inside(plan)
    if plan.namespaces:
        # Refused to users where the machine hides parts of /proc, as containers do.
        linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
        linux.set_mount_flags("/", linux.ATTR_RDONLY, recursive=False)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    _keep_only(keep)
    set_rlimits(limits, info.mapped, count_threads=plan.counts_threads())
    if plan.drop_user:
        _drop_user(paths, info.number)
    if linux.known_machine():
        linux.drop_capabilities()
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    os.chdir(paths.work)
    if plan.landlock:
        landlock.landlock(*_allowed(plan, paths))
    if plan.seccomp:
        seccomp.seccomp(os.getpid(), files_in_sight=not plan.namespaces)


def copy_files(source: str, target: str) -> None:
    """Copy files to a folder as files of its owner's: no two runs share one."""
    shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True)
    for folder, _, _ in os.walk(target):
        os.chmod(folder, 0o777 if folder == target else 0o755)


def _keep_only(keep: int) -> None:
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.closerange(3, keep)
    os.closerange(keep + 1, 65536)


def _drop_user(paths: Paths, number: int) -> None:
    """Become a user that owns nothing, and that no other submission shares."""
    user = _USER_BASE + number % 4_194_304 if _all_users_exist() else 65534
    for folder, _, names in os.walk(paths.work):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            os.chown(path, user, user)
    os.chmod(paths.work, 0o700)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _all_users_exist() -> bool:
    try:
        return Path("/proc/self/uid_map").read_text().split() == ["0", "0", "4294967295"]
    except OSError:
        return False


def _allowed(plan: Plan, paths: Paths) -> tuple[Iterable[str], Iterable[str]]:
    own_proc = "/proc" if plan.namespaces else f"/proc/{os.getpid()}"
    readable = [*paths.readable, *_FILES, *_DEVICES, *_PROC_FILES, own_proc]
    return readable, [paths.work, "/dev/null"]

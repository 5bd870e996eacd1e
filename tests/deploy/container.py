"""Builds the image without a registry, and runs it without an engine: mmdebstrap, buildah, runc."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from harness import DEPLOY, ROOT, run, skip, wait_until

TOOLS = ("mmdebstrap", "buildah", "runc", "haproxy", "openssl", "curl", "setpriv", "unshare")
BASE = "localhost/continuum-base:12"
BUILD = "localhost/continuum-build:test"
IMAGE = "localhost/continuum:test"

# As Debian's slim images have it.
SLIM = ["path-exclude=/usr/share/man/*", "path-exclude=/usr/share/locale/*", "path-exclude=/usr/share/doc/*",
        "path-include=/usr/share/doc/*/copyright"]


def demand():
    """What cannot run here is skipped, not failed."""
    if os.geteuid() != 0:
        skip("building and running containers here needs root")
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        skip(f"not installed: {' '.join(missing)}")
    if run("unshare", "--mount", "--pid", "--fork", "true", good=False).returncode:
        skip("this machine does not allow namespaces")


def release():
    text = Path("/etc/os-release").read_text()
    return re.search(r"^VERSION_CODENAME=(\S+)", text, re.M)[1]


def apt_sources(codename):
    """The files that say where this machine gets Debian from."""
    places = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    return [path for path in places if path.suffix in (".list", ".sources") and path.is_file()
            and re.search(rf"\b{codename}\b", path.read_text())]


class Images:
    """A store of its own in the cache, so that a second build finds its layers and needs no network."""

    def __init__(self, cache, scratch):
        self.cache, self.scratch = Path(cache), scratch
        self.cache.mkdir(parents=True, exist_ok=True)
        self.containers = []
        self.lock = open(self.cache / "lock", "w")
        if not wait_until(self.locked, 900, 1):
            raise RuntimeError(f"another run holds {self.cache}")
        self.buildah("rm", "--all")  # what a run that was killed left

    def locked(self):
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def buildah(self, *argv, timeout=60, **options):
        store = ["--root", self.cache / "storage", "--runroot", self.scratch / "buildah",
                 "--storage-driver", os.environ.get("CONTINUUM_STORAGE_DRIVER", "overlay")]
        return run("buildah", *store, *argv, timeout=timeout,
                   env=dict(os.environ, BUILDAH_ISOLATION="chroot"), **options).stdout.strip()

    def has(self, image):
        return bool(self.buildah("images", "--quiet", "--filter", f"reference={image}", timeout=60))

    def base(self):
        """A minimal Debian of this machine's release, from where it gets its own packages."""
        if self.has(BASE):
            return
        codename, archive, options = release(), self.scratch / "base.tar", self.scratch / "apt.conf"
        wanted = re.findall(r"^Acquire::(?:http|https|Retries|Check-).*$", run("apt-config", "dump").stdout, re.M)
        options.write_text("\n".join(wanted) + "\n")
        run("mmdebstrap", "--variant=minbase", f"--aptopt={options}", *(f"--dpkgopt={rule}" for rule in SLIM),
            codename, archive, *apt_sources(codename), timeout=600)
        container = self.buildah("from", "scratch")
        self.buildah("add", "--quiet", container, archive, "/", timeout=300)
        self.buildah("commit", "--quiet", "--rm", container, BASE, timeout=300)
        archive.unlink()

    def build(self):
        """The build stage has a name too, so that its layers outlive the tidying up."""
        common = ["build", "--quiet", "--layers", "--build-arg", f"BASE={BASE}", "--file", DEPLOY / "Containerfile",
                  "--ignorefile", DEPLOY / "Containerfile.dockerignore"]
        self.buildah(*common, "--target", "build", "--tag", BUILD, ROOT, timeout=900)
        self.buildah(*common, "--tag", IMAGE, ROOT, timeout=900)
        self.buildah("rmi", "--prune", timeout=120)

    def size(self):
        return json.loads(self.buildah("images", "--json", IMAGE))[0]["size"]

    def config(self):
        return json.loads(self.buildah("inspect", "--type", "image", IMAGE))["OCIv1"]["config"]

    def root(self):
        """The image's files, mounted."""
        container = self.buildah("from", "--pull-never", IMAGE)
        self.containers.append(container)
        return Path(self.buildah("mount", container))

    def release(self):
        for container in self.containers:
            self.buildah("umount", container)
            self.buildah("rm", container)


class Runtime:
    """Runs the image as a careful engine would: its user, no capability, nothing to write to."""

    def __init__(self, scratch, root, config, mounts):
        self.scratch, self.root, self.config, self.mounts = scratch, root, config, mounts
        self.state = scratch / "runc"
        self.running = {}

    def runc(self, *argv, timeout=20, good=True):
        return run("runc", "--root", self.state, *argv, timeout=timeout, good=good)

    def name(self, short):
        return f"continuum-{os.getpid()}-{short}"

    def bundle(self, short, arguments, environment):
        bundle = self.scratch / f"bundle-{short}"
        if not bundle.exists():
            bundle.mkdir()
            self.runc("spec", "--bundle", bundle)
        path = bundle / "config.json"
        spec = json.loads(path.read_text())
        user, group = self.config["User"].split(":")
        process = spec["process"]
        process.pop("rlimits", None)
        process.update(terminal=False, user={"uid": int(user), "gid": int(group)}, noNewPrivileges=True, cwd="/",
                       args=[*self.config["Entrypoint"], *(arguments or self.config["Cmd"])],
                       env=[*self.config["Env"], *(f"{name}={value}" for name, value in environment.items())],
                       capabilities={kind: [] for kind in ("bounding", "effective", "permitted", "inheritable", "ambient")})
        spec["root"] = {"path": str(self.root), "readonly": True}
        keep = ("/proc", "/dev")
        spec["mounts"] = [mount for mount in spec["mounts"] if mount["destination"] in keep] + [
            {"destination": inside, "type": "bind", "source": str(outside), "options": ["bind", "ro", "nosuid", "nodev", "noexec"]}
            for outside, inside in self.mounts]
        # The host's network: its loopback is all that is used.
        spec["linux"]["namespaces"] = [kind for kind in spec["linux"]["namespaces"] if kind["type"] != "network"]
        spec["linux"].pop("resources", None)
        spec["linux"]["cgroupsPath"] = f"/{self.name(short)}"
        path.write_text(json.dumps(spec))
        return bundle

    def once(self, short, arguments, environment, timeout=60):
        """Runs a command to its end."""
        bundle = self.bundle(short, arguments, environment)
        try:
            return self.runc("run", "--bundle", bundle, self.name(short), timeout=timeout, good=False)
        finally:
            self.runc("delete", "--force", self.name(short), good=False)

    def start(self, short, environment):
        bundle = self.bundle(short, None, environment)
        with open(self.log(short), "a") as log:
            self.running[short] = subprocess.Popen(
                ["runc", "--root", self.state, "run", "--bundle", bundle, self.name(short)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def log(self, short):
        return self.scratch / f"{short}.log"

    def pid(self, short):
        return json.loads(self.runc("state", self.name(short)).stdout)["pid"]

    def stop(self, short, timeout=40):
        """SIGTERM, as an engine does; what the process ends with."""
        self.runc("kill", self.name(short), "TERM")
        return self.running.pop(short).wait(timeout)

    def release(self):
        for short, process in self.running.items():
            self.runc("delete", "--force", self.name(short), good=False)
            process.send_signal(signal.SIGKILL)
            process.wait(10)

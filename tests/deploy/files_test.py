#!/usr/bin/python3
"""The files of deploy/ against each other and against the service: nothing runs, nothing is fetched."""

import re
import shutil
import tempfile
from pathlib import Path

import yaml

from harness import DEPLOY, ROOT, check, finish, run

SETTINGS = {match[1]: match[2] for match in
            re.finditer(r'SETTING\(\w+, \w+, "(\w+)", "([^"]*)"', (ROOT / "include/settings.def").read_text())}
PROXY = (DEPLOY / "haproxy.cfg").read_text()
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
SCRIPTS = [DEPLOY / "secrets.sh", DEPLOY / "postgres/init.sh"]


def proxy_number(pattern):
    return int(re.search(pattern, PROXY)[1])


def seconds_to_end(environment):
    milliseconds = sum(int(environment.get(f"CONTINUUM_{name}", SETTINGS[name])) for name in ("DRAIN_MS", "DRAIN_LIMIT_MS"))
    return milliseconds / 1000


def seen_by_the_proxy(environment):
    needed = 1000 * proxy_number(r"\bfall (\d+)") * proxy_number(r"\binter (\d+)s")
    return int(environment["CONTINUUM_DRAIN_MS"]) > needed


def names():
    texts = {path: path.read_text() for path in DEPLOY.rglob("*") if path.is_file() and "secrets" not in path.parts}
    for path, text in sorted(texts.items()):
        used = {re.sub(r"_FILE$", "", name) for name in re.findall(r"CONTINUUM_([A-Z_]*[A-Z])\b", text)}
        unknown = used - set(SETTINGS) - {"NAME", "ONLY"}  # the two of the README and of CMake
        check(f"{path.relative_to(ROOT)} names settings that exist", not unknown, unknown)


def containerfile():
    built = re.search(r"^project\(continuum VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(), re.M)[1]
    labelled = re.search(r"^ARG VERSION=(.*)$", CONTAINERFILE, re.M)[1]
    check("Containerfile: the label has the version of the build", built == labelled, (built, labelled))


def compose():
    file = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services, instances = file["services"], [file["services"][f"continuum-{number}"] for number in (1, 2)]
    with tempfile.TemporaryDirectory() as name:
        run(SCRIPTS[0], name)
        made = {path.name for path in Path(name).iterdir()}
        open_for_all = all(path.stat().st_mode & 0o777 == 0o444 for path in Path(name).iterdir())
    used = {secret for service in services.values() for secret in service.get("secrets", [])}
    check("compose: secrets.sh makes every secret", used == set(file["secrets"]) == made and open_for_all, (used, made))
    check("compose: a secret is a file of its name",
          all(secret["file"] == f"./secrets/{name}" for name, secret in file["secrets"].items()))
    named = {name.split("/")[-1] for service in services.values() for key, name in service.get("environment", {}).items()
             if key.endswith("_FILE")}
    check("compose: every file that a setting names is given", named <= used, named - used)
    check("compose: the owner's password reaches no instance", all("owner" not in " ".join(one["secrets"]) for one in instances))
    ours = [*instances, services["migrate"], services["haproxy"]]
    check("compose: read-only, no capability, no new privileges", all(
        one["read_only"] and one["cap_drop"] == ["ALL"] and one["security_opt"] == ["no-new-privileges:true"]
        and all(place.startswith("/tmp:size=") for place in one.get("tmpfs", [])) and "privileged" not in one for one in ours))
    check("compose: only the proxy has a port outside", [name for name, one in services.items() if "ports" in one] == ["haproxy"])
    check("compose: the database is on an internal network",
          services["postgres"]["networks"] == ["inside"] and file["networks"]["inside"]["internal"])
    for one in instances:
        check("compose: an instance drains before it is killed", seen_by_the_proxy(one["environment"])
              and int(one["stop_grace_period"].rstrip("s")) > seconds_to_end(one["environment"]))
    servers = set(re.findall(r"\$\{PROXY_SERVER_\d-([\w-]+):8080\}", PROXY))
    check("compose: the proxy knows both", servers == {"continuum-1", "continuum-2"} <= set(services), servers)


def proxy():
    limits = [int(number) for number in re.findall(r"\bmaxconn (\d+) init-addr", PROXY)]
    check("the proxy leaves threads free", limits and max(limits) < int(SETTINGS["THREADS"]), limits)
    check("the proxy waits longer than a statement",
          1000 * proxy_number(r"timeout server (\d+)s") > sum(int(SETTINGS[name]) for name in ("SESSION_WAIT_MS", "STATEMENT_TIMEOUT_MS")))
    check("the proxy accepts nothing invalid", "accept-invalid" not in PROXY and "retry-on conn-failure\n" in PROXY)
    problems = set(re.findall(r"urn:continuum:problem:([a-z-]+)", PROXY))
    known = set(re.findall(r'PROBLEM\(\w+, \d+, "([a-z-]+)"', (ROOT / "include/problem.def").read_text()))
    check("the proxy's problems are the service's", problems and problems <= known, problems - known)


def kubernetes():
    documents = [one for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")) for one in yaml.safe_load_all(path.read_text())]
    kinds = {one["kind"]: one for one in documents}
    user = re.search(r"^USER (\d+):(\d+)$", CONTAINERFILE, re.M)
    paths = yaml.safe_load((ROOT / "openapi.yaml").read_text())["paths"]
    check("kubernetes: what is needed is there", set(kinds) == {"Deployment", "PodDisruptionBudget", "Job", "Service"}, set(kinds))
    for kind in ("Deployment", "Job"):
        pod = kinds[kind]["spec"]["template"]["spec"]
        one, outer = pod["containers"][0], pod["securityContext"]
        inner = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        check(f"kubernetes: the {kind} is confined", one["securityContext"] == inner and outer["runAsNonRoot"]
              and [outer["runAsUser"], outer["runAsGroup"]] == [int(user[1]), int(user[2])] and not pod["automountServiceAccountToken"])
        mounted = {f"{one['volumeMounts'][0]['mountPath']}/{item['path']}" for item in pod["volumes"][0]["secret"]["items"]}
        named = {variable["value"] for variable in one["env"] if variable["name"].endswith("_FILE")}
        check(f"kubernetes: the {kind} has just the secrets it names", mounted == named, mounted ^ named)
    pod = kinds["Deployment"]["spec"]["template"]["spec"]
    one, environment = pod["containers"][0], {variable["name"]: variable["value"] for variable in pod["containers"][0]["env"]}
    probes = {name: probe["httpGet"]["path"] for name, probe in one.items() if name.endswith("Probe")}
    check("kubernetes: the probes ask what exists", set(probes.values()) <= set(paths) and
          (probes["livenessProbe"], probes["readinessProbe"]) == ("/healthz", "/readyz"), probes)
    check("kubernetes: a Pod drains before it is killed", pod["terminationGracePeriodSeconds"] > seconds_to_end(environment))
    labels = kinds["Deployment"]["spec"]["template"]["metadata"]["labels"]
    check("kubernetes: the Service finds the Pods", kinds["Service"]["spec"]["selector"] == labels
          == kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] != kinds["Job"]["spec"]["template"]["metadata"]["labels"])


def systemd():
    text = (DEPLOY / "systemd/continuum.service").read_text()
    environment = dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.M))
    stop = int(re.search(r"^TimeoutStopSec=(\d+)$", text, re.M)[1])
    check("systemd: it drains before it is killed", seen_by_the_proxy(environment) and stop > seconds_to_end(environment))
    if not shutil.which("systemd-analyze"):
        return
    with tempfile.TemporaryDirectory() as name:
        copies = [Path(name) / unit for unit in ("continuum.service", "continuum@.service", "continuum-migrate.service")]
        for copy in copies:
            source = "continuum-migrate.service" if "migrate" in copy.name else "continuum.service"
            copy.write_text((DEPLOY / "systemd" / source).read_text().replace("/usr/bin/continuum", "/bin/true"))
        for copy in copies:
            asked = str(copy).replace("@.", "@1.")
            done = run("systemd-analyze", "verify", "--man=no", asked, good=False)
            check(f"systemd: {copy.name} is valid", done.returncode == 0 and name not in done.stderr, done.stderr)
        done = run("systemd-analyze", "security", "--offline=true", "--threshold=20", copies[0], good=False)
        check("systemd: it is exposed little", done.returncode == 0, done.stdout[-200:])


def scripts():
    for path in SCRIPTS:
        tool = ["shellcheck", "--shell=sh"] if shutil.which("shellcheck") else ["sh", "-n"]
        done = run(*tool, path, good=False)
        check(f"{path.name} is sound and can be run", done.returncode == 0 and path.stat().st_mode & 0o111, done.stdout)


for part in (names, containerfile, compose, proxy, kubernetes, systemd, scripts):
    part()
finish()

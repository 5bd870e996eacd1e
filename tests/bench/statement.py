"""The service's own statements, as pgbench asks them."""

import os
import re
import tempfile

from tools import ROOT


WHO = """select set_config('continuum.actor', 'bench', true), set_config('continuum.key', '', true),
       set_config('continuum.scopes', 'reports:read submissions:write submissions:accept', true), set_config('continuum.programs', '*', true),
       set_config('continuum.regions', '*', true), set_config('continuum.practices', '*', true), set_config('jit', 'off', true);
"""


def spelled(text):
    """A colon before a letter would be a variable of pgbench, within quotes too."""
    return re.sub(r"(?<=\w):(?=[a-z])", "' || chr(58) || '", text)


def query(name, **given):
    """A query of the service as a script of pgbench, with the statement before it that says who asks."""
    queries = ROOT / "sql/queries"
    text = (queries / f"{name}.sql").read_text()
    text = spelled(re.sub(r"^-- include (\w+)\n", lambda m: (queries / "parts" / f"{m[1]}.sql").read_text(), text, flags=re.M))
    for parameter in re.search(r"\(([^)]*)\)", text)[1].split(", "):
        text = re.sub(rf"(?<!:):{parameter}\b", given.get(parameter, "null::text").replace("\\", r"\\"), text)
    return "\\startpipeline\n" + spelled(WHO) + text.rstrip() + ";\n\\endpipeline\n"


def script(text):
    file = tempfile.NamedTemporaryFile("w", suffix=".sql")
    file.write(text)
    file.flush()
    os.chmod(file.name, 0o644)
    return file

"""An API's document that leaves a question of access open does not build."""
import shutil
import subprocess
import sys

import pytest

from harness import ROOT


@pytest.fixture
def generate(tmp_path):
    """generate(old, new): what the generator says of the document with this changed."""
    for part in ("sql/queries", "sql/migrations", "sql/reference"):
        shutil.copytree(ROOT / part, tmp_path / part)

    def generate(old, new):
        text = (ROOT / "openapi.yaml").read_text()
        assert old in text
        (tmp_path / "openapi.yaml").write_text(text.replace(old, new, 1))
        return subprocess.run([sys.executable, ROOT / "tools/generate.py", tmp_path, tmp_path / "out"],
                              text=True, capture_output=True, timeout=60)

    return generate


def test_the_document_as_it_is(generate):
    assert generate("openapi: 3.1.0", "openapi: 3.1.0").returncode == 0


@pytest.mark.parametrize("old, new, said", [
    ("      x-scope: registry:read\n", "", "names no x-scope"),
    ("      x-scope: registry:read\n", "      x-scope: registry:raed\n", "registry:raed"),
    ("      x-scope: registry:read\n", "      x-scope: null\n", "security"),
    ("      x-scope: registry:read\n", "      x-scope: registry:read\n      security: []\n", "security"),
    ("      operationId: key_revoke\n", "      operationId: key_revoke\n      x-cached: true\n", "key_revoke: x-cached is for GET"),
    ("      x-audit: false\n", "      x-audit: unless\n", "x-audit must be"),
    ("scopes: [keys:read, audit:read]", "scopes: [keys:read, audit:raed]", "audit:raed"),
    ("limits: [practices]", "limits: [practises]", "practises")],
    ids=["no scope", "unknown scope", "open by scope alone", "open by security alone", "kept but no GET", "audit", "role", "limit"])
def test_a_document_that_leaves_it_open(generate, old, new, said):
    done = generate(old, new)
    assert done.returncode != 0 and said in done.stderr


def test_a_statement_that_says_it_only_reads(generate, tmp_path):
    (tmp_path / "sql/queries/program_list.sql").write_text("-- program_list() reads\nupdate program set name = ''\n")
    assert "only reads" in generate("openapi: 3.1.0", "openapi: 3.1.0").stderr

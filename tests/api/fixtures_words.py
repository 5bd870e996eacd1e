"""Sources, codebooks and passes, as tests of the qualitative side need them."""
import urllib.parse

import pytest

from fixtures_field import field  # noqa: F401

CODER = "instruments:read,roundtables:read,sources:read,codings:read,codings:write"
LEAD = f"{CODER},sources:write,codings:lead,submissions:read"
TEXT = "We could not hire anyone.\n\nThe nurse walks the patient over, and that works."
FIRST, SECOND = "0-25", "27-76"


class Words:
    def __init__(self, field):
        self.field, self.api, self.unique = field, field.api, field.unique
        self.service = field.api.service

    def key(self, scopes, *programs):
        return self.service.key_for(scopes, *programs)

    def coder(self):
        """A key of a coder, and who that is."""
        key = self.service.cluster.make_key(self.service.database, scopes=CODER)
        return key, self.identity(key)

    def identity(self, key):
        return self.api.get("/v1/identity", key=key, status=200).json["actor"]

    def source(self, program, text=TEXT, source=None, status=201, **more):
        body = {"source": source or self.unique("source"), "kind": "interview", "title": "x", "consent": "deidentified",
                "text": text, **more}
        reply = self.api.post(f"/v1/programs/{program}/sources", json=body, status=status)
        return body["source"] if status == 201 else reply

    def excerpts(self, program, source, **more):
        return self.api.get(f"/v1/programs/{program}/sources/{source}/excerpts", status=200, **more).rows

    def search(self, words, **more):
        query = urllib.parse.urlencode({n: v for n, v in {"search": words, **more}.items() if n != "key"})
        return self.api.get(f"/v1/excerpts?{query}", status=200, **{n: v for n, v in more.items() if n == "key"}).rows

    def codebook(self):
        code = self.unique("codebook")
        self.api.post("/v1/codebooks", json={"codebook": code, "name": "x"}, status=201)
        return code

    def version(self, codebook, *codes, version="1", status=201, publish=True, **more):
        """codes: names, or what the API takes."""
        codes = [{"code": c} if isinstance(c, str) else c for c in codes]
        body = {"version": version, "codes": [{"kind": "theme", "label": c.get("code", "x"), **c} for c in codes], **more}
        reply = self.api.post(f"/v1/codebooks/{codebook}/versions", json=body, status=status)
        if status == 201 and publish:
            self.api.put(f"/v1/codebooks/{codebook}/versions/{version}/publication", status=200)
        return reply

    def published(self, *codes):
        codebook = self.codebook()
        self.version(codebook, *codes)
        return codebook

    def opened(self, program, codebook, *identities, status=201, **more):
        """A pass of coders c1, c2, …; gives its code."""
        body = {"pass": self.unique("pass"), "name": "x", "codebook": codebook, "version": "1",
                "coders": [{"coder": f"c{n}", "identity": i} for n, i in enumerate(identities, 1)], **more}
        reply = self.api.post(f"/v1/programs/{program}/passes", json=body, status=status)
        return body["pass"] if status == 201 else reply

    def release(self, program, name, **more):
        return self.api.put(f"/v1/programs/{program}/passes/{name}/release", **{"status": 200, **more})

    def code(self, program, name, key, *codings, status=201):
        """codings: (source, excerpt, code or None) with or without a valence."""
        names = ("source", "excerpt", "code", "valence", "memo")
        rows = [{n: v for n, v in zip(names, c) if v is not None} for c in codings]
        return self.api.post(f"/v1/programs/{program}/passes/{name}/codings", json={"codings": rows}, key=key, status=status)

    def codings(self, program, name, key=None, **query):
        text = "&".join(f"{n}={v}" for n, v in query.items())
        return self.api.get(f"/v1/programs/{program}/passes/{name}/codings?{text}", key=key or self.api.key, status=200).rows

    def given(self, program, name, key=None):
        """Who gave which code to what, as the caller sees it."""
        return [(r["coder"], r["excerpt"], r["code"]) for r in self.codings(program, name, key)]

    def agreement(self, program, name, key=None, **query):
        text = "&".join(f"{n}={v}" for n, v in {"program": program, "pass": name, **query}.items())
        return self.api.get(f"/v1/reports/agreement?{text}", key=key or self.api.key, status=200)


@pytest.fixture
def words(field):
    return Words(field)

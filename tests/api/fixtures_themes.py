"""A program whose practices' sources are coded as a test says, and released."""
import pytest

from fixtures_words import Words, words  # noqa: F401


class Themes:
    """sources: {source: (practice or None, {wave, kind, …}, [codes of each excerpt])}; an excerpt is a line."""

    def __init__(self, words, codes="abc", coders=1):
        self.words, self.field, self.api = words, words.field, words.api
        self.program = self.field.program()
        self.codebook = words.published(*codes)
        self.coders = [words.coder() for _ in range(coders)]
        self.name = self.opened(*self.coders)
        self.practices = {}

    def opened(self, *coders, **more):
        return self.words.opened(self.program, self.codebook, *(i for _, i in coders), **more)

    def practice(self, name):
        if name not in self.practices:
            self.practices[name] = self.field.enrolled(self.program)
        return self.practices[name]

    def source(self, practice, *excerpts, coder=0, name=None, **more):
        """excerpts: codes given to each, by one coder: "ab", or "" for none. Gives the source."""
        if practice is not None:
            more["practice"] = self.practice(practice)
        source = self.words.source(self.program, text="\n".join("x" * len(excerpts)), **more)
        self.code(source, *excerpts, coder=coder, name=name)
        return source

    def code(self, source, *excerpts, coder=0, name=None):
        """An excerpt of None is left out."""
        sent = [(source, f"{2 * n}-{2 * n + 1}", c) for n, codes in enumerate(excerpts) if codes is not None for c in codes or [None]]
        self.words.code(self.program, name or self.name, self.coders[coder][0], *sent)

    def release(self):
        self.words.release(self.program, self.name)

    def ask(self, report, key=None, status=200, headers=None, **query):
        query = {"program": self.program, "pass": self.name, **query}
        text = "&".join(f"{n.rstrip('_')}={v}" for n, v in query.items() if v is not None)
        return self.api.get(f"/v1/reports/{report}?{text}", key=key or self.api.key, status=status, headers=headers)

    def figures(self, report, *by, key=None, **query):
        """{(item, measure, *by): (value, n)}"""
        rows = self.ask(report, key, **query).rows
        return {(r["item"], r["measure"], *(r[b] for b in by)): (r["value"], r["n"]) for r in rows}


@pytest.fixture
def themes(words):
    return lambda *arguments, **more: Themes(words, *arguments, **more)

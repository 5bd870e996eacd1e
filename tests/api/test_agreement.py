"""Agreement of coders as the API tells it; the figures themselves are checked in tests/unit."""
import itertools

import pytest

from fixtures_field import field  # noqa: F401
from fixtures_words import words  # noqa: F401


class Coded:
    """A program whose one source has as many excerpts as are asked for, coded by so many coders."""

    def __init__(self, words, *given, codes="ab"):
        """given: of each excerpt, of each coder: codes, with + or - behind one for its valence; None: not read."""
        self.words, self.program = words, words.field.program()
        self.source = words.source(self.program, text="\n".join(["x"] * len(given)))
        coders = [words.coder() for _ in given[0]]
        self.name = words.opened(self.program, words.published(*codes), *(i for _, i in coders))
        for number, (key, _) in enumerate(coders):
            sent = [c for n, excerpt in enumerate(given) if excerpt[number] is not None for c in self.codings(n, excerpt[number])]
            words.code(self.program, self.name, key, *sent)

    def codings(self, number, text):
        excerpt = f"{2 * number}-{2 * number + 1}"
        found = [(self.source, excerpt, c, {"+": 1, "-": -1, "0": 0}.get(sign)) for c, sign in
                 zip(text, [*text[1:], ""]) if c.isalpha()]
        return found or [(self.source, excerpt, None)]

    def figures(self, **query):
        """{(of, code or month, measure): (value, n, status)}, of all or of one pair of coders."""
        rows = self.words.agreement(self.program, self.name, **query).rows
        return {(r["of"], r["code"] or r["month"], r["measure"]): (r["value"], r["n"], r["status"]) for r in rows}


# Cohen 1960 by hand: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; kappa 0.4.
COHEN = [("a", "a")] * 20 + [("a", "")] * 5 + [("", "a")] * 10 + [("", "")] * 15


def test_kappa_and_alpha_of_a_code(words):
    coded = Coded(words, *COHEN)
    by_code = coded.figures(by="code")
    assert by_code["presence", "a", "agreement"] == (0.7, 50, "reported")
    value, n, status = by_code["presence", "a", "kappa"]
    assert (round(value, 12), n, status) == (0.4, 50, "reported")
    # Alpha of the same table: 1 - 99 * 30 / (2 * 55 * 45)
    assert by_code["presence", "a", "alpha"][0] == pytest.approx(1 - 99 * 30 / (2 * 55 * 45), rel=1e-12)
    assert by_code["presence", "b", "kappa"] == by_code["presence", "b", "alpha"] == (None, 50, "no_variation")
    assert by_code["presence", "b", "agreement"] == (1, 50, "reported")


def test_an_interval_is_the_same_each_time(words):
    coded = Coded(words, *COHEN)
    first, again = (words.agreement(coded.program, coded.name, by="code").rows for _ in range(2))
    rows = {r["measure"]: r for r in first if (r["of"], r["code"]) == ("presence", "a")}
    alpha, kappa = rows["alpha"], rows["kappa"]
    assert first == again and alpha["low"] < alpha["value"] < alpha["high"] and alpha["method"] == "alpha_bootstrap"
    assert (kappa["coder"], kappa["other_coder"]) == ("c1", "c2") and kappa["low"] < 0.4 < kappa["high"]


def test_choice_is_told_while_codes_exclude_each_other(words):
    exclusive = Coded(words, ("a", "a"), ("b", "a"), ("b", "b"), ("", "b"))
    reply = words.agreement(exclusive.program, exclusive.name)
    assert reply.json["meta"]["exclusive"] is True
    # Chosen: a a, b a, b b, none b; p_o 2/4, p_e (1*2 + 2*2 + 1*0) / 16
    assert exclusive.figures()["choice", None, "kappa"][0] == pytest.approx((0.5 - 6 / 16) / (1 - 6 / 16))
    several = Coded(words, ("ab", "a"), ("b", "b"))
    reply = words.agreement(several.program, several.name)
    assert reply.json["meta"]["exclusive"] is False and {r["of"] for r in reply.rows} == {"presence", "valence"}
    assert several.figures()["presence", None, "agreement"] == (0.75, 4, "reported")


def test_what_was_not_read_is_a_gap(words):
    coded = Coded(words, ("a", "a", None), ("a", None, ""), (None, "", ""), ("", None, None))
    figures = coded.figures(by="code")
    # Pairs of a: 1-2 alike, 1-3 not, 2-3 alike.
    assert figures["presence", "a", "agreement"] == (pytest.approx(2 / 3), 3, "reported")
    pairs = {(r["coder"], r["other_coder"]): (r["n"], r["status"]) for r in words.agreement(coded.program, coded.name, by="code").rows
             if r["measure"] == "kappa" and r["code"] == "a"}
    assert pairs == {("c1", "c2"): (1, "no_variation"), ("c1", "c3"): (1, "reported"), ("c2", "c3"): (1, "no_variation")}


def test_undefined_cases_say_so(words):
    alone = Coded(words, ("a",), ("b",))
    assert {(value, status) for value, _, status in alone.figures().values()} == {(None, "too_few")}
    apart = Coded(words, ("a", None), (None, "a"))
    assert {(value, n, status) for value, n, status in apart.figures().values()} == {(None, 0, "too_few")}
    alike = Coded(words, ("a", "a"), ("a", "a"), codes="a")
    assert alike.figures()["presence", None, "alpha"] == (None, 2, "no_variation")


def test_valence_is_ordinal(words):
    coded = Coded(words, ("a+", "a+"), ("a-", "a0"), ("a0", "a0"), ("a-", "a-"), ("a+", "a"))
    value, n, status = coded.figures(by="code")["valence", "a", "alpha"]
    margins = [3, 3, 2]  # against, neutral, for
    def apart(c, k):
        return (sum(margins[c:k + 1]) - (margins[c] + margins[k]) / 2) ** 2
    chance = sum(2 * margins[c] * margins[k] * apart(c, k) for c, k in itertools.combinations(range(3), 2))
    assert (value, n, status) == (pytest.approx(1 - 7 * 2 * apart(0, 1) / chance), 4, "reported")


def test_over_time(words):
    coded = Coded(words, ("a", "a"), ("a", ""), ("", ""), ("b", "b"))
    words.service.execute(f"""update continuum.coding c set coded_at = '2025-03-31 12:00+00' from continuum.excerpt e, continuum.pass p
        where e.excerpt_id = c.excerpt_id and p.pass_id = c.pass_id and p.pass = '{coded.name}' and e.starts < 4""")
    figures = coded.figures(by="month")
    months = sorted({month for _, month, _ in figures})
    assert months[0] == "2025-03" and len(months) == 2
    assert figures["presence", "2025-03", "agreement"] == (0.75, 4, "reported")
    assert figures["presence", months[1], "agreement"] == (1, 4, "reported")


def test_a_pass_that_is_not_there(api, words):
    api.get("/v1/reports/agreement?program=absent&pass=absent", status=404)
    api.get("/v1/reports/agreement?program=absent", status=400)

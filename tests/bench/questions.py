"""What is asked of the service: addresses, and nothing else that would change with them."""

import itertools
import urllib.parse

STATEWIDE = "/v1/reports/statewide"
# The question that the peers answer too.
SAME = "/v1/reports/framework?instrument=continuum_pc&by=component"

REPORTS = [("statewide", STATEWIDE), ("framework by component", SAME),
           ("framework by domain", "/v1/reports/framework?instrument=continuum_pc&by=domain"),
           ("framework by component, region and size", f"{SAME}&strata=region_redc,size_band"),
           ("measures", "/v1/reports/measures"), ("completeness", "/v1/reports/completeness")]

# Of what is kept in cells.
DECLARED = [("framework, by component", SAME),
            ("framework, by region", f"{SAME}&strata=region_redc"),
            ("framework, by region and size", f"{SAME}&strata=region_redc,size_band"),
            ("framework, one region", f"{SAME}&filter=region_redc:capital_region"),
            ("units by month", "/v1/reports/measures?instrument=bench_units"),
            ("completeness by region", "/v1/reports/completeness?strata=region_redc")]
# Of what is not: asked of rows.
AD_HOC = [("framework, by rurality", f"{SAME}&strata=rurality"),
          ("framework, one setting", f"{SAME}&filter=setting:both")]

# Settings with which no answer comes from a cache.
UNCACHED = {}

REGIONS = ("capital_region central_new_york finger_lakes long_island mid_hudson mohawk_valley new_york_city north_country "
           "southern_tier western_new_york").split()
SIZES = "solo 2_5 6_10 11_plus".split()
OWNERS = "clinician private private_not_for_profit".split()


def different(path, number):
    """As many addresses as asked for, of which no two are the same question: parts of the state."""
    def some(values):
        return (c for n in range(len(values), 0, -1) for c in itertools.combinations(values, n))

    parts = itertools.product(some(REGIONS), some(SIZES), some(OWNERS))
    join = "&" if "?" in path else "?"
    return [f"{path}{join}filter=" + urllib.parse.quote(f"region_redc:{'|'.join(r)},size_band:{'|'.join(s)},ownership:{'|'.join(o)}", safe=":,")
            for r, s, o in itertools.islice(parts, number)]

"""What is asked of the service: addresses, and nothing else that would change with them."""

import itertools
import urllib.parse

STATEWIDE = "/v1/reports/statewide"
# The question that the peers answer too.
SAME = "/v1/reports/framework?instrument=continuum_pc&by=component"

REPORTS = [("statewide", STATEWIDE), ("framework by component", SAME),
           ("framework by domain", "/v1/reports/framework?instrument=continuum_pc&by=domain"),
           ("framework by component, region and size", f"{SAME}&strata=region_redc,size_band"),
           ("measures", "/v1/reports/measures"), ("completeness", "/v1/reports/completeness"),
           ("progress", "/v1/reports/progress?instrument=continuum_pc"),
           ("progress by domain and region", "/v1/reports/progress?instrument=continuum_pc&by=domain&strata=region_redc")]

# Of what is kept in cells.
ANY = "/v1/aggregates?measure="
DECLARED = [("distribution and mean of every component", f"{ANY}count,mean,median&instrument=continuum_pc"),
            ("the same by region", f"{ANY}count,mean,median&instrument=continuum_pc&by=region_redc"),
            ("share by region and size", f"{ANY}share_at_or_above&instrument=continuum_pc&by=region_redc,size_band"),
            ("domains of one region", f"{ANY}mean,median&of=domain&instrument=continuum_pc&filter=region_redc:capital_region"),
            ("units, sum by month", f"{ANY}sum,mean&instrument=bench_units"),
            ("units, sum by month and region", f"{ANY}sum,mean&instrument=bench_units&by=region_redc"),
            ("progress with exact tests", "/v1/reports/progress?instrument=continuum_pc"),
            ("progress by region", "/v1/reports/progress?instrument=continuum_pc&strata=region_redc"),
            ("completeness by region", "/v1/reports/completeness?strata=region_redc")]
# Of what is not: asked of rows.
AD_HOC = [("mean by rurality", f"{ANY}mean&instrument=continuum_pc&by=rurality"),
          ("count, one setting", f"{ANY}count&instrument=continuum_pc&filter=setting:both"),
          ("median units of a month", f"{ANY}median&instrument=bench_units&item=code_1")]

# Settings with which no answer comes from a cache.
UNCACHED = {"CACHE_MIB": 0}

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

#!/usr/bin/env python3
"""Recomputes every bill of a generated year from its bundle, and reconciles their sums with the zone's.

    check_year.py FILE     as zone-year wrote it: sums, genesis, then a bundle a line, in hexadecimal
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor

from verify_bundle import judge


def prove(line):
    return judge(prove.genesis, bytes.fromhex(line))


def begin(genesis):
    prove.genesis = genesis


def main():
    with open(sys.argv[1]) as file:
        sums, genesis = json.loads(next(file)), bytes.fromhex(next(file))
        # Not a pool that is ended by a signal, which a parent may have had ignored.
        with ProcessPoolExecutor(initializer=begin, initargs=(genesis,)) as pool:
            answers = list(pool.map(prove, map(str.strip, file), chunksize=16))
    refused = [(number, answer["refused"]) for number, answer in enumerate(answers) if "proven" not in answer]
    for number, reason in refused[:20]:
        print(f"bill {number}: {reason}")
    bills = [answer["proven"] for answer in answers if "proven" in answer]
    found = {
        "bills": len({bill["bill"] for bill in bills}),
        "billed_paise": sum(bill["total_paise"] for bill in bills),
        "relief_paise": sum(bill.get("relief_paise", 0) for bill in bills),
        "received_paise": sum(bill["settled_paise"] for bill in bills) + sums["credit_paise"],
        "billed_wh": sum(bill["quantity"] for bill in bills),
    }
    wrong = [name for name, value in found.items() if value != sums[name]]
    for name in wrong:
        print(f"{name}: {sums[name]} on the chain, {found[name]} by the bundles")
    print(f"{len(bills)} bills recomputed, {len(refused)} refused, {len(wrong)} sums differ")
    return 1 if refused or wrong or len(bills) != sums["bills"] else 0


if __name__ == "__main__":
    sys.exit(main())

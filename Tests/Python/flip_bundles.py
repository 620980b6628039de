"""Flips bits of proof bundles, one at a time, and says which ones verify_bundle.py still accepts.

Standard input has genesis and bundle in hexadecimal, a pair a line, and how many bits to flip at least, spread over the
bundle; all of them where there are no more. Exits with 1 where one is accepted.
"""

import sys

from verify_bundle import judge


def main():
    flipped, accepted = 0, []
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        genesis, bundle, limit = line.split()
        genesis, bundle = bytes.fromhex(genesis), bytes.fromhex(bundle)
        if "proven" not in judge(genesis, bundle):
            accepted.append(f"line {number}: the bundle itself is refused: {judge(genesis, bundle)}")
        # An odd step comes to every bit of a byte in turn; one below 8 to every byte.
        step = max(1, len(bundle) * 8 // int(limit) - 1) | 1
        for bit in range(number % step, len(bundle) * 8, step):
            changed = bytearray(bundle)
            changed[bit // 8] ^= 1 << bit % 8
            flipped += 1
            if "proven" in judge(genesis, bytes(changed)):
                accepted.append(f"line {number}: bit {bit % 8} of byte {bit // 8}")
    for place in accepted:
        print(place)
    print(f"{flipped - len(accepted)} of {flipped} changed bundles refused")
    return 1 if accepted or not flipped else 0


if __name__ == "__main__":
    sys.exit(main())

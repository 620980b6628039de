"""Flips bits of proof bundles, one at a time, and says which ones verify_bundle.py still accepts.

Standard input has genesis and bundle in hexadecimal, a pair a line, and of how many bytes to flip a bit each: of every
byte where there are no more, else spread over the bundle. Exits with 1 where one is accepted.
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
        for index in range(0, len(bundle), -(-len(bundle) // int(limit))):
            changed = bytearray(bundle)
            changed[index] ^= 1 << (index + number) % 8
            flipped += 1
            if "proven" in judge(genesis, bytes(changed)):
                accepted.append(f"line {number}: bit {(index + number) % 8} of byte {index}")
    for place in accepted:
        print(place)
    print(f"{flipped - len(accepted)} of {flipped} changed bundles refused")
    return 1 if accepted or not flipped else 0


if __name__ == "__main__":
    sys.exit(main())

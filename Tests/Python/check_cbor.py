"""Checks encodings against an independent CBOR library.

Reads one encoding a line, in hexadecimal, from standard input; decodes it with cbor2 and encodes the result
deterministically (RFC 8949 section 4.2.1). Exits with 1 and says which lines differ, else prints how many agreed.

cbor2's own canonical mode sorts a map's keys by length first, as RFC 7049 did. RFC 8949 sorts them byte by byte, so
this script arranges maps itself and leaves every other value, and the decoding, to cbor2.
"""

import sys
from collections.abc import Mapping, Sequence

import cbor2


def head(major, count):
    encoded = bytearray(cbor2.dumps(count, canonical=True))
    encoded[0] |= major << 5
    return bytes(encoded)


def encode(value):
    if isinstance(value, Mapping):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return head(4, len(value)) + b"".join(encode(item) for item in value)
    return cbor2.dumps(value, canonical=True)


def fault(line):
    """Says what is wrong with the encoding in this line, or None."""
    try:
        given = bytes.fromhex(line)
        expected = encode(cbor2.loads(given))
    except (ValueError, TypeError, cbor2.CBORError) as error:
        return f"cannot be decoded: {error!r}"
    return None if given == expected else f"given {given.hex()}, expected {expected.hex()}"


def main():
    count = 0
    faults = []
    for number, line in enumerate(sys.stdin, start=1):
        count += 1
        problem = fault(line.strip())
        if problem is not None:
            faults.append(f"line {number}: {problem}")
    for problem in faults:
        print(problem, file=sys.stderr)
    if faults or count == 0:
        print(f"{len(faults)} of {count} encodings differ", file=sys.stderr)
        return 1
    print(f"{count} encodings agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())

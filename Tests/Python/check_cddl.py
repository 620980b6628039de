"""Validates encodings against a CDDL file with an independent validator (pycddl, on the cddl crate).

Usage: check_cddl.py FILE; standard input has one line for each encoding: the rule's name and the bytes in hexadecimal.
Exits with 1 and says which lines do not match their rule, else prints how many did.
"""

import sys

import pycddl


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    schemas = {}
    count, failures = 0, 0
    for number, line in enumerate(sys.stdin, 1):
        words = line.split()
        if not words:
            continue
        rule, encoding = words
        if rule not in schemas:
            schemas[rule] = pycddl.Schema(f"root = {rule}\n{text}")
        count += 1
        try:
            schemas[rule].validate_cbor(bytes.fromhex(encoding))
        except Exception as error:
            failures += 1
            print(f"line {number}: not a {rule}: {str(error)[:300]}")
    print(f"{count - failures} of {count} encodings match")
    return 1 if failures else 0


sys.exit(main())

"""Holds YAML files against a JSON Schema with an independent validator (jsonschema).

Usage: check_schema.py; the first line of standard input is the schema, every other one a file as a JSON string.
Prints a line for each file: `fits`, or `refused: ` with the place and the reason. Exits with 1 for a schema that is none.
"""

import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: `off` is a word, and a time is text."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", list("tf")),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
):
    Loader.add_implicit_resolver(tag, re.compile(pattern), first)
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def main():
    schema = json.loads(sys.stdin.readline())
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        print(f"no schema: {error.message}")
        return 1
    validator = jsonschema.Draft202012Validator(schema)
    for line in sys.stdin:
        if not line.strip():
            continue
        error = jsonschema.exceptions.best_match(validator.iter_errors(yaml.load(json.loads(line), Loader)))
        if error is None:
            print("fits")
        else:
            print(f"refused: {error.json_path}: {error.message[:150]}".replace("\n", " "))
    return 0


sys.exit(main())

#!/usr/bin/env python3
"""Validates CloudEvents against cloudevents.schema.json beside this file, with Debian's python3-jsonschema.

    validate-events.py FILE…       each file holds one batch (a JSON array) or one event (an object)
    validate-events.py --self-test     spoils a good event in every way the schema knows; each must be found

Prints the number of events, or what is wrong with the first bad one, and then ends with 1.
"""

import copy
import json
import pathlib
import sys

import jsonschema

SCHEMA = json.loads(pathlib.Path(__file__).with_name("cloudevents.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

GOOD = {
    "id": "1", "source": "urn:karaula:post%204", "specversion": "1.0", "type": "org.karaula.event.opened",
    "time": "2026-11-22T08:30:00.123456789Z", "subject": "gate", "datacontenttype": "application/json",
    "data": {"payload": None}, "traceparent": "00-aa-bb-01",
}
SPOILS = {
    "id": [None, "", 1], "source": [None, "", "urn:karaula:post 4", "urn:%4"], "specversion": [None, "0.3", "", 1.0],
    "type": [None, "", 3], "time": ["", "yesterday", "2026-13-22T08:30:00Z", "2026-11-22 08:30:00Z", 5],
    "subject": ["", 5], "datacontenttype": ["", "json"], "dataschema": ["", "no-uri"], "data_base64": ["AA==", "?"],
    "traceparent": [{}, 1.5], "Upper": ["x"], "with-dash": ["x"], "nothing": [{"a": 1}],
}


def check(value, name):
    batch = value if isinstance(value, list) else [value]
    error = jsonschema.exceptions.best_match(VALIDATOR.iter_errors(batch))
    if error:
        place = "/".join(str(part) for part in error.absolute_path)
        sys.exit(f"{name}: at {place or 'the top'}: {error.message}")
    return len(batch)


def self_test():
    VALIDATOR.check_schema(SCHEMA)
    check([GOOD], "the good event")
    found = 0
    for member, values in SPOILS.items():
        for value in values:
            bad = copy.deepcopy(GOOD)
            if value is None:
                del bad[member]
            else:
                bad[member] = value
            if VALIDATOR.is_valid([bad]):
                sys.exit(f"{member} = {value!r} was not found to be wrong")
            found += 1
    print(found)


if sys.argv[1:] == ["--self-test"]:
    self_test()
else:
    print(sum(check(json.loads(pathlib.Path(name).read_bytes()), name) for name in sys.argv[1:]))

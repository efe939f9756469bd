#!/usr/bin/env python3
"""What a ledger says of itself after conformance.py has asked it everything: health.py http://127.0.0.1:8472

The forgeries of that test have to be alarms, health has to say so, and the metrics have to be in Prometheus' form; promtool judges
them where it is installed.
"""

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

failed = []


def get(path):
    try:
        with urllib.request.urlopen(sys.argv[1] + path, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def check(name, holds, seen=""):
    print(f"{'ok      ' if holds else 'NOT OK  '}{name}{'' if holds else f': {seen}'}")
    if not holds:
        failed.append(name)


check("it lives", get("/livez")[0] == 200)
check("it is ready", get("/readyz")[0] == 200)
check("other paths are not there", get("/v1/entries")[0] == 404)
status, text = get("/health")
health = json.loads(text)
kinds = {alarm["kind"] for alarm in health["alarms"]}
check("forgeries are alarms", kinds == {"forked", "shrunk", "changed", "key-changed"}, kinds)
check("and make it degraded", status == 200 and health["status"] == "degraded", text)
check("each log's receipt is told", [log for log in health["sites"] if log["receipt"] > 0 and log["key"]], text)
check("no entry's content is told", "intrusion" not in text and "sha256" not in text, text)
_, page = get("/metrics")
families = re.findall(r"^# TYPE (\S+) (\S+)$", page, re.M)
check("metrics have HELP", len(families) == len(re.findall(r"^# HELP \S+ \S", page, re.M)) > 20, page)
check("counters end in _total, and only they", all(name.endswith("_total") == (kind == "counter") for name, kind in families))
check("the alarms are in the metrics", 'karaula_ledger_alarms{kind="forked"} 1' in page, page)
if shutil.which("promtool"):
    judged = subprocess.run(["promtool", "check", "metrics"], input=page, text=True, capture_output=True)
    check("promtool finds nothing", judged.returncode == 0, judged.stderr)
sys.exit(1 if failed else 0)

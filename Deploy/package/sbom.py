#!/usr/bin/env python3
"""sbom.py VERSION RESOLVED DEPENDS: prints a CycloneDX 1.5 list of what is in the package: the Swift packages that
Package.resolved pins, the Swift runtime, and the Debian packages that it needs (the text of its Depends field)."""

import json
import re
import subprocess
import sys
import uuid

version, resolved, depends = sys.argv[1:4]


def component(name, release, purl, **more):
    return {"type": "library", "bom-ref": purl, "name": name, "version": release, "purl": purl, **more}


components = []
for pin in json.load(open(resolved))["pins"]:
    place = pin["location"].removesuffix(".git")
    release = pin["state"].get("version", pin["state"]["revision"])
    components.append(
        component(
            pin["identity"], release, f"pkg:swift/{place.split('://', 1)[1]}@{release}",
            externalReferences=[{"type": "vcs", "url": place}],
            properties=[{"name": "git:revision", "value": pin["state"]["revision"]}],
        ))
compiler = subprocess.run(["swift", "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
swift = re.search(r"Swift version ([0-9.]+)", compiler)[1]
components.append(component("swift-runtime", swift, f"pkg:generic/swift-runtime@{swift}"))
for name in (re.split(r"[ (|]", one.strip())[0] for one in depends.split(",")):
    release = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    components.append(component(name, release, f"pkg:deb/debian/{name}@{release}?distro=bookworm", scope="required"))

me = f"pkg:deb/karaula@{version}"
serial = uuid.uuid5(uuid.NAMESPACE_URL, me + json.dumps(components, sort_keys=True))
json.dump(
    {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{serial}", "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": me, "name": "karaula", "version": version, "purl": me,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": me, "dependsOn": [one["bom-ref"] for one in components]}],
    },
    sys.stdout, indent=2)
print()

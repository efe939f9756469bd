#!/usr/bin/env python3
"""manual.py PROGRAM VERSION FOLDER: writes PROGRAM's manual, made of what the program itself says of its arguments, as
FOLDER/NAME.SECTION: one page for the program, one for each of its commands."""

import json
import pathlib
import subprocess
import sys

program, version, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
name = pathlib.Path(program).name
section = "1" if name.endswith("ctl") else "8"
described = json.loads(subprocess.run([program, "--experimental-dump-help"], stdout=subprocess.PIPE, check=True).stdout)


def escaped(text):
    """Text as troff takes it literally."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\`")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def label(argument):
    """How an argument is written on the command line."""
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        return f"\\fI{escaped(value)}\\fR" + (" ..." if argument["isRepeating"] else "")
    names = ", ".join(
        "\\fB" + escaped(("-" if one["kind"] == "short" else "--") + one["name"]) + "\\fR" for one in argument["names"])
    return names if argument["kind"] == "flag" else f"{names} \\fI{escaped(value)}\\fR"


def page(command, words):
    """Writes the page of a command, and those of its own commands."""
    title = "-".join(words)
    shown = [one for one in command.get("arguments", []) if one.get("shouldDisplay", True)]
    commands = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    lines = [
        f'.TH "{escaped(title.upper())}" "{section}" "" "Karaula {version}" "Karaula"',
        ".SH NAME", f"{escaped(title)} \\- {escaped(command.get('abstract', title).rstrip('.'))}",
        ".SH SYNOPSIS", f".B {escaped(' '.join(words))}",
    ]
    for one in shown:
        text = label(one)
        lines.append(f"[{text}]" if one["isOptional"] else text)
    if commands:
        lines.append("[\\fIcommand\\fR]")
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", escaped(command["discussion"])]
    if shown:
        lines.append(".SH OPTIONS")
        for one in shown:
            lines += [".TP", label(one)]
            text = " ".join(filter(None, [one.get("abstract"), one.get("discussion")]))
            if one.get("allValues"):
                text += " One of: " + ", ".join(one["allValues"]) + "."
            if one.get("defaultValue"):
                text += f" Without it: {one['defaultValue']}."
            lines.append(escaped(text.strip() or "See above."))
    if commands:
        lines.append(".SH COMMANDS")
        for one in commands:
            lines += [
                ".TP", f"\\fB{escaped(one['commandName'])}\\fR",
                escaped(one.get("abstract", "")) + f" See \\fB{escaped(title + '-' + one['commandName'])}\\fR({section}).",
            ]
    lines += [
        ".SH SEE ALSO", ".BR karaulad (8),", ".BR karaulactl (1),", ".BR karaula\\-ledger (8),", ".BR karaula\\-clock (8)", ".br",
        "The documents in /usr/share/doc/karaula.",
    ]
    (folder / f"{title}.{section}").write_text("\n".join(lines) + "\n")
    for one in commands:
        page(one, [*words, one["commandName"]])


page(described["command"], [name])

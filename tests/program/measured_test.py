"""What was measured on AWS comes out here, and does not where a setting is another one (tests/measured/README.md)."""
import glob
import os
import re

from program import expect, run

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "measured")

files = sorted(glob.glob(f"{FOLDER}/*.yaml"))
expect(len(files) >= 9, files)
for file in files:
    text = open(file).read()
    for said in ("# Measured: ", "# Published: "):
        if said in text:
            break
    else:
        expect(False, f"{file} does not say who says so")
    otherwise = re.search(r"^# Otherwise: (.+)$", text, re.MULTILINE)
    expect(otherwise, f"{file} has no setting with which it must not hold")
    code, said = run("run", file)
    expect(code == 0, f"{os.path.basename(file)}: exit {code}\n{said}")
    code, said = run("run", file, "--set", otherwise.group(1))
    expect(code == 3, f"{os.path.basename(file)} with {otherwise.group(1)}: exit {code}\n{said}")
    print(f"{os.path.basename(file)}: holds, and not with {otherwise.group(1)}", flush=True)

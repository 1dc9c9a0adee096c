"""Templates, JSONPath and JSON against Velocity 1.7, Jayway's JSONPath and json-smart: the same cases to both, the same answers.
What differs for a reason is a row below. Usage: templates_test.py RUNNER [SEED [COUNT]]"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

from templates_cases import cases, line

RUNNER = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 7
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 3000
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "java")
PLACE = os.path.join(os.path.dirname(os.path.abspath(RUNNER)), "clients-java")

# What is not held to be the same: what matches in the case or in Java's reason, and why.
DIFFERENT = [
    (r"\[Ljava\.lang\.String;@", "the text of an array says where it is in memory"),
    (r"RE2|PatternSyntax", "regular expressions that RE2 has not"),
]


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def run(command, why, **more):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, **more)
    except subprocess.TimeoutExpired:
        skip(f"{why} took more than five minutes")
    if done.returncode != 0:
        lines = [each for each in (done.stdout + done.stderr).splitlines() if "ERROR" in each] or ["it does not say why"]
        skip(f"{why} failed: {re.sub(chr(27) + r'[^m]*m', '', lines[0])}")
    return done.stdout


def class_path():
    """Fetches the libraries and compiles the oracle, once for these very files."""
    digest = hashlib.sha256()
    for name in ("pom.xml", "Oracle.java"):
        with open(f"{SOURCE}/{name}", "rb") as file:
            digest.update(file.read())
    mark = f"{PLACE}/{digest.hexdigest()}"
    if not os.path.exists(mark):
        os.makedirs(PLACE, exist_ok=True)
        run(["mvn", "-q", "-B", "-f", f"{SOURCE}/pom.xml", "dependency:build-classpath", f"-Dmdep.outputFile={PLACE}/class-path"],
            "Maven, fetching Velocity and JSONPath,")
        with open(f"{PLACE}/class-path", encoding="utf-8") as file:
            run(["javac", "-nowarn", "-d", PLACE, "-cp", file.read().strip(), f"{SOURCE}/Oracle.java"], "compiling the oracle")
        with open(mark, "w", encoding="ascii"):
            pass
    with open(f"{PLACE}/class-path", encoding="utf-8") as file:
        return file.read().strip() + os.pathsep + PLACE


def answers(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=550)
    if done.returncode != 0:
        print(done.stderr)
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return [json.loads(each) for each in done.stdout.split("\n") if each]


def is_excused(case, wanted):
    said = wanted.get("ok", "") + wanted.get("why", "") + json.dumps(case)
    return any(re.search(pattern, said) for pattern, _ in DIFFERENT)


def main():
    if not all(shutil.which(each) for each in ("java", "javac", "mvn")):
        skip("Java 17 and Maven are not installed (apt-get install openjdk-17-jdk-headless maven)")
    drawn = cases(SEED, COUNT)
    text = "".join(line(each) for each in drawn)
    wanted = answers(["java", "-Xss8m", "-cp", class_path(), "Oracle"], text)
    found = answers([RUNNER], text)
    if not len(wanted) == len(found) == len(drawn):
        sys.exit(f"{len(drawn)} cases, {len(wanted)} answers of Java, {len(found)} of ours")
    wrong = excused = 0
    for case, theirs, ours in zip(drawn, wanted, found):
        if theirs.get("ok") == ours.get("ok") and theirs.get("error") == ours.get("error"):
            continue
        # Velocity sets up a directive when it has read all of the template.
        if ours.get("error") == "parse" and theirs.get("error") == "render" and theirs["why"].startswith("VelocityException"):
            continue
        if is_excused(case, theirs):
            excused += 1
            continue
        wrong += 1
        if wrong <= int(os.environ.get("SHOW", "20")):
            print("case  ", json.dumps({key: value for key, value in case.items() if key not in ("data", "body")}, ensure_ascii=False))
            print("wanted", json.dumps(theirs, ensure_ascii=False)[:400])
            print("found ", json.dumps(ours, ensure_ascii=False)[:400])
    print(f"{len(drawn)} cases with seed {SEED}: {wrong} differ, {excused} differ for a reason")
    sys.exit(1 if wrong else 0)


main()

"""The same seed gives the same digest and the same JSON; another seed gives another. Ties may be shuffled."""
from program import expect, run, run_json, SCENARIOS


def without_wall(report):
    return {key: value for key, value in report.items() if key != "wall_s"}


first = run_json("sqli-flood.yaml")
second = run_json("sqli-flood.yaml")
expect(without_wall(first) == without_wall(second), "two runs of one seed differ")
other = run_json("sqli-flood.yaml", "--seed", "41")
expect(other["digest"] != first["digest"], "another seed gave the same digest")
code, text = run("run", f"{SCENARIOS}/primary-down.yaml", "--quiet", "--check-determinism")
expect(code == 0 and "Deterministic" in text, f"--check-determinism: exit {code}\n{text}")
code, text = run("run", f"{SCENARIOS}/smoke.yaml", "--quiet", "--shuffle-ties")
expect(code == 0, f"--shuffle-ties: exit {code}\n{text}")

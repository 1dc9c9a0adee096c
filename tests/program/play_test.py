"""The program that plays scenarios only: the same answer as the whole one's, and a run in the machine's time is the whole one's."""
import os
import subprocess
import sys

from program import PROGRAM, SCENARIOS, expect

PLAY = PROGRAM + "-play"
if not os.path.exists(PLAY):
    print("skipped: it is not built (ninja windtunnel_play)")
    sys.exit(77)


def called(program, *arguments, **variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WINDTUNNEL_")}
    return subprocess.run([program, *arguments], env={**kept, **variables}, capture_output=True, text=True, timeout=600)


def said(done):
    """What was printed, but for how long it took."""
    return done.returncode, [line for line in done.stdout.splitlines() if " took " not in line and "requests/s" not in line]


smoke = f"{SCENARIOS}/smoke.yaml"
for command in (["run", smoke, "-q"], ["explain", smoke], ["schema"], ["reference"], ["run", smoke, "--runs", "two"], ["--version"]):
    own, whole = called(PLAY, *command), called(PROGRAM, *command)
    expect(said(own) == said(whole) and own.stderr == whole.stderr, f"{command}: {own} and {whole}")
refused = called(PLAY, "serve")
expect(refused.returncode == 2, f"serve: {refused}")
refused = called(PLAY, "run", smoke, "--clock", "real")
expect(refused.returncode == 2 and "needs the whole program" in refused.stderr and not refused.stdout, f"without sockets: {refused}")
handed = called(PLAY, "run", smoke, "--clock", "real", "-q", WINDTUNNEL_STARTER=PROGRAM)
expect(handed.returncode == 0, f"handed over: {handed}")

"""The recipes of docs/sweeps.md: parts of a sweep by GNU parallel and by Slurm, put together again."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "program"))
from program import PROGRAM, SCENARIOS, expect, run

SCENARIO = f"{SCENARIOS}/lambda-limit.yaml"
VARY = "architecture.reader.concurrency.reserved=20..120 step 50"
SLURM = ["slurmctld", "slurmd", "munged", "sbatch"]


def merged(folder, name):
    code, said = run("merge", *(f"{folder}/{name}-{i}" for i in (1, 2, 3)))
    expect(code == 0 and "reserved: holds at 70, fails at 120" in said, f"{name}: exit {code}\n{said}")
    return said


def by_parallel(folder):
    subprocess.run(["parallel", PROGRAM, "sweep", SCENARIO, "--vary", f"'{VARY}'", "--parallel", "1", "--shard", "{}/3",
                    "--out", f"{folder}/parallel-{{}}", "-q"], input="1\n2\n3\n", text=True, check=True, timeout=300)
    return merged(folder, "parallel")


def by_slurm(folder):
    """One node, on loopback; its daemons end with the test."""
    host = os.uname().nodename.split(".")[0]
    for part in ("state", "spool", "munge"):
        os.mkdir(f"{folder}/{part}", 0o700)
    with open(f"{folder}/munge/key", "wb") as key:
        key.write(os.urandom(1024))
    os.chmod(f"{folder}/munge/key", 0o400)
    os.chmod(folder, 0o755)
    os.chmod(f"{folder}/munge", 0o711)
    socket = f"{folder}/munge/socket"
    with open(f"{folder}/slurm.conf", "w") as conf:
        conf.write(f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=7418
SlurmdPort=7419
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
AuthType=auth/munge
AuthInfo=socket={socket}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName={host} NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES State=UP
""")
    environment = dict(os.environ, SLURM_CONF=f"{folder}/slurm.conf")
    daemons = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in (
        ["munged", "-F", "--force", f"--key-file={folder}/munge/key", f"--socket={socket}", f"--pid-file={folder}/munge/pid",
         f"--log-file={folder}/munge/log", f"--seed-file={folder}/munge/seed"],
        ["slurmctld", "-D", "-f", f"{folder}/slurm.conf"], ["slurmd", "-D", "-f", f"{folder}/slurm.conf"])]
    try:
        for _ in range(100):
            state = subprocess.run(["sinfo", "-h", "-o", "%T"], env=environment, capture_output=True, text=True).stdout
            if state.strip() == "idle":
                break
            time.sleep(0.3)
        expect(state.strip() == "idle", f"Slurm's node is {state.strip() or 'not there'}")
        with open(f"{folder}/job.sh", "w") as job:
            job.write(f"""#!/bin/bash
#SBATCH --array=1-3 --cpus-per-task=1 --output=/dev/null
exec {PROGRAM} sweep {SCENARIO} --vary '{VARY}' --parallel 1 \\
    --shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT --out {folder}/slurm-$SLURM_ARRAY_TASK_ID
""")
        subprocess.run(["sbatch", "--wait", f"{folder}/job.sh"], env=environment, check=True, timeout=300, capture_output=True)
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
        for daemon in daemons:
            daemon.wait(timeout=30)
    return merged(folder, "slurm")


answers = []
with tempfile.TemporaryDirectory() as folder:
    if shutil.which("parallel"):
        answers.append(by_parallel(folder))
    if all(map(shutil.which, SLURM)) and os.geteuid() == 0:
        answers.append(by_slurm(folder))
if not answers:
    print("skipped: neither GNU parallel nor Slurm (as root) is here")
    sys.exit(77)
expect(all(answer == answers[0] for answer in answers), "the same sweep came to two answers")

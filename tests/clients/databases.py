"""What the tests of RDS's servers share: where an instance is, and SQL that a client of its engine says there."""
from clients import expect


def instance(rds, name):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def cluster(rds, name):
    return rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]


def address(rds, name):
    told = instance(rds, name)
    expect(told["DBInstanceStatus"] == "available", f"{told}\n{rds.describe_events(Duration=60)['Events'][-3:]}")
    return told["Endpoint"]["Address"], told["Endpoint"]["Port"]


class Sql:
    """`run(where, sql, **how)` gives a client's exit code and what it printed; `pause` is a statement that takes a tenth of a second."""

    def __init__(self, run, pause):
        self.run, self.pause = run, pause

    def says(self, where, sql, expected=None, **how):
        code, text = self.run(where, sql, **how)
        expect(code == 0 and (expected is None or text == expected), f"{sql} at {where}: {code} {text!r}, expected {expected!r}")
        return text

    def fails(self, where, sql, words, **how):
        code, text = self.run(where, sql, **how)
        expect(code != 0 and words in text, f"{sql} at {where}: {code} {text!r}, expected a failure with {words!r}")

    def comes_to_say(self, where, sql, expected, **how):
        """A replica has what its source had within ten seconds; the server itself waits, no clock of ours."""
        for _ in range(100):
            if self.run(where, sql, **how)[1] == expected:
                return
            self.run(where, self.pause, **how)
        expect(False, f"{sql} at {where}: {self.run(where, sql, **how)}, expected {expected!r}")

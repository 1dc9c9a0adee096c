"""Parameters of RDS: which there are of each family, what they take, and that those which a real server has reach it. With boto3; where
PostgreSQL or MariaDB are installed, with psql and the mariadb command, too."""
from clients import Server, boto3_or_skip, client_of, expect, refused
from databases import MARIADB, POSTGRES, address, instance, made, without_mariadb, without_postgres

boto3_or_skip()

# One value for each that people set; True: at once.
OF_POSTGRES = {
    "shared_preload_libraries": ("pg_stat_statements,pgaudit", False), "log_connections": ("1", True), "log_disconnections": ("1", True),
    "log_min_duration_statement": ("500", True), "idle_in_transaction_session_timeout": ("60000", True), "random_page_cost": ("1.1", True),
    "maintenance_work_mem": ("131072", True), "work_mem": ("16384", True), "pg_stat_statements.track": ("all", True),
    "rds.log_retention_period": ("1440", True), "rds.logical_replication": ("1", False), "autovacuum_naptime": ("30", True),
    "autovacuum_vacuum_scale_factor": ("0.05", True), "autovacuum_max_workers": ("4", False), "max_wal_size": ("2048", True),
    "effective_io_concurrency": ("200", True), "log_lock_waits": ("1", True), "pgaudit.log": ("ddl,role", True),
    "auto_explain.log_min_duration": ("1000", True), "max_locks_per_transaction": ("128", False)}
OF_MYSQL = {
    "character_set_server": ("utf8mb4", True), "character_set_client": ("utf8mb4", True), "collation_server": ("utf8mb4_unicode_ci", True),
    "binlog_format": ("ROW", True), "sql_mode": ("STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION", True), "max_allowed_packet": ("67108864", True),
    "innodb_lock_wait_timeout": ("20", True), "event_scheduler": ("ON", True), "slow_query_log": ("1", True), "long_query_time": ("2", True),
    "time_zone": ("UTC", True), "log_bin_trust_function_creators": ("1", True), "innodb_buffer_pool_size": ("{DBInstanceClassMemory*1/2}", True),
    "require_secure_transport": ("ON", True), "group_concat_max_len": ("4096", True), "lower_case_table_names": ("1", False),
    "innodb_flush_log_at_trx_commit": ("2", True), "tls_version": ("TLSv1.2,TLSv1.3", False)}
OF_AURORA = {"server_audit_logging": ("1", True), "server_audit_events": ("CONNECT,QUERY_DDL", True), "aurora_lab_mode": ("0", False),
             "aws_default_s3_role": ("arn:aws:iam::000000000000:role/r", True), "binlog_format": ("ROW", True)}


def entries(values, wanted=None):
    return [{"ParameterName": name, "ParameterValue": value, "ApplyMethod": "immediate" if at_once else "pending-reboot"}
            for name, (value, at_once) in values.items() if wanted is None or name in wanted]


def told(rds, group):
    return {each["ParameterName"]: each for page in rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=group)
            for each in page["Parameters"]}


def everyday(rds):
    for family, values in (("postgres17", OF_POSTGRES), ("postgres13", OF_POSTGRES), ("aurora-postgresql16", OF_POSTGRES),
                           ("mysql8.0", {**OF_MYSQL, "max_execution_time": ("1000", True), "gtid-mode": ("ON", True)}),
                           ("mysql8.4", OF_MYSQL), ("mariadb10.11", OF_MYSQL), ("aurora-mysql8.0", OF_MYSQL)):
        name = family.replace(".", "-")
        rds.create_db_parameter_group(DBParameterGroupName=name, DBParameterGroupFamily=family, Description="d")
        rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=entries(values))
        after = told(rds, name)
        for each, (value, at_once) in values.items():
            one = after[each]
            expect((one["ParameterValue"], one["Source"], one["IsModifiable"]) == (value, "user", True), one)
            expect(one["ApplyType"] == "static" or at_once, one)
    rds.create_db_cluster_parameter_group(DBClusterParameterGroupName="shared", DBParameterGroupFamily="aurora-mysql8.0", Description="d")
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="shared", Parameters=entries(OF_AURORA))
    pages = rds.get_paginator("describe_db_cluster_parameters").paginate(DBClusterParameterGroupName="shared", Source="user")
    expect({each["ParameterName"] for page in pages for each in page["Parameters"]} == set(OF_AURORA), "of the cluster's group")


def refusals(rds):
    def refuses(group, name, value, words, how="immediate", code="InvalidParameterValue"):
        refused(code, rds.modify_db_parameter_group, words, DBParameterGroupName=group,
                Parameters=[{"ParameterName": name, "ParameterValue": value, "ApplyMethod": how}])
    refuses("postgres17", "work_mem", "abc", "allowed values are: 64-2147483647")
    refuses("postgres17", "random_page_cost", "-1", "random_page_cost")
    refuses("postgres17", "shared_preload_libraries", "pg_stat_statements,mine", "mine", "pending-reboot")
    refuses("postgres17", "shared_preload_libraries", "pg_cron", "static", code="InvalidParameterCombination")
    refuses("postgres17", "archive_command", "x", "cannot be modified")
    refuses("postgres17", "no_such", "x", "Could not find parameter with name: no_such")
    refuses("postgres13", "transaction_timeout", "1", "transaction_timeout")  # since 17
    refuses("postgres17", "old_snapshot_threshold", "1", "old_snapshot_threshold", "pending-reboot")  # until 16
    refuses("mysql8-0", "sql_mode", "STRICT_TRANS_TABLES,NOPE", "NOPE")
    refuses("mysql8-0", "query_cache_size", "0", "query_cache_size")  # MySQL 5.7's
    refuses("mysql8-0", "aria_sort_buffer_size", "16384", "aria_sort_buffer_size")  # MariaDB's
    refuses("mariadb10-11", "innodb_redo_log_capacity", "8388608", "innodb_redo_log_capacity")  # MySQL's
    refuses("mysql8-0", "require_secure_transport", "maybe", "require_secure_transport")


def with_postgres(rds):
    """On whichever version is installed: what is not its own is told, and it starts without."""
    values = {**OF_POSTGRES, "transaction_timeout": ("90000", True), "log_filename": ("postgresql.log.%Y-%m-%d", True)}
    rds.create_db_parameter_group(DBParameterGroupName="real", DBParameterGroupFamily="postgres17", Description="d")
    rds.create_db_instance(DBInstanceIdentifier="pg", DBName="app", DBParameterGroupName="real", **made("postgres"))
    at = address(rds, "pg")
    POSTGRES.says(at, "SHOW shared_preload_libraries", "pg_stat_statements")
    for part in (list(values)[:20], list(values)[20:]):
        rds.modify_db_parameter_group(DBParameterGroupName="real", Parameters=entries(values, part))
    POSTGRES.comes_to_say(at, "SHOW random_page_cost", "1.1")
    POSTGRES.comes_to_say(at, "SHOW log_connections", "on")
    POSTGRES.says(at, "SHOW max_locks_per_transaction", "64")
    rds.reboot_db_instance(DBInstanceIdentifier="pg")
    for name, value in (("max_locks_per_transaction", "128"), ("idle_in_transaction_session_timeout", "1min"), ("work_mem", "16MB"),
                        ("maintenance_work_mem", "128MB"), ("wal_level", "logical"), ("autovacuum_max_workers", "4"),
                        ("autovacuum_vacuum_scale_factor", "0.05"), ("pg_stat_statements.track", "all"), ("log_filename", "postgresql.log.%Y-%m-%d"),
                        ("rds.log_retention_period", "1440")):
        POSTGRES.says(at, f"SHOW {name}", value)
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="pg", DBParameterGroupName="default.postgres17")
    POSTGRES.says(address(rds, "copy"), "SHOW max_locks_per_transaction", "128")
    for each in ("copy", "pg"):
        rds.delete_db_instance(DBInstanceIdentifier=each, SkipFinalSnapshot=True)


def with_mariadb(rds):
    values = {**OF_MYSQL, "max_execution_time": ("1000", True), "gtid-mode": ("ON", True)}
    rds.create_db_parameter_group(DBParameterGroupName="theirs", DBParameterGroupFamily="mysql8.4", Description="d")
    rds.modify_db_parameter_group(DBParameterGroupName="theirs", Parameters=entries(values))
    rds.create_db_instance(DBInstanceIdentifier="my", DBName="app", DBParameterGroupName="theirs", **made("mysql"))
    at = address(rds, "my")
    for name, value in (("collation_server", "utf8mb4_unicode_ci"), ("binlog_format", "ROW"), ("sql_mode", OF_MYSQL["sql_mode"][0]),
                        ("max_allowed_packet", "67108864"), ("innodb_lock_wait_timeout", "20"), ("event_scheduler", "ON"),
                        ("long_query_time", "2.000000"), ("log_bin_trust_function_creators", "1"), ("group_concat_max_len", "4096"),
                        ("require_secure_transport", "1"), ("lower_case_table_names", "1"), ("character_set_client", "utf8mb4")):
        MARIADB.says(at, f"SELECT @@global.{name}", value)
    rds.modify_db_parameter_group(DBParameterGroupName="theirs", Parameters=[
        {"ParameterName": "collation_server", "ParameterValue": "utf8mb4_0900_ai_ci", "ApplyMethod": "pending-reboot"},
        {"ParameterName": "max_allowed_packet", "ParameterValue": "1048576", "ApplyMethod": "immediate"}])
    MARIADB.comes_to_say(at, "SELECT @@global.max_allowed_packet", "1048576")
    rds.reboot_db_instance(DBInstanceIdentifier="my")  # MySQL's own collation, which MariaDB lacks, does not keep it from starting
    expect(instance(rds, "my")["DBInstanceStatus"] == "available", instance(rds, "my"))
    rds.delete_db_instance(DBInstanceIdentifier="my", SkipFinalSnapshot=True)


def served(look, *options):
    server = Server(None, *options)
    try:
        for each in look:
            each(client_of(server.base, "rds"))
    finally:
        server.stop()


served((everyday, refusals), "--databases", "embedded")
for missing, look in ((without_postgres(), with_postgres), (without_mariadb(), with_mariadb)):
    if missing:
        print(f"not with a server: {missing}")
    else:
        served((look,))
print("RDS's parameters are known, held to their values, and reach the servers that have them")

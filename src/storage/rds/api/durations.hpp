#pragma once
#include "base/time.hpp"

namespace wt::rds::api {

// Assumed: about as long as AWS takes, which names none of these.
inline constexpr Duration creating = 7min;
inline constexpr Duration creating_cluster = 3min;
inline constexpr Duration modifying = 3min;
inline constexpr Duration deleting = 5min;
inline constexpr Duration rebooting = 1min;
inline constexpr Duration stopping = 5min;
inline constexpr Duration starting = 5min;
/// Amazon RDS User Guide, "Stopping an Amazon RDS DB instance temporarily".
inline constexpr Duration longest_stopped = 7 * 24h;
inline constexpr Duration snapshotting = 3min;
inline constexpr Duration promoting = 5min;
inline constexpr Duration creating_proxy = 5min;
inline constexpr Duration modifying_proxy = 1min;
inline constexpr Duration deleting_proxy = 2min;
/// Amazon RDS User Guide, "Multi-AZ DB instance deployments": 60 to 120 s; Aurora's, "High availability": often
/// below 30.
inline constexpr Duration failing_over = 90s;
inline constexpr Duration failing_over_cluster = 30s;
/// How long an answer waits for what it has begun; SDKs give up after a minute.
inline constexpr Duration longest_wait = 40s;
/// How long an instance of a scenario is away when it is restarted.
inline constexpr Duration restart_outage = 30s;

}  // namespace wt::rds::api

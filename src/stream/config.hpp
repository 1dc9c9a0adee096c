#pragma once
#include <string>

#include "base/gate.hpp"
#include "base/literals.hpp"

namespace wt::stream {

/// Defaults and limits: Amazon Data Firehose Developer Guide, "Quota", "Configure buffering hints".
struct DeliveryStreamConfig {
    Bytes buffer_size{5 * 1024 * 1024};  // 1 to 128 MiB
    Duration buffer_interval = 300s;     // 0 to 900 s
    Duration retry_for = 24h;            // what cannot be delivered for so long is lost, and counted
    Duration retry_every = 10s;          // Assumed: AWS documents no interval
    std::string prefix;                  // before YYYY/MM/dd/HH/
    std::string to;                      // the bucket's name in the scenario
    Latency latency;                     // of a put
    static constexpr std::uint64_t largest_record = 1'024'000;
};

}  // namespace wt::stream

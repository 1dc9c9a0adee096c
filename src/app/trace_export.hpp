#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>

#include "app/seen_request.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "identity/api/web.hpp"

namespace wt::app {

/// Requests as spans: an ExportTraceServiceRequest in OTLP's JSON (opentelemetry-proto 1.x, "JSON Protobuf Encoding"),
/// each hop a service of its own (a function's start within it, what its handler asked of others beneath it), times by
/// the run's calendar, names by the semantic conventions for HTTP. What clients said of their own spans (`traceparent`,
/// `X-Amzn-Trace-Id`) is kept.
[[nodiscard]] std::string otlp_json(std::span<const SeenRequest> requests);

/// Hands every request that was answered to a collector of OpenTelemetry's (OTLP over HTTP), in batches: what gathers
/// while one is on its way makes the next. A collector that does not take them is told of on standard error once; what
/// it did not take is lost, and so is what gathers beyond `most_waiting`.
class TraceExport {
public:
    /// `endpoint` is the collector's address, as OTEL_EXPORTER_OTLP_ENDPOINT says it ("http://127.0.0.1:4318"): spans
    /// go to /v1/traces there. `clock` and `web` outlive this.
    TraceExport(Clock& clock, identity::Web& web, const std::string& endpoint);

    void add(const SeenRequest& request);
    /// Ends when nothing waits any more, or the collector takes nothing more. For the end of the process.
    [[nodiscard]] Task<void> flush();

    static constexpr std::size_t most_waiting = 2048;
    static constexpr std::size_t most_at_once = 256;
    static constexpr Duration patience = std::chrono::seconds(5);

private:
    [[nodiscard]] Task<void> send();

    identity::Web& web_;
    std::string url_;
    std::deque<SeenRequest> waiting_;
    Event sent_;
    bool sending_ = false;
    bool ending_ = false;
    bool failed_ = false;
    std::uint64_t lost_ = 0;
    Scope scope_;
};

}  // namespace wt::app

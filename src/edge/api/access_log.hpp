#pragma once
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "edge/api/origin.hpp"
#include "edge/special.hpp"

namespace wt::edge::api {

/// Where a distribution's standard logs go.
struct LogPlace {
    std::string distribution;  // its id
    std::string bucket;
    std::string prefix;  // ends with a slash, or is empty
    bool cookies = false;
    friend auto operator<=>(const LogPlace&, const LogPlace&) = default;
};

/// As fields of logs have it: "-" for nothing; blanks, quotes and what else would break a line or a URL as "%XX".
[[nodiscard]] std::string log_field(std::string_view text);

/// What is said of a request in 33 fields between tabs, with a line's end. CloudFront Developer Guide, "Standard
/// logging (legacy)". Not known here, and "-": the viewer's port. Assumed: HTTP/1.1, and TLS 1.3 where there is TLS.
[[nodiscard]] std::string log_line(const Seen& seen, bool cookies);

/// Standard access logs: lines are gathered, and each time some have waited for long enough they become an object for
/// each distribution and hour. What waits when the process ends is lost, as CloudFront promises no line.
class AccessLogs {
public:
    /// `around` outlives it, and it the distributions' last requests.
    AccessLogs(const Context& context, Surroundings& around, Duration gathering);

    [[nodiscard]] std::shared_ptr<Witness> witness(LogPlace place);

private:
    class Writer;
    void note(const LogPlace& place, const Seen& seen);
    [[nodiscard]] Task<void> write_soon();
    [[nodiscard]] Task<void> write(LogPlace place, std::string hour, std::string lines);

    Context context_;
    Surroundings& around_;
    Duration gathering_;
    Random ids_;
    Counter& lost_;                                                    // objects
    std::map<std::pair<LogPlace, std::string>, std::string> waiting_;  // lines, by place and "2026-01-02-03"
    std::size_t bytes_ = 0;
    bool soon_ = false;
    Scope writing_;
};

}  // namespace wt::edge::api

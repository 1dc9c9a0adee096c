#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "http/message.hpp"

namespace wt::scenario {

/// The lines of a file, one after another, in bounded memory.
class Lines {
public:
    Lines() = default;
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;
    virtual ~Lines() = default;
    /// Without its end; none behind the last one.
    [[nodiscard]] virtual std::optional<std::string_view> next() = 0;
};
/// Opens a file anew, from its beginning; null when it cannot be read.
using OpenLines = std::function<std::unique_ptr<Lines>()>;

/// How requests were recorded.
enum class RecordingFormat : std::uint8_t { cloudfront, apigateway, azure_functions, har, vegeta };

/// One request of a recording.
struct Recorded {
    std::optional<Instant> at;  // none where the format has no moments
    http::Method method = http::Method::get;
    std::string path = "/";
    std::string query;
    std::optional<http::IpAddress> client;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// Reads a recording request by request:
///   cloudfront       standard logs, by the names in their line #Fields (CloudFront Developer Guide, "Configure and use
///                    standard logs (access logs)");
///   apigateway       access logs, a JSON object or a line of CLF each (API Gateway Developer Guide, "Set up CloudWatch
///                    logging for REST APIs");
///   azure_functions  the traces of 2019 (a row for each function, a column for each minute; played minute by minute)
///                    and of 2021 (app, func, end_timestamp, duration);
///   har              an HTTP archive, as browsers save it; it is read whole;
///   vegeta           targets, in Vegeta's own form or as JSON.
/// Lines that are no request (comments, methods that nobody knows) are passed over and counted.
class Recording {
public:
    /// Throws nothing; what cannot be opened has no request.
    Recording(RecordingFormat format, const OpenLines& open, Random minutes);

    [[nodiscard]] std::optional<Recorded> next();
    /// From when on its moments count, after the first next(): from the first request, or from the first minute that
    /// has one, where only minutes are known. The moments within a minute are drawn.
    [[nodiscard]] std::optional<Instant> begins() const { return begins_; }
    /// The same of its end, after the last next().
    [[nodiscard]] std::optional<Instant> ends() const { return ends_; }
    [[nodiscard]] std::uint64_t passed_over() const { return passed_over_; }

private:
    /// The next in order of time. Logs are in order but for what reached them late: as far ahead as `window` requests
    /// are read.
    [[nodiscard]] std::optional<Recorded> next_in_order();
    [[nodiscard]] std::optional<Recorded> read_next();
    [[nodiscard]] std::optional<Recorded> next_cloudfront();
    [[nodiscard]] std::optional<Recorded> next_apigateway();
    [[nodiscard]] std::optional<Recorded> next_azure();
    [[nodiscard]] std::optional<Recorded> next_minute();
    [[nodiscard]] std::optional<Recorded> next_of_archive();
    [[nodiscard]] std::optional<Recorded> next_target();
    void read_minutes();
    void read_archive();

    RecordingFormat format_;
    std::unique_ptr<Lines> lines_;
    Random draws_;
    std::vector<std::string> fields_;     // cloudfront: by column
    std::vector<std::uint64_t> minutes_;  // azure_functions of 2019: invocations left in each
    std::size_t minute_ = 0;
    double within_ = 0;  // how far into the minute, 0 to 1
    bool by_minutes_ = false;
    bool begun_ = false;
    std::vector<Recorded> archive_;  // har, in order of time
    std::size_t next_in_archive_ = 0;
    std::string pushed_back_;  // vegeta: a line that begins the next target
    struct Ahead {
        Recorded request;
        std::uint64_t number;  // those of one moment stay in order
        [[nodiscard]] bool operator<(const Ahead& other) const;
    };
    static constexpr std::size_t window = 65'536;
    std::vector<Ahead> ahead_;  // logs: a heap, the earliest first
    std::uint64_t numbers_ = 0;
    std::uint64_t passed_over_ = 0;
    std::optional<Instant> begins_;
    std::optional<Instant> ends_;
};

/// Between 1970 and 2100: "2019-12-04T21:02:31Z" with a fraction or an offset, "[10/Dec/2020:12:00:00 +0000]", or a
/// number of seconds or milliseconds since 1970.
[[nodiscard]] std::optional<Instant> parse_moment(std::string_view text);

}  // namespace wt::scenario

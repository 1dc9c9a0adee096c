#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "aws/page_token.hpp"
#include "logs/list_page.hpp"
#include "logs/logs.hpp"

namespace wt::logs {

namespace {

/// What streams are listed by: their last event's time, in 20 digits, and their names. By name the time is left out.
[[nodiscard]] std::string order_of(const LogStream& stream, bool by_time) {
    if (!by_time) return stream.name;
    return fmt::format("{:020}/{}", stream.last_event().value_or(0), stream.name);
}

/// A page of at most `limit` of what lies in order behind the cursor, and whether there is more.
struct Page {
    std::vector<const LogStream*> streams;
    bool more = false;
};

[[nodiscard]] DescribedStream described(const LogStream& stream) {
    DescribedStream output;
    output.log_stream_name = stream.name;
    output.creation_time = stream.created;
    output.first_event_timestamp = stream.first_event();
    output.last_event_timestamp = stream.last_event();
    output.last_ingestion_time = stream.last_ingested;
    if (stream.last_ingested) output.upload_sequence_token = sequence_token(stream);
    output.arn = stream_arn(stream.group->place, stream.group->name, stream.name);
    output.stored_bytes = 0;  // "no longer supported for log streams, and is always reported as zero"
    return output;
}

[[nodiscard]] Page by_name(const LogGroup& group, const std::string& prefix, const std::optional<std::string>& after,
                           bool descending, std::size_t limit) {
    Page page;
    const auto fits = [&](const LogStream& stream) {
        return stream.name.starts_with(prefix) &&
               (!after || (descending ? stream.name < *after : stream.name > *after));
    };
    const auto take = [&](const auto& each) {
        if (!fits(*each.second)) return true;
        page.more = page.streams.size() >= limit;
        if (!page.more) page.streams.push_back(each.second.get());
        return !page.more;
    };
    const auto& streams = group.streams;
    if (descending) {
        auto from = after ? streams.lower_bound(*after) : streams.end();
        while (from != streams.begin() && std::prev(from)->first >= prefix && take(*std::prev(from))) --from;
    } else {
        auto from = streams.lower_bound(std::max(prefix, after.value_or("")));
        while (from != streams.end() && from->first.compare(0, prefix.size(), prefix) == 0 && take(*from)) ++from;
    }
    return page;
}

[[nodiscard]] Page by_time(const LogGroup& group, const std::optional<std::string>& after, bool descending,
                           std::size_t limit) {
    std::vector<std::pair<std::string, const LogStream*>> ordered;
    for (const auto& [name, stream] : group.streams) {
        std::string order = order_of(*stream, true);
        if (!after || (descending ? order < *after : order > *after))
            ordered.emplace_back(std::move(order), stream.get());
    }
    std::sort(ordered.begin(), ordered.end());
    if (descending) std::reverse(ordered.begin(), ordered.end());
    Page page;
    page.more = ordered.size() > limit;
    ordered.resize(std::min(limit, ordered.size()));
    for (const auto& [order, stream] : ordered) page.streams.push_back(stream);
    return page;
}

}  // namespace

std::string sequence_token(const LogStream& stream) {
    return event_id({stream.last_ingested.value_or(stream.created), stream.id});
}

aws::Outcome<aws::Nothing> Logs::create_log_stream(const aws::Call& call, CreateLogStreamRequest input) {
    return create(call, input);
}
aws::Outcome<DescribeLogStreamsResponse> Logs::describe_log_streams(const aws::Call& call,
                                                                    DescribeLogStreamsRequest input) {
    return describe(call, input);
}

aws::Outcome<aws::Nothing> Logs::create(const aws::Call& call, CreateLogStreamRequest& input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    if (stream(**in, input.log_stream_name).ok()) return aws::Error(errors::stream_exists);
    if (groups_.create_stream(**in, std::move(input.log_stream_name)) == nullptr)
        return aws::Error(errors::limit_exceeded);
    return aws::Nothing();
}

aws::Outcome<DescribeLogStreamsResponse> Logs::describe(const aws::Call& call, const DescribeLogStreamsRequest& input) {
    const auto in = one_group(call, input.log_group_name, input.log_group_identifier);
    if (!in.ok()) return in.error();
    const bool times = input.order_by == "LastEventTime";
    if (times && input.log_stream_name_prefix)
        return invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    const bool descending = input.descending.value_or(false);
    const std::string scope = fmt::format("logs:DescribeLogStreams/{}/{}/{}", (*in)->name, times, descending);
    const aws::PageTokens tokens(scope, page_token_lifetime);
    std::optional<std::string> after;
    if (input.next_token) {
        auto cursor = tokens.open(*input.next_token, call.now);
        if (!cursor.ok()) return invalid_token();
        after = std::move(*cursor);
    }
    const auto limit = static_cast<std::size_t>(input.limit.value_or(most_described));
    const Page page = times ? by_time(**in, after, descending, limit)
                            : by_name(**in, input.log_stream_name_prefix.value_or(""), after, descending, limit);
    DescribeLogStreamsResponse output;
    for (const LogStream* each : page.streams) output.log_streams.push_back(described(*each));
    if (page.more) output.next_token = tokens.seal(order_of(*page.streams.back(), times), call.now);
    return output;
}

}  // namespace wt::logs

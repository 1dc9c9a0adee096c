#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/json.hpp"
#include "logs/list_page.hpp"
#include "logs/logs.hpp"

namespace wt::logs {

namespace {

// StartQuery, API Reference.
constexpr std::size_t usual_rows = 10'000;
constexpr std::size_t most_groups = 50;
constexpr std::size_t most_results = 10'000;  // of one page
constexpr std::size_t most_queries = 1000;    // of one page; Assumed: also where nobody says

[[nodiscard]] std::string_view status_text(QueryRun::Status status) {
    switch (status) {
        case QueryRun::Status::running: return "Running";
        case QueryRun::Status::cancelled: return "Cancelled";
        case QueryRun::Status::complete: break;
    }
    return "Complete";
}

[[nodiscard]] aws::Error malformed_query(std::string message) {
    return aws::Error(errors::malformed_query, std::move(message));
}

/// Says where, in characters. Assumed, as the model does not say: counted from 0, and the end is behind the last.
[[nodiscard]] aws::Error does_not_read(std::string_view query, const insights::QueryError& why) {
    const auto characters = [query](std::size_t bytes) {
        const std::string_view before = query.substr(0, bytes);
        return std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xC0) != 0x80; });
    };
    std::string json = fmt::format(R"({{"location":{{"startCharOffset":{},"endCharOffset":{}}},"message":)",
                                   characters(why.begin), characters(why.end));
    aws::write_json_text(json, why.message);
    json += '}';
    return malformed_query(why.message).with_structure("queryCompileError", std::move(json));
}

/// The other languages of AWS are not there.
[[nodiscard]] std::optional<aws::Error> refuse_language(const std::optional<std::string>& language) {
    if (!language || *language == "CWLI") return std::nullopt;
    return aws::Error(errors::unwritten, fmt::format("Queries in {} are not implemented.", *language));
}

[[nodiscard]] QueryStatistics statistics_of(const QueryRun& run) {
    QueryStatistics statistics;
    statistics.records_matched = run.matched;
    statistics.records_scanned = run.scanned;
    statistics.bytes_scanned = run.scanned_bytes;
    statistics.log_groups_scanned = static_cast<double>(run.scope.groups.size());
    return statistics;
}

[[nodiscard]] QueryInfo described(const QueryRun& run) {
    QueryInfo info;
    info.query_language = "CWLI";
    info.query_id = run.id;
    info.query_string = run.text;
    info.status = status_text(run.status);
    info.create_time = run.created;
    info.log_group_name = run.scope.groups.front();
    if (run.status != QueryRun::Status::running) info.query_duration = run.ended - run.created;
    info.bytes_scanned = run.scanned_bytes;
    info.user_identity = run.started_by;
    return info;
}

}  // namespace

aws::Outcome<StartQueryResponse> Logs::start_query(const aws::Call& call, StartQueryRequest input) {
    return start(call, input);
}
aws::Outcome<GetQueryResultsResponse> Logs::get_query_results(const aws::Call& call, GetQueryResultsRequest input) {
    return results(call, input);
}
aws::Outcome<StopQueryResponse> Logs::stop_query(const aws::Call& call, StopQueryRequest input) {
    return stop(call, input);
}
aws::Outcome<DescribeQueriesResponse> Logs::describe_queries(const aws::Call& call, DescribeQueriesRequest input) {
    return describe(call, input);
}

aws::Outcome<std::vector<std::string>> Logs::queried_groups(const aws::Call& call, const StartQueryRequest& input) {
    const int ways = static_cast<int>(input.log_group_name.has_value()) +
                     static_cast<int>(input.log_group_names.has_value()) +
                     static_cast<int>(input.log_group_identifiers.has_value());
    // Assumed: both sentences.
    if (ways != 1) {
        return invalid_parameter(
            "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.");
    }
    const auto identifiers = input.log_group_name    ? std::vector<std::string>{*input.log_group_name}
                             : input.log_group_names ? *input.log_group_names
                                                     : *input.log_group_identifiers;
    if (identifiers.empty() || identifiers.size() > most_groups)
        return invalid_parameter("A query must be about 1 to 50 log groups.");
    std::vector<std::string> names;
    for (const std::string& identifier : identifiers) {
        const auto found = group_by_identifier(call, identifier);
        if (!found.ok() && found.error().code != errors::no_group.code) return found.error();
        if (!found.ok()) {
            return aws::Error(errors::no_group, fmt::format("Log group '{}' does not exist for account ID '{}'",
                                                            identifier, call.caller.account));
        }
        if (std::find(names.begin(), names.end(), (*found)->name) == names.end()) names.push_back((*found)->name);
    }
    return names;
}

aws::Outcome<StartQueryResponse> Logs::start(const aws::Call& call, StartQueryRequest& input) {
    if (auto error = refuse_language(input.query_language)) return std::move(*error);
    auto groups = queried_groups(call, input);
    if (!groups.ok()) return groups.error();
    constexpr std::int64_t latest = 8'000'000'000'000;  // seconds; beyond it milliseconds would not fit
    // Assumed: the sentence.
    if (input.start_time > input.end_time || input.end_time > latest)
        return malformed_query("The query's start time must not be after its end time.");
    std::int64_t created = std::numeric_limits<std::int64_t>::max();
    for (const std::string& name : *groups)
        created = std::min(created, groups_.find(aws::account_region_of(call), name)->created);
    if (input.end_time < created / 1000) {
        return malformed_query(fmt::format(
            "Query's end date and time is either before the log groups creation time or exceeds the log groups log "
            "retention settings ([{},{}])",
            input.start_time, input.end_time));
    }
    auto query = insights::Query::parse(input.query_string, groups_.now());
    if (!query.ok()) return does_not_read(input.query_string, query.error());
    QueryScope scope{aws::account_region_of(call), std::move(*groups), input.start_time * 1000,
                     input.end_time * 1000 + 999};  // Assumed: to the end of that second
    const std::size_t most_rows = input.limit ? static_cast<std::size_t>(*input.limit) : usual_rows;
    const QueryRun* const run =
        queries_.start(std::move(scope), std::move(input.query_string), std::move(*query), most_rows, call.caller.arn);
    if (run == nullptr) return aws::Error(errors::limit_exceeded);
    return StartQueryResponse{run->id};
}

aws::Outcome<GetQueryResultsResponse> Logs::results(const aws::Call& call, const GetQueryResultsRequest& input) {
    const QueryRun* const run = queries_.look_at(aws::account_region_of(call), input.query_id);
    if (run == nullptr) return aws::Error(errors::no_query);
    const std::string scope = fmt::format("logs:GetQueryResults/{}", run->id);
    const aws::PageTokens tokens(scope, page_token_lifetime);
    std::size_t from = 0;
    if (input.next_token) {
        const auto cursor = tokens.open(*input.next_token, call.now);
        if (!cursor.ok()) return invalid_token();
        (void)std::from_chars(cursor->data(), cursor->data() + cursor->size(), from);
    }
    const std::size_t most =
        input.max_items.value_or(0) > 0 ? static_cast<std::size_t>(*input.max_items) : most_results;
    GetQueryResultsResponse output;
    output.query_language = "CWLI";
    output.status = status_text(run->status);
    output.statistics = statistics_of(*run);
    for (std::size_t i = from; i < run->rows.size(); ++i) {
        if (output.results.size() >= most) {
            output.next_token = tokens.seal(std::to_string(i), call.now);
            break;
        }
        auto& row = output.results.emplace_back();
        for (const auto& [name, value] : run->rows[i]) row.push_back({name, value});
    }
    return output;
}

aws::Outcome<StopQueryResponse> Logs::stop(const aws::Call& call, const StopQueryRequest& input) {
    const auto stopped = queries_.stop(aws::account_region_of(call), input.query_id);
    if (!stopped) return aws::Error(errors::no_query);
    // Assumed: the sentence.
    if (!*stopped) return invalid_parameter("The specified query is not running.");
    return StopQueryResponse{true};
}

aws::Outcome<DescribeQueriesResponse> Logs::describe(const aws::Call& call, const DescribeQueriesRequest& input) {
    std::map<std::string, QueryInfo> found;  // by how many are newer
    for (const QueryRun* run : queries_.all(aws::account_region_of(call))) {
        const auto& groups = run->scope.groups;
        const bool asked =
            !input.log_group_name || std::find(groups.begin(), groups.end(), *input.log_group_name) != groups.end();
        const std::int64_t newest_first = std::numeric_limits<std::int64_t>::max() - run->created;
        if (asked && (!input.status || *input.status == status_text(run->status)) &&
            input.query_language.value_or("CWLI") == "CWLI")
            found.emplace(fmt::format("{:020}/{:06}", newest_first, found.size()), described(*run));
    }
    const auto limit = static_cast<std::size_t>(input.max_results.value_or(most_queries));
    auto page = page_of(found, "logs:DescribeQueries", input.next_token, limit, call.now);
    if (!page) return invalid_token();
    return DescribeQueriesResponse{std::move(page->items), std::move(page->next)};
}

}  // namespace wt::logs

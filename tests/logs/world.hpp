#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "aws/caller.hpp"
#include "aws/endpoint.hpp"
#include "base/context.hpp"
#include "given_keys.hpp"
#include "logs/logs.hpp"
#include "store/row_store.hpp"

namespace wt::logs::test {

using Json = nlohmann::json;

inline constexpr Instant start = epoch + std::chrono::hours(24 * 365 * 56);
inline constexpr std::int64_t start_ms = 24LL * 365 * 56 * 3600 * 1000;

/// Takes what goes to ARNs that end in "good", and notes what was tried out.
class Targets final : public Destinations {
public:
    [[nodiscard]] std::optional<std::string> refuse(const aws::AccountRegion&, const std::string&,
                                                    const SubscriptionFilter& filter) const override {
        return filter.destination.ends_with("good") ? std::nullopt : std::optional<std::string>("nobody is there");
    }
    void try_out(const SubscriptionFilter& filter) override { tried.push_back(filter.destination); }
    std::vector<std::string> tried;
};

/// CloudWatch Logs under a virtual clock.
struct World {
    explicit World(Bounds bounds = {}) : limits(bounds) { open(); }

    /// As the program does when it starts: what was stored is all that is left.
    void open() {
        endpoint.reset();
        logs.reset();
        groups = std::make_unique<LogGroups>(context, store, limits);
        records = std::make_unique<AccountRecords>(store);
        logs = std::make_unique<Logs>(context, Logs::Parts{*groups, *records, targets, keys});
        endpoint = std::make_unique<aws::Endpoint>(context, caller);
        endpoint->add(*logs);
    }

    /// The answer's document; of a refusal {"type", "message"}, and "where" a query does not read.
    Json call(std::string_view operation, const Json& input) {
        http::Request request;
        request.method = http::Method::post;
        request.headers.add("X-Amz-Target", Text("Logs_20140328." + std::string(operation)));
        request.headers.add("X-Account", Text(account));
        request.headers.add("X-Region", Text(region));
        request.body = Text(input.dump());
        Task<http::Response> task = endpoint->handle(std::move(request));
        (void)task.start(std::noop_coroutine()).resume();
        const http::Response reply = task.take();
        Json document = Json::parse(reply.body.view());
        if (reply.status == 200) return document;
        Json refusal{{"type", std::string(reply.headers.get("x-amzn-ErrorType"))}, {"message", document["message"]}};
        if (document.contains("queryCompileError")) refusal["where"] = document["queryCompileError"];
        return refusal;
    }
    std::string message(std::string_view operation, const Json& input) {
        return call(operation, input)["message"].get<std::string>();
    }
    std::string type(std::string_view operation, const Json& input) {
        return call(operation, input)["type"].get<std::string>();
    }

    void make(const std::string& group, const std::string& stream = {}) {
        if (groups->find({account, region}, group) == nullptr) call("CreateLogGroup", {{"logGroupName", group}});
        if (!stream.empty()) call("CreateLogStream", {{"logGroupName", group}, {"logStreamName", stream}});
    }
    /// Events at these milliseconds after the start, each with its number as its message.
    Json put(const std::string& group, const std::string& stream, const std::vector<std::int64_t>& times) {
        Json events = Json::array();
        for (const std::int64_t time : times)
            events.push_back({{"timestamp", start_ms + time}, {"message", std::to_string(time)}});
        return call("PutLogEvents", {{"logGroupName", group}, {"logStreamName", stream}, {"logEvents", events}});
    }
    void wait(Duration span) { clock.run_until(clock.now() + span); }

    Clock clock{start};
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    Bounds limits;
    store::test::RowStore store;
    aws::test::Caller caller;
    std::string account = "111122223333";
    std::string region = "eu-central-1";
    Targets targets;
    wt::test::GivenKeys keys;
    std::unique_ptr<LogGroups> groups;
    std::unique_ptr<AccountRecords> records;
    std::unique_ptr<Logs> logs;
    std::unique_ptr<aws::Endpoint> endpoint;
};

/// The messages of an answer's events.
inline std::vector<std::string> messages(const Json& answer) {
    std::vector<std::string> all;
    for (const Json& event : answer["events"]) all.push_back(event["message"].get<std::string>());
    return all;
}

}  // namespace wt::logs::test

#include "cloud/delivery_surroundings.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/gzip.hpp"
#include "base/json_depth.hpp"
#include "http/ids.hpp"
#include "lambda/api/names.hpp"
#include "lambda/outcome.hpp"
#include "stack/stream_events.hpp"
#include "stream/firehose/destination.hpp"

namespace wt::cloud {

namespace {

using stream::firehose::Target;

// Amazon Data Firehose Developer Guide, "HTTP endpoint delivery request and response specifications".
constexpr Duration first_pause = 1s;
constexpr Duration longest_pause = 120s;
constexpr double jitter = 0.15;
constexpr Duration longest_request = 3min;
constexpr int entity_too_large = 413;
constexpr std::size_t most_records = 10'000;  // of a request
constexpr std::size_t largest_response = std::size_t{1024} * 1024;
constexpr std::size_t longest_told = 8192;  // of a response, where it is told

/// "https://HOST:PORT/a/b?c" to "https://HOST:PORT", "/a/b" and "c".
struct Address {
    std::string server;
    std::string path = "/";
    std::string query;
};
[[nodiscard]] Address address_of(const std::string& url) {
    Address address;
    const std::size_t query = std::min(url.find('?'), url.size());
    const std::size_t host = std::min(url.find("://") + 3, query);
    const std::size_t slash = std::min(url.find('/', host), query);
    address.server = url.substr(0, slash);
    if (slash < query) address.path = url.substr(slash, query - slash);
    if (query < url.size()) address.query = url.substr(query + 1);
    return address;
}

[[nodiscard]] std::int64_t milliseconds_of(Instant moment) {
    return std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace

DeliverySurroundings::DeliverySurroundings(const Context& context, const Parts& parts)
    : context_(context),
      parts_(parts),
      roles_(parts.directory),
      ids_(context.random(fmt::format("firehose.requests.{}", context.now().time_since_epoch().count()))) {}

std::optional<aws::Error> DeliverySurroundings::refuse_source(std::string_view stream_arn,
                                                              std::string_view role_arn) const {
    const bool may = may_read_stream(roles_, parts_.streams, role_arn, stream_arn);
    if (may && parts_.stack.kinesis_at(stream_arn) != nullptr) return std::nullopt;
    // Assumed: the sentences.
    return stream::firehose::invalid_argument(
        may ? fmt::format("The Kinesis stream {} is not there.", stream_arn)
            : fmt::format("Role {} is not authorized to read the Kinesis stream {}.", role_arn, stream_arn));
}

std::optional<aws::Error> DeliverySurroundings::refuse_endpoint(const std::string& url) const {
    try {
        (void)parts_.stack.at(address_of(url).server);
    } catch (const std::exception& problem) {
        return stream::firehose::invalid_argument(problem.what());
    }
    return std::nullopt;
}

stream::DeliveryLinks DeliverySurroundings::links_to(const TargetRef& target) {
    stream::DeliveryLinks links;
    links.archive = [this, target](std::string key, Text object) {
        return store(target->role, target->bucket, std::move(key), std::move(object));
    };
    links.backup = [this, target](std::string key, Text object) {
        return store(target->backup_role, target->backup_bucket, std::move(key), std::move(object));
    };
    links.transform = [this, target](std::vector<stream::Record> records) {
        return transform(target, std::move(records));
    };
    links.records = [this, target](stream::DeliveryStream::RecordsRefused refused) -> stream::DeliverRecords {
        return [this, target, refused = std::move(refused)](std::vector<stream::Record> records,
                                                            stream::Attempted attempted) {
            return send(Sending{target, refused, std::move(attempted)}, std::move(records));
        };
    };
    if (target->source_arn.empty() || !may_read_stream(roles_, parts_.streams, target->source_role, target->source_arn))
        return links;
    if (stack::KinesisPort* const port = parts_.stack.kinesis_at(target->source_arn)) {
        links.source = port->stream();
        links.reach = port->reach();
    }
    return links;
}

Task<bool> DeliverySurroundings::store(std::string role_arn, std::string bucket, std::string key, Text object) {
    const s3::BucketRef to = parts_.stack.s3().buckets.find(bucket);
    if (to == nullptr || !roles_.may(role_arn, "s3:PutObject", *to, key)) co_return false;
    const auto kept = co_await parts_.stack.s3().objects.put_text(to, std::move(key), std::move(object));
    co_return kept.ok();
}

Task<std::optional<std::vector<stream::Transformed>>> DeliverySurroundings::transform(
    TargetRef target, std::vector<stream::Record> records) {
    const auto name = lambda::api::read_function_arn(target->function);
    const lambda::api::FunctionRecord* const record = name ? parts_.functions.find(*name) : nullptr;
    if (record == nullptr) co_return std::nullopt;
    iam::Resource function{name->arn(), name->place.account, record->policy_of(name->qualifier)};
    if (!roles_.may(target->role, "lambda:InvokeFunction", function)) co_return std::nullopt;
    stack::DeliverySource source{target->arn, target->place.region, target->source_arn};
    stack::TransformEvent form(source, http::request_id(ids_).str(), records);
    lambda::api::Invocation invocation;
    invocation.form = &form;
    invocation.request.method = http::Method::post;
    invocation.request.path_parameter = Text(target->arn);
    const http::Response response = co_await parts_.invoker.invoke(*name, std::move(invocation));
    if (lambda::outcome_of(response) != lambda::Outcome::done) co_return std::nullopt;
    if (response.payload) co_return stack::read_transformed(response.body, records.size());
    // A scenario's function that is data leaves every record as it is.
    std::vector<stream::Transformed> same;
    for (stream::Record& each : records) {
        stream::Transformed result;
        result.data = std::move(each.data);
        same.push_back(std::move(result));
    }
    co_return std::optional(std::move(same));
}

Task<DeliverySurroundings::Sent> DeliverySurroundings::post(TargetRef target, std::string id, Text body) {
    const Address address = address_of(target->url);
    http::Request request;
    request.method = http::Method::post;
    request.path = Text(address.path);
    request.query = Text(address.query);
    request.route = "*";
    request.headers.add("Content-Type", "application/json");
    request.headers.add("X-Amz-Firehose-Protocol-Version", "1.0");
    request.headers.add("X-Amz-Firehose-Request-Id", Text(id));
    request.headers.add("X-Amz-Firehose-Source-Arn", Text(target->arn));
    if (!target->access_key.empty()) request.headers.add("X-Amz-Firehose-Access-Key", Text(target->access_key));
    if (!target->attributes.empty()) request.headers.add("X-Amz-Firehose-Common-Attributes", Text(target->attributes));
    if (target->gzip) request.headers.add("Content-Encoding", "gzip");
    request.body = target->gzip ? gzip(body) : std::move(body);
    http::Hop& hop = parts_.stack.at(address.server);
    const auto answered = co_await Timeout<http::Response>(
        context_.clock, longest_request, [](http::Hop& to, http::Request sent) -> Task<http::Response> {
            co_return co_await to.send(std::move(sent));
        }(hop, std::move(request)));
    co_return sent_of(answered, id);
}

/// Developer Guide, "HTTP endpoint delivery request and response specifications", "Troubleshooting HTTP endpoints".
DeliverySurroundings::Sent DeliverySurroundings::sent_of(const std::optional<http::Response>& answered,
                                                         const std::string& id) {
    Sent sent;
    if (!answered) {
        sent.code = "HttpEndpoint.RequestTimeout";
        sent.why = "The endpoint took longer than 3 minutes to respond.";
        return sent;
    }
    if (answered->broken()) {
        sent.code = "HttpEndpoint.ConnectionFailed";
        sent.why = "A connection could not be established with the configured endpoint.";
        return sent;
    }
    const http::Response& response = *answered;
    sent.for_good = response.status == entity_too_large;
    if (response.body.size() >= largest_response) {
        sent.code = "HttpEndpoint.ResponseTooLarge";
        sent.why = "The response must be less than 1 MiB including headers.";
        return sent;
    }
    if (response.status != 200) {
        sent.code = "HttpEndpoint.DestinationException";
        sent.why = fmt::format("Received the following response from the endpoint destination. {}",
                               response.body.view().substr(0, longest_told));
        return sent;
    }
    const auto said =
        nests_deeper(response.body) ? nlohmann::json() : nlohmann::json::parse(response.body.view(), nullptr, false);
    const std::string_view type = response.headers.get("Content-Type");
    sent.taken = said.is_object() && said.value("requestId", nlohmann::json()) == id &&
                 said.value("timestamp", nlohmann::json()).is_number() &&
                 type.substr(0, type.find(';')) == "application/json" &&
                 response.headers.find("Content-Encoding") == nullptr;
    if (sent.taken) return sent;
    sent.code = "HttpEndpoint.InvalidResponseFromDestination";
    sent.why = fmt::format(
        "The response received from the specified endpoint is invalid. Contact the owner of the endpoint to resolve "
        "the issue. Response for request {} is not recognized as valid JSON or has unexpected fields. Raw response "
        "received: 200 {}",
        id, response.body.view().substr(0, longest_told));
    return sent;
}

Task<stream::SentRecords> DeliverySurroundings::send(Sending sending, std::vector<stream::Record> records) {
    stream::SentRecords all;
    for (std::size_t at = 0; at < records.size(); at += most_records) {
        const auto from = records.begin() + static_cast<std::ptrdiff_t>(at);
        const auto to = records.begin() + static_cast<std::ptrdiff_t>(std::min(at + most_records, records.size()));
        std::vector<stream::Record> some(std::make_move_iterator(from), std::make_move_iterator(to));
        const stream::SentRecords sent = co_await send_request(sending, std::move(some));
        all.taken += sent.taken;
        all.taken_bytes += sent.taken_bytes;
        all.lost.insert(all.lost.end(), sent.lost.begin(), sent.lost.end());
    }
    co_return all;
}

Task<stream::SentRecords> DeliverySurroundings::send_request(Sending sending, std::vector<stream::Record> records) {
    const std::string id = http::request_id(ids_).str();
    const Instant since = context_.now();
    stream::SentRecords sent;
    std::uint64_t bytes = 0;
    std::string body =
        fmt::format(R"({{"requestId":"{}","timestamp":{},"records":[)", id, milliseconds_of(context_.calendar()));
    for (std::size_t i = 0; i < records.size(); ++i) {
        bytes += records[i].data.size();
        body += fmt::format(R"({}{{"data":"{}"}})", i > 0 ? "," : "", base64_encode(records[i].data));
    }
    body += "]}";
    const Text whole(body);
    Duration wait = first_pause;
    for (int attempts = 1;; ++attempts) {
        const Sent answer = co_await post(sending.target, id, whole);
        sending.attempted(records.size(), bytes, answer.taken);
        if (answer.taken) {
            sent.taken = records.size();
            sent.taken_bytes = bytes;
            co_return sent;
        }
        const auto pause = from_seconds(seconds(wait) * (1 + jitter * (2 * ids_.uniform() - 1)));
        // A request that is too large is not sent to the bucket either.
        if (answer.for_good) {
            for (const stream::Record& record : records) sent.lost.push_back(record.number);
            co_return sent;
        }
        if (context_.now() + pause - since > sending.target->retry_for) {
            sending.refused(records, answer.code, answer.why, attempts);
            co_return sent;
        }
        co_await context_.clock.sleep_for(pause);
        wait = std::min(wait * 2, longest_pause);
    }
}

}  // namespace wt::cloud

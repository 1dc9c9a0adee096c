#include "stack/queue_port.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "base/json_depth.hpp"
#include "lambda/outcome.hpp"
#include "storage/rds/write_record.hpp"

namespace wt::stack {

namespace {

using Json = nlohmann::ordered_json;
using QueueOutcome = queue::Consumer::Outcome;

/// Assumed: AWS documents no form of either but that they are texts.
[[nodiscard]] std::string message_id(const queue::Message& message) {
    return fmt::format("00000000-0000-4000-8000-{:012x}", message.number);
}
[[nodiscard]] std::string receipt(const queue::Message& message) {
    return fmt::format("AQEB{:016x}{:04x}", message.number, message.receives);
}

[[nodiscard]] std::string milliseconds_text(Instant moment) {
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count());
}

/// Which messages a program calls failed: all of them, where what it says names none of the batch.
[[nodiscard]] QueueOutcome outcome_of_answer(std::string_view payload, const std::vector<queue::Message>& batch) {
    const Json said = nests_deeper(payload) ? Json() : Json::parse(payload, nullptr, false);
    const auto failures = said.is_object() ? said.find("batchItemFailures") : said.end();
    if (!said.is_object() || failures == said.end() || failures->is_null())
        return {said.is_discarded() ? QueueOutcome::Kind::failed : QueueOutcome::Kind::done, {}};
    const QueueOutcome all{QueueOutcome::Kind::failed, {}};
    if (!failures->is_array()) return all;
    QueueOutcome some;
    for (const Json& failure : *failures) {
        const auto id = failure.is_object() ? failure.find("itemIdentifier") : failure.end();
        if (!failure.is_object() || id == failure.end() || !id->is_string()) return all;
        const auto found = std::find_if(batch.begin(), batch.end(), [&](const queue::Message& message) {
            return message_id(message) == id->get_ref<const std::string&>();
        });
        if (found == batch.end()) return all;
        some.failed.push_back(static_cast<std::size_t>(found - batch.begin()));
    }
    return some;
}

[[nodiscard]] Text joined(const std::vector<queue::Message>& batch) {
    std::size_t size = 0;
    for (const queue::Message& message : batch) size += message.body.size();
    return Text::make(size, [&](char* to) {
        for (const queue::Message& message : batch) to = std::copy_n(message.body.data(), message.body.size(), to);
    });
}

/// Who reads a queue.
struct QueueReader {
    http::Hop& function;
    QueueSource source;
    bool reports;
};

[[nodiscard]] Task<QueueOutcome> hand_over(std::shared_ptr<QueueReader> by, std::vector<queue::Message> batch) {
    QueueEvent form(by->source, batch);
    http::Request request;
    request.method = http::Method::post;
    request.route = "*";
    request.path_parameter = Text(message_id(batch.front()));
    request.body = joined(batch);
    request.form = &form;
    const http::Response response = co_await by->function.send(std::move(request));
    QueueOutcome outcome;
    switch (lambda::outcome_of(response)) {
        case lambda::Outcome::not_invoked: outcome.kind = QueueOutcome::Kind::not_invoked; break;
        case lambda::Outcome::failed: outcome.kind = QueueOutcome::Kind::failed; break;
        case lambda::Outcome::done:
            if (by->reports && response.payload) outcome = outcome_of_answer(response.body, batch);
            break;
    }
    co_return outcome;
}

}  // namespace

queue::Consumer::Reach QueuePort::reach() {
    return [&gate = gate()] { return is_open(gate); };
}

Task<lambda::BackendReply> QueuePort::perform(lambda::BackendCall call, lambda::Connection*) {
    if (call.operation != lambda::Operation::put) co_return unsupported();
    const std::optional<Error> refused = queue_.send(rds::encode(write_of(call)), call.request_number);
    if (refused) co_return failure(refused->message);
    co_return lambda::BackendReply{};
}

Text QueueEvent::event(const http::Request& /*request*/) {
    Json records = Json::array();
    for (const queue::Message& message : batch_) {
        Json attributes{{"ApproximateReceiveCount", std::to_string(message.receives)},
                        {"SentTimestamp", milliseconds_text(message.sent)},
                        {"SenderId", source_.account},
                        {"ApproximateFirstReceiveTimestamp", milliseconds_text(message.received)}};
        records.push_back({{"messageId", message_id(message)},
                           {"receiptHandle", receipt(message)},
                           {"body", message.body.str()},
                           {"attributes", std::move(attributes)},
                           {"messageAttributes", Json::object()},
                           {"md5OfBody", aws::digest(aws::Algorithm::md5, message.body.view()).hex()},
                           {"eventSource", "aws:sqs"},
                           {"eventSourceARN", source_.arn},
                           {"awsRegion", source_.region}});
    }
    const Json event{{"Records", std::move(records)}};
    return Text(event.dump(-1, ' ', false, Json::error_handler_t::replace));
}

queue::Consumer::Invoke hand_to(http::Hop& function, QueueSource source, bool reports) {
    const auto by = std::make_shared<QueueReader>(QueueReader{function, std::move(source), reports});
    return [by](std::vector<queue::Message> batch) { return hand_over(by, std::move(batch)); };
}

}  // namespace wt::stack

// Invoke, InvokeAsync and InvokeWithResponseStream.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/event_stream.hpp"
#include "aws/json.hpp"
#include "aws/payload_reader.hpp"
#include "base/base64.hpp"
#include "lambda/answer_stream.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/api/lambda.hpp"

namespace wt::lambda::api {

namespace {

// Lambda Developer Guide, "Lambda quotas".
constexpr std::size_t most_payload = 6'291'456;
constexpr std::size_t most_event = 1'048'576;
constexpr std::size_t most_answer = 6'291'556;
/// "Up to 3,583 bytes of base64-encoded data about the invoking client" (API reference, "Invoke").
constexpr std::size_t most_context = 3'583;

[[nodiscard]] std::optional<aws::Error> refuse_payload(const Text& payload, std::string_view type, std::size_t most) {
    if (payload.size() > most)
        return error(lambda_errors::request_too_large,
                     fmt::format("{} byte payload is too large for the {} invocation type (limit {} bytes)",
                                 payload.size(), type, most));
    if (!payload.empty() && !nlohmann::json::accept(payload.view()))
        return error(lambda_errors::invalid_request_content,
                     "Could not parse request body into json: Could not parse payload into json: Unrecognized token");
    return std::nullopt;
}

/// The client context's text; the error of one that does not read.
[[nodiscard]] aws::Outcome<std::string> read_context(const std::optional<std::string>& said) {
    if (!said || said->empty()) return std::string();
    auto text = said->size() <= most_context ? base64_decode(*said) : std::nullopt;
    // Assumed: the sentences.
    if (!text)
        return error(lambda_errors::invalid_request_content,
                     "Client context must be a valid Base64-encoded JSON object.");
    if (!nlohmann::json::accept(*text))
        return error(lambda_errors::invalid_request_content,
                     "Client context must be a valid Base64-encoded JSON object.");
    return std::move(*text);
}

[[nodiscard]] std::string text_member(std::string_view json, const char* name) {
    const nlohmann::json document = nlohmann::json::parse(json, nullptr, false);
    const auto found = document.is_object() ? document.find(name) : document.end();
    return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// `error`: a function error's JSON; empty: there was none.
void append_complete(std::string& to, std::string_view error, const std::string& log) {
    nlohmann::json complete = nlohmann::json::object();
    if (!error.empty()) {
        complete["ErrorCode"] = "Unhandled";  // Assumed, as are the details
        complete["ErrorDetails"] = text_member(error, "errorMessage");
    }
    if (!log.empty()) complete["LogResult"] = log;
    aws::append_event(to, "InvokeComplete", "application/json",
                      complete.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

/// An answer's pieces as events, each as soon as it is there.
class EventFrames final : public http::BodyStream {
public:
    explicit EventFrames(std::shared_ptr<lambda::AnswerStream> answer) : answer_(std::move(answer)) {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text>> next() override {
        if (answer_ == nullptr) co_return Text();
        const Result<Text> piece = co_await answer_->next();
        std::string frames;
        if (piece.ok() && !piece->empty()) {
            aws::append_event(frames, "PayloadChunk", "application/octet-stream", piece->view());
        } else {
            append_complete(frames, answer_->how_ended().error, answer_->how_ended().log);
            answer_ = nullptr;
        }
        co_return Text(frames);
    }

private:
    std::shared_ptr<lambda::AnswerStream> answer_;  // null: it has ended
};

/// What an invocation came to, for whoever called it.
struct Ended {
    Text payload;
    std::optional<std::string> failure;  // "Unhandled"
    std::optional<std::string> log;
    std::string version;
};

[[nodiscard]] aws::Outcome<Ended> read_end(const http::Response& response, const std::string& version) {
    if (response.headers.has("x-amzn-ErrorType")) {
        aws::Error throttled = error(lambda_errors::too_many_requests, "Rate Exceeded.");
        return std::move(throttled)
            .with("Reason", text_member(response.body, "Reason"))
            .with_header("Retry-After", "1");
    }
    if (response.broken()) return unavailable("The function cannot be reached.");
    Ended ended;
    ended.payload = response.body.empty() ? Text("null") : response.body;
    const std::string_view executed = response.headers.get("X-Amz-Executed-Version");
    ended.version = executed.empty() ? version : std::string(executed);
    if (response.headers.has("X-Amz-Function-Error")) ended.failure = "Unhandled";
    if (const std::string_view log = response.headers.get("X-Amz-Log-Result"); !log.empty()) ended.log = log;
    if (ended.payload.size() > most_answer) {
        ended.failure = "Unhandled";
        ended.payload =
            Text(fmt::format(R"({{"errorMessage":"Response payload size exceeded maximum allowed payload size ({} )"
                             R"(bytes).","errorType":"Function.ResponseSizeTooLarge"}})",
                             most_answer));
    }
    return ended;
}

}  // namespace

aws::Outcome<Lambda::Asked> Lambda::asked_of(const aws::Call& call, InvocationRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    if (auto refused = refuse_pending(found->version())) return std::move(*refused);
    if (input.tenant_id) return not_there("X-Amz-Tenant-Id");
    if (input.durable_execution_name) return not_there("X-Amz-Durable-Execution-Name");
    Asked asked;
    asked.type = input.invocation_type.value_or("RequestResponse");
    Invocation& invocation = asked.invocation;
    if (input.payload) invocation.payload = std::move(input.payload->bytes);
    if (auto refused =
            refuse_payload(invocation.payload, asked.type, asked.type == "Event" ? most_event : most_payload))
        return std::move(*refused);
    auto client_context = read_context(input.client_context);
    if (!client_context.ok()) return client_context.error();
    invocation.client_context = std::move(*client_context);
    invocation.id = call.request_id;
    invocation.wants_tail = input.log_type == "Tail";
    asked.name = found->name;
    asked.version = found->record->version_of(found->name.qualifier);
    return asked;
}

aws::Later<InvocationResponse> Lambda::invoke(const aws::Call& call, InvocationRequest input) {
    auto asked = asked_of(call, std::move(input));
    if (!asked.ok()) co_return asked.error();
    InvocationResponse answer;
    if (asked->type == "DryRun") {
        answer.status_code = 204;
        co_return answer;
    }
    if (asked->type == "Event") {
        invoker_.enqueue(asked->name, std::move(asked->invocation));
        if (auto problem = co_await catalogue_.durable()) co_return std::move(*problem);
        answer.status_code = 202;
        co_return answer;
    }
    const http::Response response = co_await invoker_.invoke(asked->name, std::move(asked->invocation));
    auto ended = read_end(response, asked->version);
    if (!ended.ok()) co_return ended.error();
    answer.status_code = 200;
    answer.payload = aws::Blob{std::move(ended->payload)};
    answer.function_error = std::move(ended->failure);
    answer.log_result = std::move(ended->log);
    answer.executed_version = std::move(ended->version);
    co_return answer;
}

aws::Later<InvokeAsyncResponse> Lambda::invoke_async(const aws::Call& call, InvokeAsyncRequest input) {
    Invocation invocation;
    if (input.invoke_args != nullptr) {
        aws::Error too_large =
            error(lambda_errors::request_too_large,
                  fmt::format("payload is too large for the Event invocation type (limit {} bytes)", most_event));
        auto body = co_await aws::collect(*input.invoke_args, most_event, std::move(too_large));
        if (!body.ok()) co_return body.error();
        invocation.payload = std::move(*body);
    }
    const auto found = qualified(call, input.function_name, std::nullopt);
    if (!found.ok()) co_return found.error();
    if (auto refused = refuse_pending(found->version())) co_return std::move(*refused);
    if (auto refused = refuse_payload(invocation.payload, "Event", most_event)) co_return std::move(*refused);
    invocation.id = call.request_id;
    invoker_.enqueue(found->name, std::move(invocation));
    if (auto problem = co_await catalogue_.durable()) co_return std::move(*problem);
    InvokeAsyncResponse answer;
    answer.status = 202;
    co_return answer;
}

aws::Later<InvokeWithResponseStreamResponse> Lambda::invoke_with_response_stream(
    const aws::Call& call, InvokeWithResponseStreamRequest input) {
    InvocationRequest as;
    as.function_name = std::move(input.function_name);
    as.invocation_type = std::move(input.invocation_type);
    as.log_type = std::move(input.log_type);
    as.client_context = std::move(input.client_context);
    as.qualifier = std::move(input.qualifier);
    as.payload = std::move(input.payload);
    as.tenant_id = std::move(input.tenant_id);
    auto asked = asked_of(call, std::move(as));
    if (!asked.ok()) co_return asked.error();
    InvokeWithResponseStreamResponse answer;
    if (asked->type == "DryRun") {
        answer.status_code = 204;
        co_return answer;
    }
    asked->invocation.streams = true;
    const http::Response response = co_await invoker_.invoke(asked->name, std::move(asked->invocation));
    answer.status_code = 200;
    answer.response_stream_content_type = std::string(aws::event_stream_type);
    if (response.stream != nullptr) {
        answer.executed_version = std::string(response.headers.get("X-Amz-Executed-Version"));
        const std::shared_ptr<http::BodyStream> body = response.stream;
        answer.event_stream.stream =
            std::make_shared<EventFrames>(std::static_pointer_cast<lambda::AnswerStream>(body));
        co_return answer;
    }
    auto ended = read_end(response, asked->version);
    if (!ended.ok()) co_return ended.error();
    answer.executed_version = ended->version;
    std::string stream;
    aws::append_event(stream, "PayloadChunk", "application/octet-stream", ended->payload.view());
    append_complete(stream, ended->failure ? ended->payload : Text(), ended->log.value_or(""));
    answer.event_stream.bytes = Text(stream);
    co_return answer;
}

}  // namespace wt::lambda::api

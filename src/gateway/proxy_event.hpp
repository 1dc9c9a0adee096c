#pragma once
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "http/event_form.hpp"
#include "http/message.hpp"

namespace wt::gateway {

/// What the event of a proxy integration says beside what the request says itself.
struct ProxyFacts {
    std::string_view account = "000000000000";
    std::string_view api = {};         // its id
    std::string_view domain = {};      // "ID.execute-api.us-east-1.amazonaws.com"
    std::string_view stage = {};       // its name
    std::string_view deployment = {};  // empty: it is not told
    std::string_view resource = {};    // "/items/{id}"
    std::string_view resource_id = {};
    std::string_view request_id = {};
    std::string_view extended_id = {};
    std::string_view trace_id = {};  // empty: it is not told
    Instant arrived = {};
    const std::map<std::string, std::string>* variables = nullptr;  // of the stage
    const nlohmann::ordered_json* authorizer = nullptr;             // what it said of the caller
    const nlohmann::ordered_json* identity = nullptr;               // over what is known of every caller
    bool binary = false;                                            // the body goes in base64
};
/// What a function behind a REST API's proxy integration gets of a request: payload format 1.0 (API Gateway Developer
/// Guide, "Input format of a Lambda function for proxy integration").
[[nodiscard]] nlohmann::ordered_json proxy_event(const ProxyFacts& facts, const http::Request& request);

/// What a function is asked that decides who may call (same guide, "Input to an API Gateway Lambda authorizer"), with a
/// token, or else with the request, as proxy_event() tells it.
[[nodiscard]] nlohmann::ordered_json authorizer_question(const std::optional<std::string>& token,
                                                         const std::string& method_arn);
void add_request(nlohmann::ordered_json& question, nlohmann::ordered_json request);

/// A request as a form, of a stage of which there is nothing to say. One for each request, beside it.
class ProxyEvent final : public http::EventForm {
public:
    /// `api` and `stage` are names; `ids` draws the request's id, if somebody wants to know it.
    ProxyEvent(const Context& context, std::string_view api, std::string_view stage, Random& ids)
        : context_(context), api_(api), stage_(stage), ids_(ids) {}

    [[nodiscard]] Text event(const http::Request& request) override;
    /// What an authorizer that is a program is asked about it: TOKEN, with a token, or REQUEST (same guide, "Input to
    /// an API Gateway Lambda authorizer").
    [[nodiscard]] Text question(const http::Request& request, const std::optional<std::string>& token);
    /// The ARN of the method that it calls.
    [[nodiscard]] std::string method_arn(const http::Request& request) const;
    /// What the authorizer said of the caller, from now on in the event.
    void authorized(const std::vector<std::pair<std::string, std::string>>& context);
    /// The request's id, when it is in an event; empty before.
    [[nodiscard]] const Text& request_id() const { return id_; }
    [[nodiscard]] const Text& extended_id() const { return extended_id_; }

private:
    [[nodiscard]] ProxyFacts facts_of(const http::Request& request);
    [[nodiscard]] std::string_view api_of(const http::Request& request) const;

    const Context& context_;
    std::string_view api_;
    std::string_view stage_;
    Random& ids_;
    Text id_;
    Text extended_id_;
    std::shared_ptr<const nlohmann::ordered_json> authorizer_;  // null: there was none, or it said nothing
};

/// What the function's answer means: statusCode, headers, multiValueHeaders, body, isBase64Encoded, and nothing else
/// (same guide, "Output format"). None: it is malformed. A body in base64 is decoded where `binary` types are wanted,
/// and is otherwise text like any other.
[[nodiscard]] std::optional<http::Response> proxy_answer(std::string_view payload, bool binary);

}  // namespace wt::gateway

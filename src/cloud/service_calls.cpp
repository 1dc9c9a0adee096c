#include "cloud/service_calls.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/sign.hpp"
#include "cloud/role_keys.hpp"
#include "http/streamed_answer.hpp"

namespace wt::cloud {

namespace {

constexpr Duration session = 1h;
/// Keys that end sooner are not used any more.
constexpr Duration margin = 5min;

[[nodiscard]] bool has(const aws::ServiceModel& model, std::string_view operation) {
    const auto is_it = [&](const auto& row) { return row.name == operation; };
    return std::any_of(model.operations.begin(), model.operations.end(), is_it) ||
           std::any_of(model.missing.begin(), model.missing.end(), is_it);
}

/// Says which operation is meant, as the service's clients do.
void name_operation(http::Request& request, const aws::ServiceModel* model, const std::string& operation) {
    using aws::Protocol;
    if (model != nullptr && (model->protocol == Protocol::json_1_0 || model->protocol == Protocol::json_1_1)) {
        request.headers.set("X-Amz-Target", Text(fmt::format("{}.{}", model->target_prefix, operation)));
        request.headers.set("Content-Type", model->protocol == Protocol::json_1_0 ? "application/x-amz-json-1.0"
                                                                                  : "application/x-amz-json-1.1");
        return;
    }
    std::string name = "Action=" + operation;
    if (model != nullptr) name += fmt::format("&Version={}", model->version);
    // A form, where one came, says all of it.
    const bool in_form = request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded");
    Text& arguments = in_form && !request.body.empty() ? request.body : request.query;
    arguments = arguments.empty() ? Text(name) : Text(fmt::format("{}&{}", name, arguments.view()));
    if (!in_form) request.body = {};
}

}  // namespace

const aws::ServiceModel* ServiceCalls::model_of(std::string_view service, std::string_view operation) const {
    const aws::ServiceModel* found = nullptr;
    for (const aws::ServiceModel* model : parts_.endpoint.models()) {
        if (model->signing_name != service) continue;
        if (found == nullptr || has(*model, operation)) found = model;
    }
    return found;
}

const iam::Credential& ServiceCalls::keys_of(const std::string& role) {
    const Instant now = context_.calendar();
    iam::Credential& kept = keys_[role];
    const bool good =
        kept.expiration && *kept.expiration > now + margin && parts_.credentials.find(kept.access_key_id) != nullptr;
    if (!good) {
        auto made = role_keys(parts_.directory, random_, role, "BackplaneAssumeRoleSession", now + session);
        WT_ASSERT(made.has_value());  // a role that may be assumed has an ARN
        kept = *made;
        parts_.credentials.add(std::move(*made));
    }
    return kept;
}

Task<http::Response> ServiceCalls::send(gateway::Surroundings::ServiceCall call) {
    const gateway::ServiceAction& action = call.action;
    http::Request& request = call.request;
    request.secure = true;
    request.headers.set("Host", Text(fmt::format("{}{}{}.{}.amazonaws.com", action.subdomain,
                                                 action.subdomain.empty() ? "" : ".", action.service, action.region)));
    if (!action.operation.empty())
        name_operation(request, model_of(action.service, action.operation), action.operation);
    const iam::Credential& keys = keys_of(call.role);
    const aws::Signer signer{keys.access_key_id, keys.secret_access_key, keys.session_token, action.region,
                             action.service};
    aws::sign_header(request, signer, context_.calendar());
    http::Response response = co_await parts_.endpoint.handle(std::move(request));
    if (response.stream != nullptr) response = co_await http::in_one_piece(std::move(response));
    co_return response;
}

}  // namespace wt::cloud

#include "cloud/stack_surroundings.hpp"

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "cloud/role_keys.hpp"
#include "iam/evaluate.hpp"
#include "iam/role_session.hpp"

namespace wt::cloud {

namespace {

constexpr std::uint64_t longest_template = std::uint64_t{1} << 20;  // CloudFormation's quota
constexpr Duration stack_session = 1h;

}  // namespace

aws::Later<std::string> StackSurroundings::call(cloudformation::Caller caller, std::string service,
                                                std::string operation, std::string input) {
    aws::Endpoint::InnerCall inner;
    inner.service = std::move(service);
    inner.operation = std::move(operation);
    inner.caller = std::move(caller.principal);
    inner.region = std::move(caller.region);
    inner.host = std::move(caller.host);
    inner.input = std::move(input);
    inner.via = aws::cloudformation_principal;
    return parts_.endpoint.call(std::move(inner));
}

const aws::Structure* StackSurroundings::input_of(const std::string& service, const std::string& operation) const {
    const aws::Operation* const row = parts_.endpoint.find(service, operation);
    return row == nullptr ? nullptr : &row->input();
}

aws::Later<std::string> StackSurroundings::object(cloudformation::Caller caller, std::string bucket, std::string key) {
    const http::Request request;
    aws::Call call{
        std::move(caller.principal), std::move(caller.region), {}, {}, context_.calendar(), false, request, {}, {}, {}};
    co_return co_await parts_.objects.object(call, std::move(bucket), std::move(key), std::nullopt, longest_template);
}

Task<Result<std::string>> StackSurroundings::translate(std::string request) {
    WT_ASSERT(translator_.has_value());
    return translator_->translate(std::move(request));
}

Result<aws::Principal, std::string> StackSurroundings::session_of(const std::string& role_arn) {
    const std::string refused = fmt::format("Role {} is invalid or cannot be assumed", role_arn);
    const auto name = iam::parse_role_arn(role_arn);
    if (!name) return refused;
    const iam::Role* const role = parts_.directory.find_role(name->account, name->name);
    // A role that nobody made is taken as STS takes it.
    if (role == nullptr && parts_.auth == iam::AuthMode::strict) return refused;
    if (role != nullptr) {
        const aws::Principal service = aws::service(aws::cloudformation_principal);
        const iam::RequestContext context;
        const iam::AccessRequest asked{service, "sts:AssumeRole", role_arn, context};
        if (role->trust.policy == nullptr || iam::evaluate(*role->trust.policy, asked).verdict != iam::Verdict::allow)
            return refused;
    }
    const auto made =
        role_keys(parts_.directory, random_, role_arn, "AWSCloudFormation", context_.calendar() + stack_session);
    WT_ASSERT(made.has_value());
    aws::Principal principal = made->principal;
    if (role != nullptr && parts_.auth != iam::AuthMode::off)
        principal.policies = parts_.directory.standing_of(*made).policies;
    return principal;
}

}  // namespace wt::cloud

#include "cloud/access.hpp"

#include "iam/authorize.hpp"
#include "iam/evaluate.hpp"
#include "iam/role_session.hpp"
#include "storage/s3/access.hpp"
#include "storage/s3/api/rules.hpp"

namespace wt::cloud {

const lambda::api::FunctionRecord* open_to(lambda::api::Catalogue& functions, const lambda::api::FunctionName& name,
                                           const lambda::api::Delegate& who) {
    const lambda::api::FunctionRecord* const record = functions.find(name);
    if (record == nullptr || record->version_of(name.qualifier).empty()) return nullptr;
    if (record->of_scenario() && who.source_account == name.place.account) return record;
    const lambda::api::Target target{name.arn(), name.place.account, record->policy_of(name.qualifier)};
    return lambda::api::may_invoke(who, target) ? record : nullptr;
}

std::optional<aws::Principal> RoleAccess::session_of(std::string_view role_arn) const {
    const auto name = iam::parse_role_arn(role_arn);
    if (!name) return std::nullopt;
    aws::Principal session = iam::session_of(*name, "windtunnel");
    if (const iam::Role* const known = directory_.find_role(name->account, name->name))
        session.policies = std::make_shared<const iam::IdentityPolicies>(directory_.policies_of(*known));
    return session;
}

bool RoleAccess::may(std::string_view role_arn, std::string_view action, const iam::Resource& target) const {
    const auto session = session_of(role_arn);
    if (!session) return false;
    if (session->account == target.owner) return true;
    if (target.policy == nullptr) return false;
    iam::RequestContext context;
    iam::describe_caller(context, *session);
    context.set("aws:ResourceAccount", target.owner);
    const iam::AccessRequest request{*session, action, target.arn, context};
    if (iam::evaluate(*target.policy, request).verdict != iam::Verdict::allow) return false;
    return session->policies == nullptr || iam::authorize(request).allowed();
}

bool RoleAccess::may(std::string_view role_arn, std::string_view action, const s3::Bucket& bucket,
                     std::string_view key) const {
    const auto session = session_of(role_arn);
    if (!session) return false;
    if (session->account == bucket.settings().owner) return true;
    iam::RequestContext context;
    iam::describe_caller(context, *session);
    context.set("aws:ResourceAccount", bucket.settings().owner);
    s3::api::RuleBook book;
    const s3::AccessQuestion question{*session, action, key, context};
    return !s3::refuse(question, s3::api::rules_of(bucket, book.of(bucket)), std::nullopt);
}

bool may_read_stream(const RoleAccess& roles, stream::kinesis::Catalogue& streams, std::string_view role_arn,
                     std::string_view stream_arn) {
    const auto name = stream::kinesis::parse_stream_arn(stream_arn);
    if (!name) return false;
    const stream::kinesis::StreamEntry* const entry = streams.find(name->place, name->name);
    const iam::Resource target{std::string(stream_arn), name->place.account,
                               entry == nullptr ? nullptr : streams.policy_of(entry->policy)};
    // What a reader does first and last; Lambda and Firehose ask for both (their guides, "IAM permissions").
    return roles.may(role_arn, "kinesis:DescribeStream", target) && roles.may(role_arn, "kinesis:GetRecords", target);
}

}  // namespace wt::cloud

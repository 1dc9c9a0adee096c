#include "iam/api/iam_service.hpp"

#include "aws/query.hpp"
#include "iam/api/find.hpp"
#include "iam/aws_policies.hpp"

namespace wt::iam::api {

namespace {

constexpr aws::ErrorRow invalid_action{"InvalidAction", 400, "Could not find operation for version 2010-05-08"};

[[nodiscard]] aws::Error unknown(const http::Request&) { return aws::Error(invalid_action); }

/// What a form says under a name; empty when nothing.
[[nodiscard]] std::string_view said(const aws::QueryForm& form, std::string_view name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string_view() : std::string_view(found->second);
}

/// The ARN of an entity, with its path when it is there, or the path that it is to have.
template <class T>
[[nodiscard]] std::string entity_arn(const aws::Call& call, const aws::QueryForm& form, const ByName<T>& all,
                                     std::string_view name) {
    if (const auto found = all.find(name); found != all.end()) return arn_of(call.caller.account, found->second);
    T made;
    made.name = name;
    if (const std::string_view path = said(form, "Path"); !path.empty()) made.path = path;
    return arn_of(call.caller.account, made);
}

}  // namespace

std::optional<aws::Error> refuse_policy_arn(std::string_view arn) {
    if (!arn.starts_with("arn:")) return aws::Error(errors::validation, "Invalid ARN:  Could not be parsed!");
    if (arn.find(":policy/") != std::string_view::npos) return std::nullopt;
    return aws::Error(errors::invalid_input, fmt::format("ARN {} is not valid.", arn));
}

bool is_attachable(const aws::Call& call, const Directory& directory, std::string_view arn) {
    if (find_aws_policy(arn) != nullptr) return true;
    return directory.find_policy(arn) != nullptr &&
           arn.starts_with(fmt::format("arn:aws:iam::{}:", call.caller.account));
}

const aws::ServiceModel& IamService::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel iam = iam_model();
        iam.unknown = unknown;
        return iam;
    }();
    return model;
}

bool IamService::claims(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    return host.starts_with("iam.localhost") || host.starts_with("iam.amazonaws.com");
}

std::optional<std::string> IamService::resource(const aws::Call& call, const aws::Operation& operation) {
    const aws::QueryForm form = aws::parse_form(call.body.empty() ? call.request.query : call.body);
    const std::string& account = call.caller.account;
    const Account& all = account_of(call);
    if (const auto name = said(form, "InstanceProfileName"); !name.empty())
        return entity_arn(call, form, all.profiles, name);
    if (const auto name = said(form, "GroupName"); !name.empty()) return entity_arn(call, form, all.groups, name);
    if (const auto name = said(form, "RoleName"); !name.empty()) return entity_arn(call, form, all.roles, name);
    if (const auto name = said(form, "UserName"); !name.empty()) return entity_arn(call, form, all.users, name);
    if (const auto arn = said(form, "OpenIDConnectProviderArn"); !arn.empty()) return std::string(arn);
    if (const auto arn = said(form, "PolicySourceArn"); !arn.empty()) return std::string(arn);
    if (const auto arn = said(form, "PolicyArn"); !arn.empty()) return std::string(arn);
    if (const auto name = said(form, "PolicyName"); !name.empty()) return entity_arn(call, form, all.policies, name);
    if (const auto service = said(form, "AWSServiceName"); !service.empty())
        return fmt::format("arn:aws:iam::{}:role/aws-service-role/{}/*", account, service);
    // What is about the caller unless it says otherwise.
    constexpr std::string_view own[] = {"GetUser", "CreateAccessKey", "ListAccessKeys", "DeleteAccessKey",
                                        "UpdateAccessKey"};
    const bool of_user = call.caller.kind == aws::PrincipalKind::user;
    if (of_user && std::find(std::begin(own), std::end(own), operation.name) != std::end(own)) return call.caller.arn;
    return "*";
}

Task<std::optional<wt::Error>> IamService::reset(std::string_view account) {
    if (account.empty()) deletion_tasks_.clear();
    return directory_.reset(account);
}

aws::Outcome<InstanceProfile*> IamService::find_profile(const aws::Call& call, std::string_view name) {
    ByName<InstanceProfile>& all = account_of(call).profiles;
    const auto found = all.find(name);
    if (found == all.end()) return no_such_entity(fmt::format("Instance Profile {} cannot be found.", name));
    return &found->second;
}

aws::Outcome<OidcProvider*> IamService::find_provider(const aws::Call& call, std::string_view arn) {
    const std::string begin = fmt::format("arn:aws:iam::{}:oidc-provider/", call.caller.account);
    auto& all = account_of(call).providers;
    const auto found = arn.starts_with(begin) ? all.find(arn.substr(begin.size())) : all.end();
    if (found == all.end()) return no_such_entity(fmt::format("OpenIDConnect Provider not found for arn {}", arn));
    return &found->second;
}

aws::Outcome<ManagedPolicy*> IamService::find_own_policy(const aws::Call& call, std::string_view arn) {
    if (auto error = refuse_policy_arn(arn)) return std::move(*error);
    if (!arn.starts_with(fmt::format("arn:aws:iam::{}:", call.caller.account)))
        return aws::Error(errors::access_denied);
    ByName<ManagedPolicy>& all = account_of(call).policies;
    const auto found = all.find(arn.substr(arn.rfind('/') + 1));
    if (found == all.end() || arn_of(call.caller.account, found->second) != arn)
        return no_such_entity(fmt::format("Policy {} was not found.", arn));
    return &found->second;
}

aws::Outcome<User*> IamService::find_user(const aws::Call& call, const std::optional<std::string>& name) {
    if (name) return find<User>(call, *name);
    if (call.caller.kind != aws::PrincipalKind::user)
        return aws::Error(errors::validation, "Must specify userName when calling with non-User credentials");
    return find<User>(call, call.caller.user_name());
}

std::optional<aws::Error> IamService::refuse_boundary(const std::optional<std::string>& arn) const {
    if (!arn || directory_.policy_at(*arn) != nullptr) return std::nullopt;
    if (auto error = refuse_policy_arn(*arn)) return error;
    // Assumed: the sentence.
    return no_such_entity(fmt::format("Scope ARN: {} does not exist or is not attachable.", *arn));
}

}  // namespace wt::iam::api

#include "iam/pass_role.hpp"

#include "iam/authenticator.hpp"
#include "iam/role_session.hpp"

namespace wt::iam {

std::optional<aws::Error> refuse_pass_role(const aws::Call& call, const aws::ServiceModel& model,
                                           std::string_view role_arn) {
    const auto role = parse_role_arn(role_arn);
    if (!role || role->account == call.caller.account) return std::nullopt;
    return not_authorized(call.protocol, model, "Cross-account pass role is not allowed.");
}

}  // namespace wt::iam

#include "iam/aws_policies.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "iam/role_session.hpp"

namespace wt::iam {

std::string AwsPolicy::arn() const { return fmt::format("arn:aws:iam::aws:policy{}{}", path, name); }

std::string AwsPolicy::id() const { return unique_id("ANPA", arn()); }

const AwsPolicy* find_aws_policy(std::string_view arn) {
    constexpr std::string_view begin = "arn:aws:iam::aws:policy";
    if (!arn.starts_with(begin)) return nullptr;
    const std::string_view resource = arn.substr(begin.size());
    const auto rows = aws_policies();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const AwsPolicy& row) {
        return resource.size() == row.path.size() + row.name.size() && resource.starts_with(row.path) &&
               resource.ends_with(row.name);
    });
    return found == rows.end() ? nullptr : &*found;
}

PolicyRef policy_of(const AwsPolicy& row) {
    static std::map<const AwsPolicy*, PolicyRef> known;
    PolicyRef& policy = known[&row];
    if (policy == nullptr) {
        constexpr std::size_t most = 6144;
        auto parsed = parse_policy(row.document, PolicyUse::identity, most);
        WT_ASSERT(parsed.ok());
        policy = std::make_shared<const Policy>(std::move(*parsed));
    }
    return policy;
}

}  // namespace wt::iam

// ListEntitiesForPolicy.
#include <algorithm>

#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

/// Somebody who has the policy. `place` orders groups, users and roles in one list, which pages cut.
struct Holder {
    std::string place;
    char kind;  // 'g', 'r', 'u'
    std::string name;
    std::string id;
};

}  // namespace

aws::Outcome<ListEntitiesForPolicyResponse> IamService::list_entities_for_policy(const aws::Call& call,
                                                                                 ListEntitiesForPolicyRequest input) {
    if (auto error = refuse_policy_arn(input.policy_arn)) return std::move(*error);
    if (!is_attachable(call, directory_, input.policy_arn))
        return no_such_entity(fmt::format("Policy {} was not found.", input.policy_arn));
    const std::string filter = input.entity_filter.value_or("");
    const std::string usage = input.policy_usage_filter.value_or("");
    std::vector<Holder> holders;
    const auto add = [&](char kind, std::string_view entity, const auto& all, const auto& boundary) {
        if (!filter.empty() && filter != entity) return;
        for (const auto& [name, each] : all) {
            const bool attached =
                std::find(each.attached.begin(), each.attached.end(), input.policy_arn) != each.attached.end();
            const bool bounded = boundary(each) == input.policy_arn;
            const bool has = (attached && usage != "PermissionsBoundary") || (bounded && usage != "PermissionsPolicy");
            if (has && each.path.starts_with(input.path_prefix.value_or("/")))
                holders.push_back({fmt::format("{}/{}", kind, each.name), kind, each.name, each.id});
        }
    };
    const Account& account = account_of(call);
    const auto own = [](const auto& each) -> std::string_view { return each.boundary; };
    add('g', "Group", account.groups, [](const Group&) { return std::string_view(); });
    add('u', "User", account.users, own);
    add('r', "Role", account.roles, own);
    const auto place = [](const Holder& holder) -> const std::string& { return holder.place; };
    auto page =
        page_of(std::move(holders), place, {"iam:ListEntitiesForPolicy", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListEntitiesForPolicyResponse output;
    output.policy_groups.emplace();
    output.policy_users.emplace();
    output.policy_roles.emplace();
    for (const Holder& holder : page->items) {
        if (holder.kind == 'g') output.policy_groups->push_back({holder.name, holder.id});
        if (holder.kind == 'u') output.policy_users->push_back({holder.name, holder.id});
        if (holder.kind == 'r') output.policy_roles->push_back({holder.name, holder.id});
    }
    end_page(output, *page);
    return output;
}

}  // namespace wt::iam::api

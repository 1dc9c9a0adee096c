// Instance profiles.
#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

const auto name_of = [](const InstanceProfile* profile) -> const std::string& { return profile->name; };

}  // namespace

aws::Outcome<CreateInstanceProfileResponse> IamService::create_instance_profile(const aws::Call& call,
                                                                                CreateInstanceProfileRequest input) {
    Account& account = account_of(call);
    if (account.profiles.contains(input.instance_profile_name))
        return aws::Error(errors::exists,
                          fmt::format("Instance Profile {} already exists.", input.instance_profile_name));
    if (account.profiles.size() >= limits::profiles)
        return quota_exceeded("InstanceProfilesPerAccount", limits::profiles);
    InstanceProfile profile;
    if (auto error = add_tags(profile.tags, input.tags)) return std::move(*error);
    profile.name = input.instance_profile_name;
    profile.path = input.path.value_or("/");
    profile.id = directory_.new_id("AIPA");
    profile.created = call.now;
    const InstanceProfile& made = account.profiles.emplace(profile.name, std::move(profile)).first->second;
    CreateInstanceProfileResponse output;
    output.instance_profile = detail_of(call.caller.account, made, directory_, Extent::whole);
    return saved(call, made, std::move(output));
}

aws::Outcome<GetInstanceProfileResponse> IamService::get_instance_profile(const aws::Call& call,
                                                                          GetInstanceProfileRequest input) {
    const auto profile = find_profile(call, input.instance_profile_name);
    if (!profile.ok()) return profile.error();
    GetInstanceProfileResponse output;
    output.instance_profile = detail_of(call.caller.account, **profile, directory_, Extent::whole);
    return output;
}

aws::Outcome<aws::Nothing> IamService::delete_instance_profile(const aws::Call& call,
                                                               DeleteInstanceProfileRequest input) {
    const auto profile = find_profile(call, input.instance_profile_name);
    if (!profile.ok()) return profile.error();
    if (!(*profile)->role.empty())
        return aws::Error(errors::delete_conflict,
                          "Cannot delete entity, must remove roles from instance profile first.");
    directory_.drop(call.caller.account, **profile);
    account_of(call).profiles.erase((*profile)->name);
    return aws::Nothing();
}

aws::Outcome<ListInstanceProfilesResponse> IamService::list_instance_profiles(const aws::Call& call,
                                                                              ListInstanceProfilesRequest input) {
    std::vector<const InstanceProfile*> profiles;
    for (const auto& [name, profile] : account_of(call).profiles) {
        if (profile.path.starts_with(input.path_prefix.value_or("/"))) profiles.push_back(&profile);
    }
    auto page =
        page_of(std::move(profiles), name_of, {"iam:ListInstanceProfiles", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListInstanceProfilesResponse output;
    for (const InstanceProfile* profile : page->items)
        output.instance_profiles.push_back(detail_of(call.caller.account, *profile, directory_, Extent::listed));
    end_page(output, *page);
    return output;
}

aws::Outcome<ListInstanceProfilesForRoleResponse> IamService::list_instance_profiles_for_role(
    const aws::Call& call, ListInstanceProfilesForRoleRequest input) {
    const auto role = find<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    std::vector<const InstanceProfile*> profiles;
    for (const auto& [name, profile] : account_of(call).profiles) {
        if (same_ignoring_case(profile.role, (*role)->name)) profiles.push_back(&profile);
    }
    auto page = page_of(std::move(profiles), name_of,
                        {"iam:ListInstanceProfilesForRole", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListInstanceProfilesForRoleResponse output;
    for (const InstanceProfile* profile : page->items)
        output.instance_profiles.push_back(detail_of(call.caller.account, *profile, directory_, Extent::listed));
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::add_role_to_instance_profile(const aws::Call& call,
                                                                    AddRoleToInstanceProfileRequest input) {
    const auto profile = find_profile(call, input.instance_profile_name);
    if (!profile.ok()) return profile.error();
    const auto role = find_holder<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    if (!(*profile)->role.empty()) return quota_exceeded("InstanceSessionsPerInstanceProfile", 1);
    (*profile)->role = (*role)->name;
    return saved(call, **profile, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::remove_role_from_instance_profile(const aws::Call& call,
                                                                         RemoveRoleFromInstanceProfileRequest input) {
    const auto profile = find_profile(call, input.instance_profile_name);
    if (!profile.ok()) return profile.error();
    // Assumed: the sentence.
    if (!same_ignoring_case((*profile)->role, input.role_name))
        return no_such_entity(fmt::format("The role with name {} cannot be found.", input.role_name));
    (*profile)->role.clear();
    return saved(call, **profile, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::tag_instance_profile(const aws::Call& call, TagInstanceProfileRequest input) {
    const auto profile = find_profile(call, input.instance_profile_name);
    if (!profile.ok()) return profile.error();
    if (auto error = add_tags((*profile)->tags, input.tags)) return std::move(*error);
    return saved(call, **profile, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::untag_instance_profile(const aws::Call& call,
                                                              UntagInstanceProfileRequest input) {
    const auto profile = find_profile(call, input.instance_profile_name);
    if (!profile.ok()) return profile.error();
    if (auto error = remove_tags((*profile)->tags, input.tag_keys)) return std::move(*error);
    return saved(call, **profile, aws::Nothing());
}

aws::Outcome<ListInstanceProfileTagsResponse> IamService::list_instance_profile_tags(
    const aws::Call& call, ListInstanceProfileTagsRequest input) {
    const auto profile = find_profile(call, input.instance_profile_name);
    if (!profile.ok()) return profile.error();
    auto page = page_of(tags_of((*profile)->tags), key_of_tag,
                        {"iam:ListInstanceProfileTags", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListInstanceProfileTagsResponse output;
    output.tags = std::move(page->items);
    end_page(output, *page);
    return output;
}

}  // namespace wt::iam::api

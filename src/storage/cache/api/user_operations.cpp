// Users, and the groups that caches let in.
#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/access.hpp"
#include "storage/cache/api/elasticache.hpp"

namespace wt::cache::api {

namespace {

/// Everybody has it; it cannot be changed.
[[nodiscard]] UserRecord default_user() {
    UserRecord user;
    user.id = "default";
    user.name = "default";
    user.engine = "redis";
    user.access = "on ~* +@all";
    user.authentication = "no-password";
    return user;
}

[[nodiscard]] aws::Error no_user(const std::string& id) {
    return aws::Error(elasticache_errors::user_not_found, fmt::format("User {} not found.", id));
}
[[nodiscard]] aws::Error no_user_group(const std::string& id) {
    return aws::Error(elasticache_errors::user_group_not_found, fmt::format("UserGroup {} not found.", id));
}

/// Passwords as two kinds of parameters say them; an error, or nothing.
[[nodiscard]] std::optional<aws::Error> read_passwords(UserRecord& user, const std::vector<std::string>& passwords,
                                                       std::optional<bool> none,
                                                       const std::optional<AuthenticationMode>& mode) {
    std::vector<std::string> given = passwords;
    std::string kind = given.empty() ? "" : "password";
    if (none.value_or(false)) kind = "no-password";
    if (mode) {
        const std::string type = mode->type.value_or("");
        if (type == "iam") return not_here("authentication by IAM");
        kind = type == "password" ? "password" : "no-password";
        if (!mode->passwords.empty()) given = mode->passwords;
    }
    if (kind.empty()) return std::nullopt;
    if (kind == "no-password" && !given.empty())
        return invalid_combination("Password field is not allowed with authentication type: no-password");
    if (kind == "password" && given.empty())
        return invalid_combination("A user with Authentication Mode: password, must have at least one password");
    if (given.size() > 2) return invalid_value("A user can have at most 2 passwords.");  // Assumed
    for (const std::string& each : given) {
        if (each.size() < 16 || each.size() > 128)
            return invalid_value("Passwords length must be between 16-128 characters.");
    }
    user.authentication = kind;
    user.passwords = given;
    return std::nullopt;
}

}  // namespace

ToldUser ElastiCache::told(const aws::AccountRegion& place, const UserRecord& user) {
    ToldUser told;
    told.user_id = user.id;
    told.user_name = user.name;
    told.status = "active";
    told.engine = user.engine;
    told.minimum_engine_version = "6.0";
    told.access_string = user.access;
    for (const auto& [key, group] : catalogue_.user_groups()) {
        if (key.first == place && std::find(group.users.begin(), group.users.end(), user.id) != group.users.end())
            told.user_group_ids.push_back(group.id);
    }
    told.authentication = Authentication{};
    told.authentication->type = user.authentication;
    told.authentication->password_count = static_cast<std::int32_t>(user.passwords.size());
    told.arn = fmt::format("arn:aws:elasticache:{}:{}:user:{}", place.region, place.account, user.id);
    return told;
}

UserGroup ElastiCache::told(const aws::AccountRegion& place, const UserGroupRecord& group) {
    UserGroup told;
    told.user_group_id = group.id;
    told.status = "active";
    told.engine = group.engine;
    told.user_ids = group.users;
    told.minimum_engine_version = "6.0";
    for (const auto& [key, cache] : catalogue_.caches()) {
        if (key.first != place ||
            std::find(cache.user_groups.begin(), cache.user_groups.end(), group.id) == cache.user_groups.end())
            continue;
        (cache.kind == "serverlesscache" ? told.serverless_caches : told.replication_groups).push_back(cache.id);
    }
    told.arn = fmt::format("arn:aws:elasticache:{}:{}:usergroup:{}", place.region, place.account, group.id);
    return told;
}

aws::Outcome<ToldUser> ElastiCache::create_user(const aws::Call& call, CreateUserMessage input) {
    const auto create = [&]() -> aws::Outcome<ToldUser> {
        UserRecord user;
        user.id = lowered(input.user_id);
        user.name = input.user_name;
        user.engine = lowered(input.engine);
        user.access = input.access_string;
        if (user.engine != "redis" && user.engine != "valkey")
            return invalid_value(
                fmt::format("Unknown parameter for Engine: {}, must be one of: redis, valkey", input.engine));
        if (const std::string problem = problem_of_access(user.access); !problem.empty()) return invalid_value(problem);
        if (input.passwords.empty() && !input.no_password_required.value_or(false) && !input.authentication_mode)
            return invalid_combination(
                "No password was provided. If you want to create/update the user without "
                "password, please use the NoPasswordRequired flag.");
        if (auto wrong = read_passwords(user, input.passwords, input.no_password_required, input.authentication_mode))
            return std::move(*wrong);
        if (user.id == "default" || catalogue_.users().contains({place_of(call), user.id}))
            return aws::Error(elasticache_errors::user_already_exists, fmt::format("User {} already exists.", user.id));
        if (auto wrong = set_tags(user.tags, input.tags, call.via)) return std::move(*wrong);
        catalogue_.keep(place_of(call), user);
        return told(place_of(call), catalogue_.users()[{place_of(call), user.id}] = user);
    };
    return create();
}

aws::Outcome<DescribeUsersResult> ElastiCache::describe_users(const aws::Call& call, DescribeUsersMessage input) {
    const auto describe = [&]() -> aws::Outcome<DescribeUsersResult> {
        std::map<std::string, ToldUser> all;
        all.emplace("default", told(place_of(call), default_user()));
        for (const auto& [key, user] : catalogue_.users()) {
            if (key.first == place_of(call)) all.emplace(user.id, told(place_of(call), user));
        }
        std::erase_if(all, [&](const auto& each) {
            const ToldUser& user = each.second;
            if (input.user_id && each.first != lowered(*input.user_id)) return true;
            if (input.engine && user.engine != lowered(*input.engine)) return true;
            return std::any_of(input.filters.begin(), input.filters.end(), [&](const Filter& filter) {
                const std::string text = filter.name == "user-id" ? each.first : user.user_name.value_or("");
                return std::find(filter.values.begin(), filter.values.end(), text) == filter.values.end();
            });
        });
        if (input.user_id && all.empty()) return no_user(*input.user_id);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DescribeUsersResult output;
        output.users = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ToldUser> ElastiCache::modify_user(const aws::Call& call, ModifyUserMessage input) {
    const auto modify = [&]() -> aws::Outcome<ToldUser> {
        const auto found = catalogue_.users().find({place_of(call), lowered(input.user_id)});
        if (found == catalogue_.users().end()) return no_user(input.user_id);
        UserRecord user = found->second;
        if (input.access_string) user.access = *input.access_string;
        if (input.append_access_string) user.access += " " + *input.append_access_string;
        if (const std::string problem = problem_of_access(user.access); !problem.empty()) return invalid_value(problem);
        if (auto wrong = read_passwords(user, input.passwords, input.no_password_required, input.authentication_mode))
            return std::move(*wrong);
        found->second = user;
        catalogue_.keep(place_of(call), user);
        const ToldUser now = told(place_of(call), user);
        for (const std::string& group : now.user_group_ids) catalogue_.apply_users(place_of(call), group);
        return now;
    };
    return modify();
}

aws::Outcome<ToldUser> ElastiCache::delete_user(const aws::Call& call, DeleteUserMessage input) {
    const auto remove = [&]() -> aws::Outcome<ToldUser> {
        const auto found = catalogue_.users().find({place_of(call), lowered(input.user_id)});
        if (lowered(input.user_id) == "default")
            return invalid_value("The default user cannot be deleted.");  // Assumed
        if (found == catalogue_.users().end()) return no_user(input.user_id);
        ToldUser gone = told(place_of(call), found->second);
        if (!gone.user_group_ids.empty() && gone.user_name == "default")
            return aws::Error(elasticache_errors::default_user_associated_to_user_group,
                              "The default user is associated to a user group.");  // Assumed
        for (const std::string& id : gone.user_group_ids) {
            UserGroupRecord& group = catalogue_.user_groups().at({place_of(call), id});
            std::erase(group.users, *gone.user_id);
            catalogue_.keep(place_of(call), group);
        }
        const Catalogue::Key key = found->first;
        catalogue_.forget_user(key);
        for (const std::string& id : gone.user_group_ids) catalogue_.apply_users(place_of(call), id);
        gone.status = "deleting";
        return gone;
    };
    return remove();
}

aws::Outcome<UserGroup> ElastiCache::create_user_group(const aws::Call& call, CreateUserGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<UserGroup> {
        UserGroupRecord group;
        group.id = lowered(input.user_group_id);
        group.engine = lowered(input.engine);
        group.users = input.user_ids;
        if (catalogue_.user_groups().contains({place_of(call), group.id}))
            return aws::Error(elasticache_errors::user_group_already_exists,
                              fmt::format("UserGroup {} already exists.", group.id));
        std::vector<std::string> names;
        for (const std::string& id : group.users) {
            const auto user = catalogue_.users().find({place_of(call), id});
            if (user == catalogue_.users().end() && id != "default") return no_user(id);
            names.push_back(id == "default" ? id : user->second.name);
        }
        std::sort(names.begin(), names.end());
        if (std::adjacent_find(names.begin(), names.end()) != names.end())
            return aws::Error(elasticache_errors::duplicate_user_name,
                              "Two users have the same user name.");  // Assumed
        if (group.engine == "redis" && std::find(names.begin(), names.end(), "default") == names.end())
            return aws::Error(elasticache_errors::default_user_required,
                              "You need to add a user with user name default to the user group.");  // Assumed
        if (auto wrong = set_tags(group.tags, input.tags, call.via)) return std::move(*wrong);
        catalogue_.keep(place_of(call), group);
        return told(place_of(call), catalogue_.user_groups()[{place_of(call), group.id}] = group);
    };
    return create();
}

aws::Outcome<DescribeUserGroupsResult> ElastiCache::describe_user_groups(const aws::Call& call,
                                                                         DescribeUserGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DescribeUserGroupsResult> {
        std::map<std::string, UserGroup> all;
        for (const auto& [key, group] : catalogue_.user_groups()) {
            if (key.first == place_of(call) && (!input.user_group_id || group.id == lowered(*input.user_group_id)))
                all.emplace(group.id, told(place_of(call), group));
        }
        if (input.user_group_id && all.empty()) return no_user_group(*input.user_group_id);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DescribeUserGroupsResult output;
        output.user_groups = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<UserGroup> ElastiCache::modify_user_group(const aws::Call& call, ModifyUserGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<UserGroup> {
        const auto found = catalogue_.user_groups().find({place_of(call), lowered(input.user_group_id)});
        if (found == catalogue_.user_groups().end()) return no_user_group(input.user_group_id);
        UserGroupRecord group = found->second;
        for (const std::string& id : input.user_ids_to_add) {
            if (id != "default" && !catalogue_.users().contains({place_of(call), id})) return no_user(id);
            if (std::find(group.users.begin(), group.users.end(), id) == group.users.end()) group.users.push_back(id);
        }
        for (const std::string& id : input.user_ids_to_remove) std::erase(group.users, id);
        found->second = group;
        catalogue_.keep(place_of(call), group);
        catalogue_.apply_users(place_of(call), group.id);
        return told(place_of(call), group);
    };
    return modify();
}

aws::Outcome<UserGroup> ElastiCache::delete_user_group(const aws::Call& call, DeleteUserGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<UserGroup> {
        const auto found = catalogue_.user_groups().find({place_of(call), lowered(input.user_group_id)});
        if (found == catalogue_.user_groups().end()) return no_user_group(input.user_group_id);
        UserGroup gone = told(place_of(call), found->second);
        if (!gone.replication_groups.empty() || !gone.serverless_caches.empty())
            return aws::Error(elasticache_errors::invalid_user_group_state,
                              fmt::format("UserGroup {} is in use.", gone.user_group_id.value_or("")));  // Assumed
        const Catalogue::Key key = found->first;
        catalogue_.forget_user_group(key);
        gone.status = "deleting";
        return gone;
    };
    return remove();
}

}  // namespace wt::cache::api

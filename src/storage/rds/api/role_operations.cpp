// Roles of IAM's that databases may take.
#include <algorithm>

#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Amazon RDS User Guide, "Quotas and constraints": roles for each instance, and for each cluster.
constexpr std::size_t most_roles = 5;

/// Its roles are those and one more; the errors are of the kind that they are of. Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> add_role(std::vector<RoleRecord>& roles, const RoleRecord& role,
                                                 const std::string& whose, const aws::ErrorRow& exists,
                                                 const aws::ErrorRow& quota) {
    if (!role.arn.starts_with("arn:"))
        return aws::Error(Rds::invalid_value, fmt::format("Invalid value {} for RoleArn.", role.arn));
    for (const RoleRecord& each : roles) {
        if (each.arn == role.arn || each.feature == role.feature)
            return aws::Error(
                exists, fmt::format("{} has the role {} for the feature {} already.", whose, each.arn, each.feature));
    }
    if (roles.size() >= most_roles) return aws::Error(quota, fmt::format("{} can't have more roles.", whose));
    roles.push_back(role);
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> remove_role(std::vector<RoleRecord>& roles, const RoleRecord& role,
                                                    const std::string& whose, const aws::ErrorRow& not_found) {
    const auto gone = std::erase_if(roles, [&](const RoleRecord& each) {
        return each.arn == role.arn && (role.feature.empty() || each.feature == role.feature);
    });
    if (gone > 0) return std::nullopt;
    return aws::Error(not_found, fmt::format("{} does not have the role {}.", whose, role.arn));
}

}  // namespace

aws::Outcome<aws::Nothing> Rds::add_role_to_db_instance(const aws::Call& call, AddRoleToDbInstanceMessage input) {
    const auto found = available_instance(call, input.db_instance_identifier);
    if (!found.ok()) return found.error();
    if ((*found)->of_scenario) return of_the_scenario("changes of a scenario's instance");
    if (auto wrong = add_role((*found)->roles, {input.role_arn, input.feature_name}, (*found)->id,
                              rds_errors::db_instance_role_already_exists, rds_errors::db_instance_role_quota_exceeded))
        return std::move(*wrong);
    catalogue_.keep(place_of(call), **found);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Rds::remove_role_from_db_instance(const aws::Call& call,
                                                             RemoveRoleFromDbInstanceMessage input) {
    const auto found = available_instance(call, input.db_instance_identifier);
    if (!found.ok()) return found.error();
    if (auto wrong = remove_role((*found)->roles, {input.role_arn, input.feature_name}, (*found)->id,
                                 rds_errors::db_instance_role_not_found))
        return std::move(*wrong);
    catalogue_.keep(place_of(call), **found);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Rds::add_role_to_db_cluster(const aws::Call& call, AddRoleToDbClusterMessage input) {
    const auto found = available_cluster(call, input.db_cluster_identifier);
    if (!found.ok()) return found.error();
    if (auto wrong = add_role((*found)->roles, {input.role_arn, input.feature_name.value_or("")}, (*found)->id,
                              rds_errors::db_cluster_role_already_exists, rds_errors::db_cluster_role_quota_exceeded))
        return std::move(*wrong);
    catalogue_.keep(place_of(call), **found);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Rds::remove_role_from_db_cluster(const aws::Call& call,
                                                            RemoveRoleFromDbClusterMessage input) {
    const auto found = available_cluster(call, input.db_cluster_identifier);
    if (!found.ok()) return found.error();
    if (auto wrong = remove_role((*found)->roles, {input.role_arn, input.feature_name.value_or("")}, (*found)->id,
                                 rds_errors::db_cluster_role_not_found))
        return std::move(*wrong);
    catalogue_.keep(place_of(call), **found);
    return aws::Nothing();
}

}  // namespace wt::rds::api

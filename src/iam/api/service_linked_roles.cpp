// CreateServiceLinkedRole and what goes with it.
#include <algorithm>

#include "http/ids.hpp"
#include "iam/api/details.hpp"
#include "iam/api/find.hpp"
#include "iam/api/linked_services.hpp"

namespace wt::iam::api {

namespace {

constexpr std::size_t most_tasks = 1000;

}  // namespace

aws::Outcome<CreateServiceLinkedRoleResponse> IamService::create_service_linked_role(
    const aws::Call& call, CreateServiceLinkedRoleRequest input) {
    const LinkedService* const row = find_linked_service(input.aws_service_name);
    // Assumed: the sentence. AWS knows more services than the table.
    if (row == nullptr)
        return aws::Error(errors::invalid_input,
                          fmt::format("Service-linked role for {} is not available.", input.aws_service_name));
    if (input.custom_suffix && row->suffix == Suffix::refused)
        return aws::Error(errors::invalid_input,
                          fmt::format("Custom suffix is not allowed for {}", input.aws_service_name));
    Role role;
    role.name = fmt::format("AWSServiceRoleFor{}", row->name);
    if (input.custom_suffix) role.name += "_" + *input.custom_suffix;
    Account& account = account_of(call);
    if (account.roles.contains(role.name))
        return aws::Error(errors::invalid_input,
                          fmt::format("Service role name {} has been taken in this account, please try a different "
                                      "suffix.",
                                      role.name));
    if (auto error = refuse_new<Role>(account, role.name)) return std::move(*error);
    auto trust = read_document(
        fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{}"}},)"
                    R"("Action":"sts:AssumeRole"}}]}})",
                    row->principal),
        PolicyUse::trust);
    if (!trust.ok()) return trust.error();
    role.path = fmt::format("/aws-service-role/{}/", row->principal);
    role.id = directory_.new_id(Kind<Role>::prefix);
    role.created = call.now;
    role.trust = std::move(*trust);
    role.description = input.description.value_or(std::string(row->description));
    role.attached.push_back(fmt::format("arn:aws:iam::aws:policy/aws-service-role/{}", row->policy));
    role.linked_service = row->principal;
    const Role& made = account.roles.emplace(role.name, std::move(role)).first->second;
    CreateServiceLinkedRoleResponse output;
    output.role = detail_of(call.caller.account, made, Extent::listed);
    return saved(call, made, std::move(output));
}

aws::Outcome<DeleteServiceLinkedRoleResponse> IamService::delete_service_linked_role(
    const aws::Call& call, DeleteServiceLinkedRoleRequest input) {
    const auto role = find<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    if ((*role)->linked_service.empty())
        return no_such_entity(fmt::format("The role with name {} cannot be found.", input.role_name));
    DeleteServiceLinkedRoleResponse output;
    output.deletion_task_id = fmt::format("task{}{}/{}", (*role)->path, (*role)->name, http::request_id(tasks_).str());
    directory_.drop(call.caller.account, **role);
    account_of(call).roles.erase((*role)->name);
    deletion_tasks_.push_back(output.deletion_task_id);
    if (deletion_tasks_.size() > most_tasks) deletion_tasks_.pop_front();
    return output;
}

aws::Outcome<GetServiceLinkedRoleDeletionStatusResponse> IamService::get_service_linked_role_deletion_status(
    const aws::Call&, GetServiceLinkedRoleDeletionStatusRequest input) {
    // Assumed: the sentence.
    if (std::find(deletion_tasks_.begin(), deletion_tasks_.end(), input.deletion_task_id) == deletion_tasks_.end())
        return no_such_entity(fmt::format("Deletion task {} cannot be found.", input.deletion_task_id));
    GetServiceLinkedRoleDeletionStatusResponse output;
    output.status = "SUCCEEDED";
    return output;
}

}  // namespace wt::iam::api

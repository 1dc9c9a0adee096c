#pragma once
// How operations find what they are about. Included by the service's own files only.
#include <fmt/format.h>

#include "iam/api/checks.hpp"
#include "iam/api/iam_service.hpp"
#include "iam/api/kinds.hpp"

namespace wt::iam::api {

template <class T>
aws::Outcome<T*> IamService::find(const aws::Call& call, std::string_view name) {
    ByName<T>& all = Kind<T>::all(account_of(call));
    const auto found = all.find(name);
    if (found == all.end())
        return no_such_entity(fmt::format("The {} with name {} cannot be found.", Kind<T>::noun, name));
    return &found->second;
}

template <class T>
aws::Outcome<T*> IamService::find_holder(const aws::Call& call, std::string_view name) {
    auto found = find<T>(call, name);
    if constexpr (std::is_same_v<T, Role>) {
        if (found.ok() && !(*found)->linked_service.empty())
            return aws::Error(errors::unmodifiable,
                              fmt::format("Cannot perform the operation on the protected role '{}' - this role is only "
                                          "modifiable by AWS",
                                          (*found)->name));
    }
    return found;
}

/// Why a new entity of that name cannot be.
template <class T>
[[nodiscard]] std::optional<aws::Error> refuse_new(Account& account, std::string_view name) {
    const ByName<T>& all = Kind<T>::all(account);
    if (all.contains(name))
        return aws::Error(errors::exists, fmt::format("{} with name {} already exists.", Kind<T>::title, name));
    if (all.size() >= Kind<T>::most) return quota_exceeded(Kind<T>::quota, Kind<T>::most);
    return std::nullopt;
}

/// What is no policy's ARN.
[[nodiscard]] std::optional<aws::Error> refuse_policy_arn(std::string_view arn);
/// Whether a policy stands that entities of the caller's account may have.
[[nodiscard]] bool is_attachable(const aws::Call& call, const Directory& directory, std::string_view arn);

}  // namespace wt::iam::api

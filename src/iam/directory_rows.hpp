#pragma once
#include <string>
#include <string_view>

#include "iam/entities.hpp"

/// Entities as rows of the store: one JSON document each, with policies as their texts.
namespace wt::iam {

[[nodiscard]] std::string row_of(const Role& role);
[[nodiscard]] std::string row_of(const User& user);
[[nodiscard]] std::string row_of(const Group& group);
[[nodiscard]] std::string row_of(const ManagedPolicy& policy);
[[nodiscard]] std::string row_of(const InstanceProfile& profile);
[[nodiscard]] std::string row_of(const OidcProvider& provider);
[[nodiscard]] std::string row_of(const AccessKey& key);

// Of what row_of() wrote; a row that cannot be read throws std::exception.
void read_row(std::string_view row, Role& role);
void read_row(std::string_view row, User& user);
void read_row(std::string_view row, Group& group);
void read_row(std::string_view row, ManagedPolicy& policy);
void read_row(std::string_view row, InstanceProfile& profile);
void read_row(std::string_view row, OidcProvider& provider);
void read_row(std::string_view row, AccessKey& key);

/// A policy that was checked before; throws std::runtime_error when it does not read.
[[nodiscard]] PolicyDocument document_of(std::string text, PolicyUse use);

}  // namespace wt::iam

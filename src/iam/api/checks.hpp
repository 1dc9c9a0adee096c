#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/outcome.hpp"
#include "base/result.hpp"
#include "iam/api/iam_shapes.hpp"
#include "iam/entities.hpp"

/// What IAM checks of inputs beyond their model.
namespace wt::iam::api {

/// A document that was handed in: MalformedPolicyDocument when it is none.
[[nodiscard]] aws::Outcome<PolicyDocument> read_document(std::string text, PolicyUse use);
/// The same of an inline policy, which may leave out its version: AWS's own templates of policies do (those of SAM),
/// and CloudFormation hands them on as they are. It counts as one of 2008-10-17.
[[nodiscard]] aws::Outcome<PolicyDocument> read_inline_document(std::string text);
/// Characters of a document that count: all but white space.
[[nodiscard]] std::size_t counted_size(std::string_view document);
/// 409 LimitExceeded "Cannot exceed quota for RolesPerAccount: 1000".
[[nodiscard]] aws::Error quota_exceeded(std::string_view quota, std::size_t limit);
[[nodiscard]] aws::Error no_such_entity(std::string message);
/// Tags that are set on an entity, all or none. Keys that differ only by case are one: the later takes the place.
[[nodiscard]] std::optional<aws::Error> add_tags(aws::TagSet& tags, const std::vector<IamTag>& more);
[[nodiscard]] std::optional<aws::Error> remove_tags(aws::TagSet& tags, const std::vector<std::string>& keys);

}  // namespace wt::iam::api

#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "iam/identity_policies.hpp"

namespace wt::iam {

/// A managed policy of AWS's own, in its default version. AWS Managed Policy Reference. The tables have those that
/// serverless applications are made with, and that people are given; what is not in them is not there, as any unknown
/// policy.
struct AwsPolicy {
    std::string_view name;
    std::string_view path;         // "/" or "/service-role/"
    std::string_view description;  // empty where it is not known
    std::string_view created;      // ISO 8601
    std::string_view updated;
    std::int32_t version;
    /// As AWS has it, but that actions may stand in short: "@s3:Get*,List*;sqs:ListQueues" for a list of three.
    std::string_view short_document;

    [[nodiscard]] std::string document() const;
    /// "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole".
    [[nodiscard]] std::string arn() const;
    /// Assumed: derived from the ARN; AWS's is another.
    [[nodiscard]] std::string id() const;
};

/// The tables, each in the order of its names.
[[nodiscard]] std::span<const AwsPolicy> aws_policies_of_serverless();
[[nodiscard]] std::span<const AwsPolicy> aws_policies_of_services();
[[nodiscard]] std::span<const AwsPolicy> aws_policies_of_job_functions();
[[nodiscard]] std::span<const AwsPolicy> aws_policies_of_readers();
/// All of them, in the order of their names.
[[nodiscard]] std::span<const AwsPolicy> aws_policies();
/// Null for what is none of them.
[[nodiscard]] const AwsPolicy* find_aws_policy(std::string_view arn);
/// What it says; read once.
[[nodiscard]] PolicyRef policy_of(const AwsPolicy& row);

}  // namespace wt::iam

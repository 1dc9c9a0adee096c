#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/operation.hpp"
#include "aws/outcome.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "iam/resource_access.hpp"
#include "lambda/api/invoker.hpp"
#include "lambda/api/policies.hpp"
#include "lambda/api/records.hpp"

namespace wt::lambda::api {

/// What stands around Lambda in the account: S3, IAM's roles, streams. Whoever wires the account knows them.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    /// All of an object, as the caller may read it; S3's error when it cannot be had, or is larger than `most` bytes.
    [[nodiscard]] virtual aws::Later<std::string> object(const aws::Call& call, std::string bucket, std::string key,
                                                         std::optional<std::string> version, std::uint64_t most) = 0;
    /// Whether Lambda may be a session of the role.
    [[nodiscard]] virtual bool may_assume(std::string_view role_arn) const = 0;

    /// Whether a session of the role may do that to what may be another account's.
    [[nodiscard]] virtual bool may(std::string_view role_arn, std::string_view action,
                                   const iam::Resource& target) const = 0;

    /// What a scenario's file says of who may invoke its function, beside the function's policy.
    [[nodiscard]] virtual std::vector<Permission> provided_permissions(const FunctionName& /*name*/) const {
        return {};
    }

    /// The version that runs at the edge, of the function of that ARN or, where it names one, of its versions; empty:
    /// none does.
    [[nodiscard]] virtual std::string replicated(std::string_view /*arn*/) const { return {}; }

    /// Why no record of a failure can be put there; none: it can. What is put as a role that may not is lost.
    [[nodiscard]] virtual std::optional<aws::Error> refuse_bucket(std::string_view bucket) const = 0;
    [[nodiscard]] virtual Task<void> put(std::string role_arn, std::string bucket, std::string key, Text document) = 0;

    /// Why nothing can be read there; none: it can.
    [[nodiscard]] virtual std::optional<aws::Error> refuse_source(const MappingRecord& mapping) const = 0;
    /// Reads what the mapping says, as it says it from now on, and invokes its function.
    virtual void follow(const MappingRecord& mapping, Invoker& invoker) = 0;
    virtual void stop(const MappingRecord& mapping) = 0;
    /// What came of reading last, as AWS says it; empty: nothing has been read.
    [[nodiscard]] virtual std::string last_result(const MappingRecord& mapping) const = 0;
    /// Those that nobody made by the API: the scenario's own.
    [[nodiscard]] virtual std::vector<MappingRecord> provided() const { return {}; }
};

}  // namespace wt::lambda::api

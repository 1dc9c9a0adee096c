#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "aws/principal.hpp"
#include "iam/directory.hpp"
#include "iam/resource_access.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/policies.hpp"
#include "storage/s3/bucket.hpp"
#include "stream/kinesis/catalogue.hpp"

/// Who of one account's resources may act on another's: asked here, by whatever service brings it.
namespace wt::cloud {

/// The function, where its own policy lets the service in that acts for a resource (Lambda Developer Guide, "Working
/// with resource-based IAM policies"); of a scenario's function the scenario says who calls it, within its account.
/// Null: it is not there, or not let in.
[[nodiscard]] const lambda::api::FunctionRecord* open_to(lambda::api::Catalogue& functions,
                                                         const lambda::api::FunctionName& name,
                                                         const lambda::api::Delegate& who);

/// What services do as roles. Within one account whoever has the role is not asked here; for another account's resource
/// its own policy must let the role in, and so must the role's policies, where somebody made it. IAM User Guide,
/// "Cross-account policy evaluation logic".
class RoleAccess {
public:
    /// It outlives this.
    explicit RoleAccess(const iam::Directory& directory) : directory_(directory) {}

    [[nodiscard]] bool may(std::string_view role_arn, std::string_view action, const iam::Resource& target) const;
    /// The same of a key in a bucket, with what S3 knows beside policies.
    [[nodiscard]] bool may(std::string_view role_arn, std::string_view action, const s3::Bucket& bucket,
                           std::string_view key) const;

private:
    /// None for what is no role's ARN.
    [[nodiscard]] std::optional<aws::Principal> session_of(std::string_view role_arn) const;

    const iam::Directory& directory_;
};

/// Whether a session of the role may read the stream of that ARN.
[[nodiscard]] bool may_read_stream(const RoleAccess& roles, stream::kinesis::Catalogue& streams,
                                   std::string_view role_arn, std::string_view stream_arn);

}  // namespace wt::cloud

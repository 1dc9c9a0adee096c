#pragma once
#include "aws/operation.hpp"
#include "http/message.hpp"

/// What of a request S3 takes for a header field, beside its header fields.
namespace wt::s3::api {

/// A presigned address may carry x-amz-... and the conditions of a read or write in its query (SDKs put them there when
/// they presign): they count as header fields, where there is none of that name. What belongs to the signature does
/// not, and checksums do not (as reported of PutObject; Assumed for parts).
void take_from_query(const aws::Call& call, http::Request& request);

/// A condition whose date is no date of HTTP's counts as none (RFC 9110, 13.1.3).
void drop_broken_dates(http::Request& request);

}  // namespace wt::s3::api

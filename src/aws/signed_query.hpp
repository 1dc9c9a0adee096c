#pragma once
#include <string_view>

#include "aws/signed.hpp"

namespace wt::aws {

/// Which form of signature a query carries: any of its parameters makes it one. Version 2 is S3's alone.
[[nodiscard]] SignatureForm signature_in_query(std::string_view query, Dialect dialect);

/// A presigned request's signature of version 4. S3 demands all six parameters; others do without X-Amz-Expires, and
/// hold a presigned request to the time that any other has (observed of STS).
[[nodiscard]] Result<Signed, Error> read_query(const http::Request& request, Dialect dialect);

/// The same of version 2.
[[nodiscard]] Result<Signed, Error> read_query_v2(const http::Request& request);

}  // namespace wt::aws

#pragma once
#include "edge/key_builder.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// Compresses the body of an answer that CloudFront would compress: 200, 403 or 404, of 1,000 to 10,000,000 bytes, of a
/// type on its list, not encoded yet, whose origin said how long it is. A strong ETag becomes weak. Anything else stays
/// as it is. CloudFront Developer Guide, "Serve compressed files".
void compress(http::Response& response, Encoding encoding);

}  // namespace wt::edge

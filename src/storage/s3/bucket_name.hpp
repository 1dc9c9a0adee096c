#pragma once
#include <string_view>

namespace wt::s3 {

/// Whether S3 takes that name for a general purpose bucket: UG "General purpose bucket naming rules".
[[nodiscard]] bool is_legal_bucket_name(std::string_view name);

}  // namespace wt::s3

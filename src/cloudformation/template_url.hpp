#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace wt::cloudformation {

/// The object that a TemplateURL names, whatever of S3's addresses it is written with: this server's, AWS's, with the
/// bucket in the host or in the path. None: it is no such address.
struct ObjectName {
    std::string bucket;
    std::string key;
};
[[nodiscard]] std::optional<ObjectName> object_of_url(std::string_view url);

}  // namespace wt::cloudformation

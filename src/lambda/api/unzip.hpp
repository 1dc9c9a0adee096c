#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace wt::lambda::api {

/// "Deployment package (.zip file archive) size ... 250 MB (unzipped)" (Lambda Developer Guide, "Lambda quotas").
inline constexpr std::uint64_t most_unzipped = 262'144'000;
inline constexpr std::uint64_t most_zipped = 52'428'800;

/// Why a package was not unpacked.
enum class ZipFault : std::uint8_t {
    broken,     // no archive, or one that says what no package may: a path or a link out of itself, a password
    empty,      // no file in it
    too_large,  // unpacked
    no_room,    // the disk's fault, not the package's
};

/// Unpacks an archive into `folder`, which is there and empty. The bytes that lie there then. Files and folders keep
/// who may run them; a link must be relative and stay inside. Blocks; may be called on any thread.
[[nodiscard]] Result<std::uint64_t, ZipFault> unzip(std::string_view archive, const std::string& folder);

}  // namespace wt::lambda::api

#pragma once
#include <string>
#include <string_view>

#include "edge/config.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// Writes the cache key of a request: its path, and the query, header and cookie values that the policy lists. Names
/// of headers compare without case, values and cookies with it. A field that is missing counts as empty.
class KeyBuilder {
public:
    /// `parts` outlives the builder.
    explicit KeyBuilder(const CacheKey& parts) : parts_(parts) {}

    /// The key, in a buffer that the next call overwrites; allocates only until the longest key has been seen.
    [[nodiscard]] std::string_view build(const http::Request& request);

private:
    const CacheKey& parts_;
    std::string buffer_;
};

}  // namespace wt::edge

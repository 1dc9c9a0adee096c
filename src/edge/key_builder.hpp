#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/config.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// Writes the cache key of a request: its path, and the query, header and cookie values that the policy lists. Names
/// of headers compare without case, values, arguments and cookies with it. A field that is missing counts as empty.
class KeyBuilder {
public:
    /// `behavior` outlives the builder.
    explicit KeyBuilder(const Behavior& behavior) : behavior_(behavior) {}

    /// The key, in a buffer that the next call overwrites; allocates only until the longest key has been seen.
    [[nodiscard]] std::string_view build(const http::Request& request);

private:
    const Behavior& behavior_;
    std::string buffer_;
};

/// The path in a key, with what of the query is in it: "/a?b=1".
[[nodiscard]] std::string_view target_of(std::string_view key);

/// Whether a name is one of those, or with `others` none of them.
[[nodiscard]] bool in_key(std::string_view name, const std::vector<std::string>& names, bool others);
/// The wanted arguments of `query`, in the order in which they came: "b=1&c=2".
[[nodiscard]] std::string pick_query(std::string_view query, const std::function<bool(std::string_view name)>& wanted);
/// The wanted pairs of a Cookie field: "a=1; b=2".
[[nodiscard]] std::string pick_cookies(std::string_view field,
                                       const std::function<bool(std::string_view name)>& wanted);

enum class Encoding : std::uint8_t { identity, gzip, brotli };
/// Of the encodings that a behaviour tells apart, those that a viewer takes: also what an origin is asked for.
struct Encodings {
    bool gzip = false;
    bool brotli = false;
    /// Brotli before gzip.
    [[nodiscard]] Encoding preferred() const {
        return brotli ? Encoding::brotli : gzip ? Encoding::gzip : Encoding::identity;
    }
};
[[nodiscard]] Encodings taken_encodings(const http::Headers& headers, const Behavior& behavior);

}  // namespace wt::edge

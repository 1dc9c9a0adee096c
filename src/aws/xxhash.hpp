#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "aws/digests.hpp"

namespace wt::aws {

/// xxHash (xxhash.com): its form of 64 bits, and XXH3 with 64 and with 128. The seed is 0.
enum class XxHash : std::uint8_t { xxhash64, xxhash3, xxhash128 };

/// One of bytes that come piece by piece. Values are in the library's canonical form: the most significant byte first.
class XxHashing {
public:
    explicit XxHashing(XxHash kind);
    XxHashing(const XxHashing&) = delete;
    XxHashing& operator=(const XxHashing&) = delete;
    ~XxHashing();

    void add(std::string_view bytes);
    /// Once, at the end; what follows begins anew.
    [[nodiscard]] DigestValue finish();

private:
    struct States;
    std::unique_ptr<States> states_;
    XxHash kind_;
};

/// Of one text.
[[nodiscard]] DigestValue xx_hash(XxHash kind, std::string_view bytes);

}  // namespace wt::aws

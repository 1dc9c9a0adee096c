#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "front/limits.hpp"
#include "front/request_reader.hpp"

namespace wt::front {

/// Gathers the fields of a request of HTTP/2 (RFC 9113, 8.3) into what HTTP/1 would have given: pseudo-headers become
/// method, path, query and Host, and the crumbs of a cookie one Cookie. Keeps no more than the limits allow. What
/// breaks RFC 9113's own rules (order, case, connection fields) does not come here: nghttp2 has refused it.
class Http2Head {
public:
    /// `limits` must outlive it.
    explicit Http2Head(const Limits& limits) : limits_(limits) { incoming_.request.headers.reserve(16); }

    /// What SETTINGS_MAX_HEADER_LIST_SIZE counts of a field (RFC 9113, 6.5.2).
    static constexpr std::size_t field_overhead = 32;

    void add(std::string_view name, std::string_view value);
    /// How much there was, kept or not.
    [[nodiscard]] std::size_t size() const { return size_; }

    struct Whole {
        Incoming incoming;
        int failure = 0;  // the status that says why it is none
        std::optional<std::uint64_t> length;
    };
    /// All fields are there.
    [[nodiscard]] Whole take();

private:
    void pseudo(std::string_view name, std::string_view value);
    void target(std::string_view path);
    /// The first reason stands.
    void fail(int status) {
        if (failure_ == 0) failure_ = status;
    }

    const Limits& limits_;
    Incoming incoming_;
    std::optional<Text> authority_;
    std::optional<Text> host_;
    std::string cookie_;
    std::optional<std::uint64_t> length_;
    std::size_t size_ = 0;
    int failure_ = 0;
};

}  // namespace wt::front

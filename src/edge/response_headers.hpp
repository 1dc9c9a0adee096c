#pragma once
#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace wt::edge {

/// A response headers policy: what CloudFront adds to an answer, and takes from it, on its way to the viewer.
/// CloudFront Developer Guide, "Understand response headers policies".
struct ResponseHeaders {
    enum class Over : std::uint8_t { origins_stays, replaces };
    struct Field {
        std::string name;
        std::string value;
        Over over = Over::origins_stays;
    };
    struct Cors {
        std::vector<std::string> origins;  // "*", "https://*.example.org", "https://example.org"
        std::vector<std::string> headers;
        std::vector<std::string> methods;
        std::vector<std::string> exposed;
        bool credentials = false;
        std::optional<int> max_age;
        Over over = Over::origins_stays;
    };
    std::vector<Field> fields;
    std::vector<std::string> removed;
    std::optional<Cors> cors;
    bool server_timing = false;

    /// `asked`: the viewer's headers.
    void apply(http::Method method, const http::Headers& asked, http::Response& response) const;
};

}  // namespace wt::edge

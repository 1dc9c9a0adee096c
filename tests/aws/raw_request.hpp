#pragma once
#include <string>
#include <string_view>

#include "aws/sign.hpp"
#include "base/ascii.hpp"
#include "http/message.hpp"

namespace wt::aws::test {

inline constexpr std::string_view example_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
inline constexpr Instant noon = epoch + 1'772'366'400s;  // 2026-03-01T12:00:00Z

/// A request as it stands on the wire, in lines.
inline http::Request raw_request(std::string_view text) {
    const auto line = [&text] {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view taken = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return taken;
    };
    http::Request request;
    const std::string_view first = line();
    const std::size_t blank = first.find(' ');
    const std::string_view target = first.substr(blank + 1);
    request.method = *http::parse_method(first.substr(0, blank));
    const std::size_t mark = std::min(target.find('?'), target.size());
    request.path = Text(target.substr(0, mark));
    if (mark < target.size()) request.query = Text(target.substr(mark + 1));
    for (std::string_view field = line(); !field.empty(); field = line()) {
        const std::size_t colon = field.find(':');
        request.headers.add(Text(field.substr(0, colon)), Text(trimmed(field.substr(colon + 1))));
    }
    request.body = Text(text);
    return request;
}

inline Signer example_signer() {
    Signer signer;
    signer.access_key = "AKIDEXAMPLE";
    signer.secret = example_secret;
    return signer;
}

}  // namespace wt::aws::test

#include "edge/waf/aggregate.hpp"

#include <cstring>

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "edge/waf/viewer_address.hpp"

namespace wt::edge::waf {

namespace {

using Part = RateBased::Part;

[[nodiscard]] http::IpAddress digest_of(std::string_view text) {
    http::IpAddress key;
    const std::uint64_t halves[] = {hash_bytes(text, 1), hash_bytes(text, 2)};
    std::memcpy(key.bytes.data(), halves, key.bytes.size());
    return key;
}

[[nodiscard]] std::optional<http::IpAddress> forwarded_address(const http::Request& request,
                                                               const ForwardedIp& forwarded) {
    std::optional<http::IpAddress> found;
    const bool known = any_address(request, forwarded, [&](const http::IpAddress& address) {
        found = address;
        return true;
    });
    // What is malformed is counted together, where it is counted at all.
    if (known && !found) found = digest_of("malformed");
    return known ? found : std::nullopt;
}

[[nodiscard]] std::optional<std::string> pair_value(std::string_view pairs, char separator, std::string_view name) {
    std::optional<std::string> value;
    each_part(pairs, separator, [&](std::string_view pair) {
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (value || pair.substr(0, equals) != name) return;
        value = pair.substr(std::min(equals + 1, pair.size()));
    });
    return value;
}

[[nodiscard]] std::optional<std::string> part_of(const Part& part, const RateBased& rule,
                                                 const Evaluation& evaluation) {
    const http::Request& request = evaluation.request;
    switch (part.kind) {
        case Part::Kind::header: {
            const Text* value = request.headers.find(part.name);
            return value == nullptr ? std::nullopt : std::optional(value->str());
        }
        case Part::Kind::cookie: return pair_value(request.headers.get("Cookie"), ';', part.name);
        case Part::Kind::query_argument: return pair_value(request.query, '&', part.name);
        case Part::Kind::query: return request.query.str();
        case Part::Kind::path: return request.path.str();
        case Part::Kind::method: return std::string(http::method_name(request));
        case Part::Kind::ip: return request.client.text();
        case Part::Kind::forwarded_ip: {
            const auto address = forwarded_address(request, rule.forwarded);
            return address ? std::optional(address->text()) : std::nullopt;
        }
        case Part::Kind::label:
            for (const std::string& label : evaluation.labels) {
                const std::size_t at = label.find(part.name);
                if (at != std::string::npos && (at == 0 || label[at - 1] == ':')) return label;
            }
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<http::IpAddress> aggregate_key(const RateBased& rule, const Evaluation& evaluation) {
    switch (rule.key) {
        case RateBased::Key::ip:
        case RateBased::Key::constant: return evaluation.request.client;
        case RateBased::Key::forwarded_ip: return forwarded_address(evaluation.request, rule.forwarded);
        case RateBased::Key::custom: break;
    }
    std::string all;
    for (const Part& part : rule.parts) {
        auto value = part_of(part, rule, evaluation);
        if (!value) return std::nullopt;
        for (const Transformation one : part.transformations) *value = transformed(one, *value);
        all.append(*value).push_back('\n');
    }
    return digest_of(all);
}

}  // namespace wt::edge::waf

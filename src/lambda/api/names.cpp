#include "lambda/api/names.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "aws/principal.hpp"
#include "lambda/api/errors.hpp"

namespace wt::lambda::api {

namespace {

/// Lambda Developer Guide, "Lambda quotas": of a name, not of what stands around it.
constexpr std::size_t longest_name = 64;

[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t colon = text.find(':');
        parts.push_back(text.substr(0, colon));
        if (colon == std::string_view::npos) return parts;
        text.remove_prefix(colon + 1);
    }
}

/// "us-east-1", "us-gov-west-1": as the model's pattern of function names says, and with a part of the world that AWS
/// has, so that "my-function-1" is none.
[[nodiscard]] bool is_region(std::string_view text) {
    constexpr std::string_view parts[] = {"af", "ap", "ca", "cn", "eu", "il", "me", "mx", "sa", "us"};
    const bool is_sovereign = text.starts_with("eusc-de-");
    if (is_sovereign) text.remove_prefix(5);
    const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
    if (text.size() < 6 || text[2] != '-') return false;
    if (!is_sovereign && std::find(std::begin(parts), std::end(parts), text.substr(0, 2)) == std::end(parts))
        return false;
    text.remove_prefix(3);
    for (const std::string_view kind : {"gov-", "iso-", "isob-", "isoe-", "isof-"}) {
        if (text.starts_with(kind)) text.remove_prefix(kind.size());
    }
    const std::size_t dash = text.find('-');
    return dash != 0 && dash != std::string_view::npos && dash + 2 == text.size() &&
           std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(dash), is_small) &&
           text.back() >= '0' && text.back() <= '9';
}

}  // namespace

std::string FunctionName::arn() const {
    return fmt::format("arn:aws:lambda:{}:{}:function:{}{}{}", place.region, place.account, name,
                       qualifier.empty() ? "" : ":", qualifier);
}

std::string LayerName::arn() const {
    std::string text = fmt::format("arn:aws:lambda:{}:{}:layer:{}", place.region, place.account, name);
    if (version > 0) text += fmt::format(":{}", version);
    return text;
}

aws::Outcome<FunctionName> read_function_name(std::string_view text, const aws::AccountRegion& from,
                                              const std::optional<std::string>& qualifier) {
    std::vector<std::string_view> parts = parts_of(text);
    auto part = parts.begin();
    const auto more = [&] { return parts.end() - part > 1; };
    FunctionName found{from, {}, {}};
    if (more() && *part == "arn") part += std::min<std::ptrdiff_t>(3, parts.end() - part - 1);
    if (more() && is_region(*part)) found.place.region = *part++;
    if (more() && aws::is_account_id(*part)) found.place.account = *part++;
    if (more() && *part == "function") ++part;
    found.name = *part++;
    if (part != parts.end()) found.qualifier = *part++;
    if (part != parts.end() || found.name.empty())
        return invalid_parameter(fmt::format("Invalid function name: {}", text));  // Assumed: the sentence
    if (found.name.size() > longest_name)
        return validation(
            fmt::format("1 validation error detected: Value '{}' at 'functionName' failed to satisfy constraint: "
                        "Member must have length less than or equal to {}",
                        text, longest_name));
    if (found.place.region != from.region)
        return not_found(fmt::format("Functions from '{}' are not reachable in this region ('{}')", found.place.region,
                                     from.region));
    if (qualifier && !qualifier->empty()) {
        if (!found.qualifier.empty() && found.qualifier != *qualifier)
            return invalid_parameter(
                "The derived qualifier from the function name does not match the specified qualifier.");
        found.qualifier = *qualifier;
    }
    return found;
}

std::optional<FunctionName> read_function_arn(std::string_view arn) {
    const std::vector<std::string_view> parts = parts_of(arn);
    if (parts.size() < 7 || parts.size() > 8 || parts[0] != "arn" || parts[2] != "lambda" || parts[5] != "function")
        return std::nullopt;
    FunctionName found{{std::string(parts[4]), std::string(parts[3])}, std::string(parts[6]), {}};
    if (parts.size() == 8) found.qualifier = parts[7];
    return found;
}

std::optional<std::int64_t> version_number(std::string_view qualifier) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(qualifier.data(), qualifier.data() + qualifier.size(), number);
    if (problem != std::errc() || end != qualifier.data() + qualifier.size() || number < 0) return std::nullopt;
    return number;
}

bool is_version(std::string_view qualifier) {
    return qualifier == latest ||
           (!qualifier.empty() && qualifier.find_first_not_of("0123456789") == std::string_view::npos);
}

std::optional<LayerName> read_layer_name(std::string_view text, const aws::AccountRegion& from) {
    const std::vector<std::string_view> parts = parts_of(text);
    LayerName found{from, {}, 0};
    if (parts.size() == 1) {
        found.name = text;
        return found;
    }
    if (parts.size() < 7 || parts.size() > 8 || parts[0] != "arn" || parts[2] != "lambda" || parts[5] != "layer")
        return std::nullopt;
    found.place = {std::string(parts[4]), std::string(parts[3])};
    found.name = parts[6];
    if (parts.size() == 8) {
        const auto number = version_number(parts[7]);
        if (!number) return std::nullopt;
        found.version = *number;
    }
    return found;
}

}  // namespace wt::lambda::api

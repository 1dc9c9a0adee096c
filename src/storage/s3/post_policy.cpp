#include "storage/s3/post_policy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "base/json_depth.hpp"
#include "http/uri.hpp"
#include "storage/s3/object.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

using nlohmann::json;

constexpr std::size_t deepest = 16;  // of a policy's JSON, which needs three
constexpr std::array<std::string_view, 4> signed_fields{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date",
                                                        "X-Amz-Signature"};
constexpr std::array<std::string_view, 2> version_2_fields{"AWSAccessKeyId", "Signature"};

[[nodiscard]] aws::Error no_policy(const std::string& why) {
    static constexpr aws::ErrorRow row{"InvalidPolicyDocument", 400, ""};
    return {row, "Invalid Policy: " + why};
}
[[nodiscard]] aws::Error not_allowed(const std::string& why) {
    return access_denied("Invalid according to Policy: " + why);
}

/// The bytes of a Base64 text, with its padding or without.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text) {
    std::string_view digits = text;
    while (digits.ends_with('=') && text.size() - digits.size() < 2) digits.remove_suffix(1);
    const auto is_base64 = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '/'; };
    if (!std::all_of(digits.begin(), digits.end(), is_base64) || digits.size() % 4 == 1) return std::nullopt;
    std::string padded(digits);
    padded.resize((digits.size() + 3) / 4 * 4, '=');
    std::string decoded(padded.size() / 4 * 3, '\0');
    EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                    reinterpret_cast<const unsigned char*>(padded.data()), static_cast<int>(padded.size()));
    decoded.resize(decoded.size() - (padded.size() - digits.size()));
    return decoded;
}

[[nodiscard]] std::string text_of(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// A condition as S3 writes it into its errors: ["eq", "$key", "a.txt"].
[[nodiscard]] aws::Error failed(const json& parts) {
    std::string written;
    for (const json& part : parts) {
        if (!written.empty()) written += ", ";
        written += text_of(part);
    }
    return not_allowed("Policy Condition failed: [" + written + "]");
}

/// What the form says under a name; the bucket is the URL's, and the key has the file's name in it. Null when it says
/// nothing.
class Fields {
public:
    Fields(const PostForm& form, std::string_view bucket) : form_(form), bucket_(bucket) {
        const auto key = key_of(form);
        if (key.ok()) key_ = *key;
    }
    [[nodiscard]] const std::string* find(std::string_view name) const {
        if (key_ && same_ignoring_case(name, "key")) return &*key_;
        return same_ignoring_case(name, "bucket") ? &bucket_ : form_.find(name);
    }

private:
    const PostForm& form_;
    std::string bucket_;
    std::optional<std::string> key_;
};

/// "Content-Type values for a starts-with condition that include commas are interpreted as lists."
[[nodiscard]] bool starts_with(std::string_view name, std::string_view value, std::string_view prefix) {
    if (!same_ignoring_case(name, "Content-Type")) return value.starts_with(prefix);
    bool all = true;
    each_part(value, ',', [&](std::string_view part) { all = all && part.starts_with(prefix); });
    return all && (!value.empty() || prefix.empty());
}

/// A bound is a whole number, or a text that holds one; none fails the condition.
[[nodiscard]] Result<std::optional<std::uint64_t>, aws::Error> bound_of(const json& value) {
    if (value.is_number_unsigned()) return std::optional(value.get<std::uint64_t>());
    if (!value.is_string()) return no_policy("Invalid JSON.");
    const auto& text = value.get_ref<const std::string&>();
    std::uint64_t bound = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bound);
    if (error != std::errc() || end != text.data() + text.size()) return std::optional<std::uint64_t>();
    return std::optional(bound);
}

/// The conditions of one policy, one after another; remembers which fields they name.
class Conditions {
public:
    Conditions(const PostForm& form, std::string_view bucket) : fields_(form, bucket) {}

    [[nodiscard]] std::optional<aws::Error> check(const json& condition) {
        if (condition.is_object()) return check_simple(condition);
        if (condition.is_array()) return check_list(condition);
        return no_policy("Invalid condition test: must be a List or Object.");
    }
    [[nodiscard]] const SizeRange& range() const { return range_; }
    [[nodiscard]] bool names(std::string_view field) const {
        return std::any_of(named_.begin(), named_.end(),
                           [&](std::string_view name) { return same_ignoring_case(name, field); });
    }

private:
    [[nodiscard]] std::optional<aws::Error> check_simple(const json& condition) {
        if (condition.size() != 1) {
            return no_policy("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
        }
        const std::string name = condition.begin().key();
        const json& value = condition.begin().value();
        if (value.is_null()) return no_policy("Invalid JSON.");
        if (!value.is_string()) return no_policy("Invalid Simple-Condition: value must be a string.");
        named_.push_back(name);
        const std::string* sent = fields_.find(name);
        if (sent != nullptr && *sent == value.get_ref<const std::string&>()) return std::nullopt;
        return failed(json::array({"eq", "$" + name, value}));
    }

    [[nodiscard]] std::optional<aws::Error> check_list(const json& condition) {
        if (condition.empty() || !condition[0].is_string()) {
            return no_policy("Invalid Condition: missing operation identifier.");
        }
        const auto& operation = condition[0].get_ref<const std::string&>();
        const bool range = same_ignoring_case(operation, "content-length-range");
        const bool equal = same_ignoring_case(operation, "eq");
        if (!range && !equal && !same_ignoring_case(operation, "starts-with")) {
            return no_policy(fmt::format("Invalid Condition: unknown operation '{}'.", operation));
        }
        if (condition.size() != 3) return no_policy(fmt::format("Invalid {}: wrong number of arguments.", operation));
        if (range) return check_range(condition);
        if (!condition[1].is_string() || !condition[2].is_string()) return no_policy("Invalid JSON.");
        std::string_view name = condition[1].get_ref<const std::string&>();
        const auto& wanted = condition[2].get_ref<const std::string&>();
        if (!name.starts_with('$')) return failed(condition);
        name.remove_prefix(1);
        named_.emplace_back(name);
        const std::string* sent = fields_.find(name);
        if (sent == nullptr) return failed(condition);
        if (equal ? *sent == wanted : starts_with(name, *sent, wanted)) return std::nullopt;
        return failed(condition);
    }

    [[nodiscard]] std::optional<aws::Error> check_range(const json& condition) {
        const auto least = bound_of(condition[1]);
        if (!least) return least.error();
        const auto most = bound_of(condition[2]);
        if (!most) return most.error();
        if (!*least || !*most) return failed(condition);
        range_.least = std::max(range_.least, **least);
        range_.most = std::min(range_.most, **most);
        return std::nullopt;
    }

    Fields fields_;
    SizeRange range_;
    std::vector<std::string> named_;
};

[[nodiscard]] bool has_any(const PostForm& form, std::span<const std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return form.find(name) != nullptr; });
}

[[nodiscard]] bool needs_no_condition(std::string_view name) {
    constexpr std::array<std::string_view, 5> free{"x-amz-signature", "file", "policy", "awsaccesskeyid", "signature"};
    return same_ignoring_case(name.substr(0, 9), "x-ignore-") ||
           std::any_of(free.begin(), free.end(), [&](std::string_view one) { return same_ignoring_case(one, name); });
}

[[nodiscard]] std::string in_xml(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    escaped += fmt::format("&#x{:x};", static_cast<unsigned char>(c));
                } else {
                    escaped += c;
                }
        }
    }
    return escaped;
}

[[nodiscard]] bool is_url(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
           });
}

}  // namespace

std::optional<aws::Error> refuse_size(std::uint64_t size, const SizeRange& range) {
    static constexpr aws::ErrorRow too_large{"EntityTooLarge", 400,
                                             "Your proposed upload exceeds the maximum allowed size"};
    static constexpr aws::ErrorRow too_small{"EntityTooSmall", 400,
                                             "Your proposed upload is smaller than the minimum allowed size"};
    if (size > range.most) {
        return aws::Error(too_large)
            .with("ProposedSize", std::to_string(size))
            .with("MaxSizeAllowed", std::to_string(range.most));
    }
    if (size < range.least) {
        return aws::Error(too_small)
            .with("ProposedSize", std::to_string(size))
            .with("MinSizeAllowed", std::to_string(range.least));
    }
    return std::nullopt;
}

Result<SizeRange, aws::Error> check_post_policy(std::string_view policy, const PostForm& form, std::string_view bucket,
                                                Instant now) {
    const auto decoded = decode_base64(policy);
    if (!decoded) return no_policy("invalid Base64 encoding.");
    if (nests_deeper(*decoded, deepest)) return no_policy("Invalid JSON.");
    const json document = json::parse(*decoded, nullptr, false);
    if (document.is_discarded() || !document.is_object()) return no_policy("Invalid JSON.");
    for (const auto& [name, value] : document.items()) {
        if (name == "expiration" || name == "conditions") continue;
        std::string odd = name;
        std::transform(odd.begin(), odd.end(), odd.begin(), lower);
        return no_policy(fmt::format("Unexpected: '{}'", odd));
    }
    const auto expiration = document.find("expiration");
    if (expiration == document.end()) return no_policy("Policy missing expiration.");
    const std::string until = expiration->is_string() ? expiration->get<std::string>() : text_of(*expiration);
    const auto expires = until.ends_with('Z') ? aws::parse_document_time(until) : std::nullopt;
    if (!expires) return no_policy(fmt::format("Invalid 'expiration' value: '{}'", until));
    const auto conditions = document.find("conditions");
    if (conditions == document.end()) return no_policy("Policy missing conditions.");
    if (!conditions->is_array()) return no_policy("Invalid 'conditions' value: must be a List.");
    if (now > *expires) return not_allowed("Policy expired.");

    Conditions checked(form, bucket);
    for (const json& condition : *conditions) {
        if (auto refused = checked.check(condition)) return *std::move(refused);
    }
    std::vector<std::string_view> extra;
    for (const FormField& field : form.fields) {
        if (needs_no_condition(field.name) || same_ignoring_case(field.name, "bucket")) continue;
        if (!checked.names(field.name)) extra.emplace_back(field.name);
    }
    // The bucket is in no field, and yet counts as one.
    if (!checked.names("bucket")) extra.emplace_back("bucket");
    if (!extra.empty()) return not_allowed(fmt::format("Extra input fields: {}", fmt::join(extra, ", ")));
    return checked.range();
}

aws::Error missing_field(std::string_view name) {
    return invalid_argument(
        fmt::format("Bucket POST must contain a field named '{}'.  If it is specified, please check the order of the "
                    "fields.",
                    name),
        std::string(name), "");
}

std::optional<aws::Error> refuse_missing_fields(const PostForm& form) {
    const std::string* key = form.find("key");
    if (key == nullptr || key->empty()) return missing_field("key");
    const bool has_policy = form.find("policy") != nullptr;
    if (!is_signed(form)) return has_policy ? std::optional(access_denied()) : std::nullopt;
    const std::span<const std::string_view> fields =
        has_any(form, version_2_fields) ? std::span<const std::string_view>(version_2_fields) : signed_fields;
    for (const std::string_view name : fields) {
        if (form.find(name) == nullptr) return missing_field(name);
    }
    return has_policy ? std::nullopt : std::optional(missing_field("Policy"));
}

bool is_signed(const PostForm& form) { return has_any(form, signed_fields) || has_any(form, version_2_fields); }

Result<std::string, aws::Error> key_of(const PostForm& form) {
    static constexpr aws::ErrorRow too_long{"KeyTooLongError", 400, "Your key is too long"};
    constexpr std::string_view variable = "${filename}";
    const std::string* pattern = form.find("key");
    if (pattern == nullptr || pattern->empty()) return missing_field("key");
    std::string key;
    std::string_view rest = *pattern;
    while (key.size() <= longest_key) {
        const std::size_t at = rest.find(variable);
        key += rest.substr(0, at);
        if (at == std::string_view::npos) break;
        key += form.file_name;
        rest.remove_prefix(at + variable.size());
    }
    if (key.size() > longest_key) return aws::Error(too_long);
    if (key.empty()) return missing_field("key");
    return key;
}

std::vector<FormField> headers_of(const PostForm& form) {
    constexpr std::array<std::string_view, 7> content{"cache-control",    "content-disposition", "content-encoding",
                                                      "content-language", "content-md5",         "content-type",
                                                      "expires"};
    constexpr std::array<std::string_view, 5> authority{"x-amz-algorithm", "x-amz-credential", "x-amz-date",
                                                        "x-amz-signature", "x-amz-security-token"};
    std::vector<FormField> headers;
    for (const FormField& field : form.fields) {
        std::string name = field.name;
        std::transform(name.begin(), name.end(), name.begin(), lower);
        if (name == "acl") name = "x-amz-acl";
        const bool known = std::find(content.begin(), content.end(), name) != content.end();
        const bool of_aws =
            name.starts_with("x-amz-") && std::find(authority.begin(), authority.end(), name) == authority.end();
        if (known || of_aws) headers.push_back({std::move(name), field.value});
    }
    return headers;
}

PostAnswer post_answer(const PostForm& form, std::string_view bucket, std::string_view key, std::string_view etag,
                       std::string_view location) {
    PostAnswer answer;
    answer.location = location;
    const std::string* redirect = form.find("success_action_redirect");
    if (redirect == nullptr) redirect = form.find("redirect");
    if (redirect != nullptr && is_url(*redirect)) {
        answer.status = 303;
        answer.location =
            fmt::format("{}{}bucket={}&key={}&etag={}", *redirect, redirect->find('?') == std::string::npos ? '?' : '&',
                        http::percent_encode(bucket), http::percent_encode(key), http::percent_encode(etag));
        return answer;
    }
    const std::string* status = form.find("success_action_status");
    if (status == nullptr) return answer;
    if (*status == "200") answer.status = 200;
    if (*status == "201") {
        answer.status = 201;
        answer.body = fmt::format(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>{}</Location><Bucket>{}</Bucket>"
            "<Key>{}</Key><ETag>{}</ETag></PostResponse>",
            in_xml(location), in_xml(bucket), in_xml(key), in_xml(etag));
    }
    return answer;
}

}  // namespace wt::s3

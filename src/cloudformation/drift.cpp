#include "cloudformation/drift.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"

namespace wt::cloudformation {

namespace {

using language::written;

/// An answer is searched so deep: an envelope, what it is about, and its configuration.
constexpr int deepest_search = 4;

[[nodiscard]] std::string plain(const OrderedJson& value) {
    return value.is_string() ? value.get<std::string>() : written(value);
}

/// "%7B%22" and the like, as IAM tells documents.
[[nodiscard]] std::string without_percents(const std::string& text) {
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped = text[i] == '%' && i + 2 < text.size();
        char* end = nullptr;
        const std::string digits = escaped ? text.substr(i + 1, 2) : std::string();
        const long value = escaped ? std::strtol(digits.c_str(), &end, 16) : 0;
        if (escaped && end == digits.c_str() + 2) {
            made += static_cast<char>(value);
            i += 2;
        } else {
            made += text[i];
        }
    }
    return made;
}

/// A document that a service tells as a text; discarded: it is none.
[[nodiscard]] OrderedJson document_in(const OrderedJson& value) {
    if (!value.is_string()) return OrderedJson(OrderedJson::value_t::discarded);
    const auto& said = value.get_ref<const std::string&>();
    const std::string text = said.starts_with('%') ? without_percents(said) : said;
    if (!(text.starts_with('{') || text.starts_with('[')) || nests_deeper(text))
        return OrderedJson(OrderedJson::value_t::discarded);
    return OrderedJson::parse(text, nullptr, false);
}

[[nodiscard]] bool same_scalar(const OrderedJson& expected, const OrderedJson& actual) {
    const std::string a = plain(expected);
    const std::string b = plain(actual);
    if (a == b) return true;
    char* end_of_a = nullptr;
    char* end_of_b = nullptr;
    const double x = std::strtod(a.c_str(), &end_of_a);
    const double y = std::strtod(b.c_str(), &end_of_b);
    const bool numbers = !a.empty() && !b.empty() && *end_of_a == 0 && *end_of_b == 0;
    return numbers ? x == y : lowered(a) == lowered(b) && (lowered(a) == "true" || lowered(a) == "false");
}

/// A list as CloudFront tells it.
[[nodiscard]] bool is_counted(const OrderedJson& value) { return value.is_object() && value.contains("Quantity"); }

/// Whether a template names a whole line of versions ("16"), of which this is one ("16.8"). Databases are upgraded
/// within it on their own. RDS User Guide, "Upgrading a DB instance engine version".
[[nodiscard]] bool is_of_version(std::string_view path, const std::string& expected, const std::string& actual) {
    return path.ends_with("/EngineVersion") && actual.starts_with(expected + ".");
}

class Comparison {
public:
    std::vector<Deviation> found;

    void compare(const std::string& path, const OrderedJson& expected, const OrderedJson& actual) {
        if (actual.is_null()) {
            // An empty list or object, and a truth that is false, are as good as nothing.
            const bool nothing = expected.is_null() || (expected.is_structured() && expected.empty()) ||
                                 plain(expected) == "false" || plain(expected).empty();
            if (!nothing) found.push_back({path, plain(expected), "null", "REMOVE"});
        } else if (expected.is_array() && is_counted(actual)) {
            compare(path, expected, actual.contains("Items") ? actual["Items"] : OrderedJson::array());
        } else if (expected.is_object() && actual.is_object()) {
            for (const auto& [name, value] : expected.items()) {
                if (actual.contains(name)) compare(path + "/" + name, value, actual[name]);
            }
        } else if (expected.is_array() && actual.is_array()) {
            compare_lists(path, expected, actual);
        } else if (expected.is_structured()) {
            if (const OrderedJson inner = document_in(actual); inner.is_structured())
                return compare(path, expected, inner);
            // A list of one may be told as its element, and the other way round.
            if (expected.is_array() && expected.size() == 1) return compare(path, expected[0], actual);
            found.push_back({path, plain(expected), plain(actual), "NOT_EQUAL"});
        } else if (actual.is_structured()) {
            if (const OrderedJson inner = document_in(expected); inner.is_structured())
                return compare(path, inner, actual);
            if (actual.is_array() && actual.size() == 1) return compare(path, expected, actual[0]);
            found.push_back({path, plain(expected), plain(actual), "NOT_EQUAL"});
        } else if (!same_scalar(expected, actual) && !is_of_version(path, plain(expected), plain(actual))) {
            const OrderedJson a = document_in(expected);
            const OrderedJson b = document_in(actual);
            if (a.is_structured() && b.is_structured()) return compare(path, a, b);
            found.push_back({path, plain(expected), plain(actual), "NOT_EQUAL"});
        }
    }

private:
    [[nodiscard]] static bool fits(const OrderedJson& expected, const OrderedJson& actual) {
        Comparison inner;
        inner.compare("", expected, actual);
        return inner.found.empty();
    }

    void compare_lists(const std::string& path, const OrderedJson& expected, const OrderedJson& actual) {
        std::vector<bool> taken(actual.size(), false);
        std::vector<std::size_t> missing;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            std::size_t at = 0;
            while (at < actual.size() && (taken[at] || !fits(expected[i], actual[at]))) ++at;
            if (at == actual.size()) {
                missing.push_back(i);
            } else {
                taken[at] = true;
            }
        }
        for (const std::size_t i : missing)
            found.push_back({fmt::format("{}/{}", path, i), plain(expected[i]), "null", "REMOVE"});
        for (std::size_t i = 0; i < actual.size(); ++i) {
            if (!taken[i]) found.push_back({fmt::format("{}/{}", path, i), "null", plain(actual[i]), "ADD"});
        }
    }
};

}  // namespace

OrderedJson tag_list(const OrderedJson& value) {
    OrderedJson list = OrderedJson::array();
    const auto add = [&](const std::string& key, const OrderedJson& said) {
        if (!key.starts_with("aws:")) list.push_back(OrderedJson{{"Key", key}, {"Value", said}});
    };
    if (value.is_object()) {
        for (const auto& [key, said] : value.items()) add(key, said);
    } else {
        for (const OrderedJson& each : value) {
            for (const auto& [key, text] : {std::pair("Key", "Value"), {"key", "value"}, {"TagKey", "TagValue"}}) {
                if (each.is_object() && each.contains(key)) add(plain(each[key]), each.value(text, OrderedJson("")));
            }
        }
    }
    return list;
}

std::vector<Deviation> deviations(const OrderedJson& expected, const OrderedJson& actual) {
    Comparison comparison;
    for (const auto& [name, value] : expected.items()) {
        if (!actual.contains(name)) continue;
        const bool tags = name.ends_with("Tags") && value.is_structured() && actual[name].is_structured();
        if (tags) {
            comparison.compare("/" + name, tag_list(value), tag_list(actual[name]));
        } else {
            comparison.compare("/" + name, value, actual[name]);
        }
    }
    return std::move(comparison.found);
}

OrderedJson found_by_name(const OrderedJson& answer, std::string_view name) {
    const std::string key(name);
    const std::string camel = std::string(1, static_cast<char>(key.front() | 0x20)) + key.substr(1);
    std::vector<const OrderedJson*> level{&answer};
    for (int depth = 0; depth < deepest_search; ++depth) {
        std::vector<const OrderedJson*> below;
        for (const OrderedJson* const each : level) {
            if (each->is_object()) {
                for (const std::string& said : {key, camel}) {
                    if (each->contains(said)) return (*each)[said];
                }
                for (const auto& [inner, value] : each->items()) {
                    if (value.is_structured()) below.push_back(&value);
                }
            } else if (each->is_array() && each->size() == 1) {
                below.push_back(&(*each)[0]);
            }
        }
        level = std::move(below);
    }
    return OrderedJson(OrderedJson::value_t::discarded);
}

}  // namespace wt::cloudformation

// What may be written of a user.
#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

[[nodiscard]] bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos) return false;
    const std::string_view domain = text.substr(at + 1);
    if (text.find_first_of(" \t\r\n") != std::string_view::npos) return false;
    return !domain.empty() && domain.front() != '.' && domain.back() != '.' &&
           domain.find('.') != std::string_view::npos;
}

/// E.164.
[[nodiscard]] bool is_phone(std::string_view text) {
    constexpr std::size_t most_digits = 15;
    if (text.size() < 3 || text.size() > most_digits + 1 || text[0] != '+') return false;
    return text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

[[nodiscard]] std::optional<std::int64_t> number_of(const std::optional<std::string>& text) {
    if (!text || text->empty()) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
    return number;
}

[[nodiscard]] aws::Error no_schema(std::string_view name, std::string_view why) {
    return wrong_parameter(fmt::format("Attributes did not conform to the schema: {}: {}\n", name, why));
}

/// Code points, as far as it is UTF-8.
[[nodiscard]] std::int64_t length_of(std::string_view text) {
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

[[nodiscard]] std::optional<aws::Error> refuse_value(const SchemaAttributeType& attribute, const std::string& value) {
    const std::string& name = *attribute.name;
    if (value.empty()) return std::nullopt;  // it is taken away
    if (name == "email" && !is_email(value)) return wrong_parameter("Invalid email address format.");
    if (name == "phone_number" && !is_phone(value)) return wrong_parameter("Invalid phone number format.");
    if (attribute.attribute_data_type == "Number") {
        const auto number = number_of(value);
        if (!number) return no_schema(name, "Attribute is not a number.");
        const auto& said = attribute.number_attribute_constraints;
        const auto least = said ? number_of(said->min_value) : std::nullopt;
        const auto most = said ? number_of(said->max_value) : std::nullopt;
        if (least && *number < *least) return no_schema(name, "Attribute is below the minimum value.");
        if (most && *number > *most) return no_schema(name, "Attribute is above the maximum value.");
    } else if (attribute.attribute_data_type == "Boolean") {
        if (value != "true" && value != "false") return no_schema(name, "Attribute is not a boolean.");
    } else if (attribute.attribute_data_type == "String") {
        const auto& said = attribute.string_attribute_constraints;
        const std::int64_t least = (said ? number_of(said->min_length) : std::nullopt).value_or(0);
        const std::int64_t most = (said ? number_of(said->max_length) : std::nullopt).value_or(2048);
        if (length_of(value) < least)
            return no_schema(name, fmt::format("String must be at least {} characters long", least));
        if (length_of(value) > most)
            return no_schema(name, fmt::format("String must be at most {} characters long", most));
    }
    return std::nullopt;
}

[[nodiscard]] bool lists(const std::optional<std::vector<std::string>>& list, std::string_view what) {
    return list && std::find(list->begin(), list->end(), what) != list->end();
}

/// By which sort of address somebody signs in, in a pool whose users' names are addresses; empty: it is none of them.
[[nodiscard]] std::string kind_of_login(const UserPool& pool, const std::string& username) {
    const auto& kinds = pool.entry().settings.username_attributes;
    if (lists(kinds, "email") && is_email(username)) return "email";
    return lists(kinds, "phone_number") && is_phone(username) ? "phone_number" : "";
}

[[nodiscard]] std::optional<aws::Error> refuse_name(const UserPool& pool, const std::string& username) {
    const UserPoolType& said = pool.entry().settings;
    if (said.username_attributes && !said.username_attributes->empty()) {
        if (!kind_of_login(pool, username).empty()) return std::nullopt;
        const bool both = said.username_attributes->size() > 1;
        return wrong_parameter(both ? "Username should be either an email or a phone number."
                               : said.username_attributes->front() == "email" ? "Username should be an email."
                                                                              : "Username should be a phone number.");
    }
    if (lists(said.alias_attributes, "email") && is_email(username))
        return wrong_parameter("Username cannot be of email format, since user pool is configured for email alias.");
    if (lists(said.alias_attributes, "phone_number") && is_phone(username))
        return wrong_parameter(
            "Username cannot be of phone number format, since user pool is configured for phone number alias.");
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> Cognito::refuse_attributes(const UserPool& pool, const std::vector<UserAttribute>& attributes,
                                                     const ClientEntry* client, bool is_new) {
    const auto& schema = *pool.entry().settings.schema_attributes;
    std::set<std::string> there;
    for (const UserAttribute& each : attributes) {
        const auto known = std::find_if(schema.begin(), schema.end(),
                                        [&each](const SchemaAttributeType& one) { return one.name == each.name; });
        if (known == schema.end()) return no_schema(each.name, "Attribute does not exist in the schema.");
        if (!there.insert(each.name).second) return wrong_parameter("Duplicate attribute " + each.name);
        if (each.name == "sub") return no_schema(each.name, "Attribute cannot be updated.");
        if (!is_new && !known->is_mutable.value_or(true))
            return wrong_parameter(fmt::format("user.{}: Attribute cannot be updated.\n", each.name));
        if (client != nullptr) {
            const auto& writes = client->settings.write_attributes;
            const bool may = !writes || writes->empty() || lists(writes, each.name);
            if (!may || each.name.ends_with("_verified") || known->developer_only_attribute.value_or(false))
                return not_allowed("A client attempted to write unauthorized attribute");
        }
        if (auto error = refuse_value(*known, each.value.value_or(""))) return error;
    }
    return std::nullopt;
}

Result<UserEntry, aws::Error> Cognito::draft_user(UserPool& pool, const std::string& username,
                                                  const std::vector<UserAttribute>& attributes, Writer writer,
                                                  bool takes_over, Instant now) {
    if (auto error = refuse_name(pool, username)) return std::move(*error);
    const std::string kind = kind_of_login(pool, username);
    const char* const exists = writer == Writer::admin ? "User account already exists" : "User already exists";
    const UserEntry* const there = kind.empty() ? pool.find_user(username) : pool.find_login(username);
    if (there != nullptr) return aws::Error(username_exists, exists);
    UserEntry user;
    user.sub = draw_uuid(pool.random());
    user.name = kind.empty() ? username : user.sub;
    user.created = user.modified = now;
    for (const UserAttribute& each : attributes) {
        if (!each.value.value_or("").empty()) user.attributes[each.name] = *each.value;
    }
    if (!kind.empty()) user.attributes[kind] = username;
    const auto& addresses = pool.entry().settings.username_attributes;
    for (const char* const address : {"email", "phone_number"}) {
        const std::string value = user.attribute(address);
        if (value.empty()) continue;
        if (address != kind && lists(addresses, address) && pool.find_login(value) != nullptr)
            return aws::Error(username_exists, fmt::format("An account with the given {} already exists.", address));
        if (!user.attributes.contains(std::string(address) + "_verified"))
            user.attributes[std::string(address) + "_verified"] = "false";
        // Who is verified from the start has the alias.
        if (!takes_over && user.verified(address) && lists(pool.entry().settings.alias_attributes, address) &&
            pool.find_alias(address, value, user.name) != nullptr)
            return aws::Error(alias_exists, fmt::format("An account with the {} already exists.", address));
    }
    const std::string preferred = user.attribute("preferred_username");
    if (!preferred.empty() && lists(pool.entry().settings.alias_attributes, "preferred_username") &&
        pool.find_alias("preferred_username", preferred, user.name) != nullptr)
        return aws::Error(alias_exists, "Already found an entry for username " + preferred);
    for (const SchemaAttributeType& each : *pool.entry().settings.schema_attributes) {
        const bool needed = each.required.value_or(false) && each.name != "sub";
        if (needed && writer == Writer::user && user.attribute(*each.name).empty())
            return no_schema(*each.name, "The attribute is required");
    }
    return user;
}

void Cognito::take_over(UserPool& pool, const UserEntry& user, const std::string& attribute) {
    const UserEntry* const before = pool.find_alias(attribute, user.attribute(attribute), user.name);
    if (before == nullptr) return;
    UserEntry changed = *before;
    changed.attributes[attribute + "_verified"] = "false";
    (void)catalogue_.keep(pool, std::move(changed));
}

std::optional<aws::Error> Cognito::refuse_verified(const UserEntry& user,
                                                   const std::vector<UserAttribute>& attributes) {
    const auto said = [&attributes](const char* name) -> const UserAttribute* {
        const auto found = std::find_if(attributes.begin(), attributes.end(),
                                        [name](const UserAttribute& each) { return each.name == name; });
        return found == attributes.end() ? nullptr : &*found;
    };
    const auto is_missing = [&](const char* address) {
        const UserAttribute* const now = said(address);
        return now == nullptr ? user.attribute(address).empty() : now->value.value_or("").empty();
    };
    if (said("email_verified") != nullptr && is_missing("email"))
        return wrong_parameter("Email is required to verify/un-verify an email");
    // Assumed: the sentence.
    if (said("phone_number_verified") != nullptr && is_missing("phone_number"))
        return wrong_parameter("Phone Number is required to verify/un-verify a phone number");
    return std::nullopt;
}

std::optional<aws::Error> Cognito::refuse_new_password(UserPool& pool, const UserEntry& user,
                                                       std::string_view password) const {
    const PasswordPolicyType& policy = *pool.entry().settings.policies->password_policy;
    if (auto why = refuse_password(policy, password)) return aws::Error(invalid_password, *why);
    const auto most = static_cast<std::size_t>(std::max(policy.password_history_size.value_or(0), 0));
    if (most == 0) return std::nullopt;
    std::vector<std::string> before{user.password};
    before.insert(before.end(), user.passwords_before.begin(), user.passwords_before.end());
    if (before.size() > most) before.resize(most);
    for (const std::string& text : before) {
        const auto kept = Password::read(text);
        if (kept && kept->is(password))
            return aws::Error(password_history_policy_violation, "Password has previously been used");
    }
    return std::nullopt;
}

}  // namespace wt::identity

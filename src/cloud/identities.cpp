#include "cloud/identities.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "base/hash.hpp"
#include "base/random.hpp"
#include "iam/generated_ids.hpp"

namespace wt::cloud {

namespace {

struct Field {
    std::string_view name;
    std::string Identity::* value;
};
constexpr Field fields[] = {
    {"access_key_id", &Identity::access_key_id},
    {"secret_access_key", &Identity::secret_access_key},
    {"account_id", &Identity::account_id},
    {"user", &Identity::user},
    {"canonical_user_id", &Identity::canonical_user_id},
    {"display_name", &Identity::display_name},
};

[[nodiscard]] std::string known_fields() {
    std::string all;
    for (const Field& field : fields) all += (all.empty() ? "" : ", ") + std::string(field.name);
    return all;
}

/// Why the identity is none; empty when it is good.
[[nodiscard]] std::string problem_of(const Identity& identity) {
    if (identity.access_key_id.empty()) return "an identity needs an access_key_id";
    if (identity.secret_access_key.empty())
        return fmt::format("the identity {} needs a secret_access_key", identity.access_key_id);
    if (!identity.account_id.empty() && !aws::is_account_id(identity.account_id))
        return fmt::format("account_id: expected 12 digits, got {}", identity.account_id);
    if (!identity.canonical_user_id.empty() && !aws::is_canonical_user_id(identity.canonical_user_id))
        return fmt::format("canonical_user_id: expected 64 hexadecimal digits, got {}", identity.canonical_user_id);
    return {};
}

/// The same for the same user.
[[nodiscard]] std::string user_id_of(std::string_view account, std::string_view user) {
    Random random(hash_bytes(account, 1), user);
    return iam::draw_id(random, "AIDA");
}

}  // namespace

Result<std::vector<Identity>> read_identities(const std::string& text, const std::string& file) {
    std::vector<Identity> identities;
    try {
        const YAML::Node list = YAML::Load(text);
        if (!list.IsSequence()) return Error{fmt::format("{}: expected a list of identities", file)};
        for (const YAML::Node& entry : list) {
            const auto at = [&](const YAML::Node& node) { return fmt::format("{}:{}", file, node.Mark().line + 1); };
            if (!entry.IsMap()) return Error{fmt::format("{}: expected an identity ({})", at(entry), known_fields())};
            Identity& identity = identities.emplace_back();
            for (const auto& pair : entry) {
                const auto name = pair.first.as<std::string>();
                const auto* const field = std::find_if(std::begin(fields), std::end(fields),
                                                       [&](const Field& known) { return known.name == name; });
                if (field == std::end(fields)) {
                    return Error{
                        fmt::format("{}: an identity has no {}; it has {}", at(pair.first), name, known_fields())};
                }
                if (!pair.second.IsScalar()) return Error{fmt::format("{}: {} is a text", at(pair.second), name)};
                identity.*(field->value) = pair.second.Scalar();
            }
            const std::string problem = problem_of(identity);
            if (!problem.empty()) return Error{fmt::format("{}: {}", at(entry), problem)};
        }
    } catch (const YAML::Exception& error) {
        return Error{fmt::format("{}:{}: {}", file, error.mark.line + 1, error.msg)};
    }
    return identities;
}

Result<std::vector<Identity>> identities_of(const std::vector<std::string>& environment) {
    constexpr std::string_view start = "WINDTUNNEL_IDENTITY_";
    std::map<std::string, Identity> named;
    for (const std::string& variable : environment) {
        if (!variable.starts_with(start)) continue;
        const std::size_t equals = variable.find('=');
        const std::string_view name = std::string_view(variable).substr(0, equals);
        const auto* const field = std::find_if(std::begin(fields), std::end(fields), [&](const Field& known) {
            std::string suffix = "_";
            for (const char c : known.name) suffix += c == '_' ? '_' : static_cast<char>(c - 'a' + 'A');
            return name.ends_with(suffix) && name.size() > start.size() + suffix.size();
        });
        if (field == std::end(fields) || equals == std::string::npos) {
            return Error{fmt::format("{}: expected {}NAME_ACCESS_KEY_ID, or another of {} in capitals", name, start,
                                     known_fields())};
        }
        const std::string whose(name.substr(start.size(), name.size() - start.size() - field->name.size() - 1));
        named[whose].*(field->value) = variable.substr(equals + 1);
    }
    std::vector<Identity> identities;
    for (auto& [name, identity] : named) {
        const std::string problem = problem_of(identity);
        if (!problem.empty()) return Error{fmt::format("{}{}: {}", start, name, problem)};
        identities.push_back(std::move(identity));
    }
    return identities;
}

void name_accounts(const std::vector<Identity>& identities, aws::Accounts& accounts) {
    for (const Identity& identity : identities) {
        if (identity.canonical_user_id.empty() && identity.display_name.empty()) continue;
        const std::string account(identity.account_id.empty() ? accounts.of_key(identity.access_key_id)
                                                              : std::string_view(identity.account_id));
        accounts.name(account, {identity.canonical_user_id, identity.display_name});
    }
}

iam::Credential credential_of(const Identity& identity, const aws::Accounts& accounts) {
    const std::string account(identity.account_id.empty() ? accounts.of_key(identity.access_key_id)
                                                          : std::string_view(identity.account_id));
    iam::Credential credential;
    credential.access_key_id = identity.access_key_id;
    credential.secret_access_key = identity.secret_access_key;
    credential.principal = identity.user.empty()
                               ? aws::root_of(account)
                               : aws::user_of(account, identity.user, user_id_of(account, identity.user));
    return credential;
}

}  // namespace wt::cloud

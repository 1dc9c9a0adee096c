#include "secrets/catalogue.hpp"

#include <vector>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "http/ids.hpp"
#include "store/unreadable.hpp"

namespace wt::secrets {

namespace {

constexpr std::string_view secret_space = "secrets";
constexpr std::string_view value_space = "secrets.values";

constexpr std::size_t suffix_size = 6;

// Secrets Manager User Guide, "Quotas"; API Reference, "PutSecretValue".
constexpr std::size_t most_versions = 100;
constexpr Duration shortest_life = 24h;

[[nodiscard]] std::string row_key(const Secret& secret) {
    return fmt::format("{}/{}", aws::place_key(secret.place), secret.name);
}
/// A name has no line in it, an id may have anything.
[[nodiscard]] std::string value_key(const Secret& secret, std::string_view version) {
    return fmt::format("{}\n{}", row_key(secret), version);
}
[[nodiscard]] Catalogue::Key read_key(std::string_view text) {
    Catalogue::Key key;
    key.first.account = aws::take_part(text);
    key.first.region = aws::take_part(text);
    key.second = text;
    return key;
}

}  // namespace

std::optional<SecretArn> parse_secret_arn(std::string_view arn) {
    std::vector<std::string_view> parts;
    constexpr std::size_t before_the_name = 6;
    for (std::size_t i = 0; i < before_the_name; ++i) {
        const std::size_t colon = arn.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        parts.push_back(arn.substr(0, colon));
        arn.remove_prefix(colon + 1);
    }
    if (parts[0] != "arn" || parts[2] != "secretsmanager" || parts[5] != "secret") return std::nullopt;
    return SecretArn{{std::string(parts[4]), std::string(parts[3])}, std::string(arn)};
}

Catalogue::Catalogue(const Context& context, store::Store& store)
    : context_(context), rows_(store), chance_(fresh_random(context, "secrets")) {
    store.load(secret_space, [&](std::string_view key, std::string_view row) {
        auto secret = aws::read_row<Secret>(row);
        if (!secret) store::unreadable(secret_space, key);
        const Key where = read_key(key);
        secret->place = where.first;
        secret->name = where.second;
        secrets_.emplace(where, std::make_unique<Secret>(std::move(*secret)));
    });
    store.load(value_space, [&](std::string_view key, std::string_view row) {
        auto value = aws::read_row<Value>(row);
        const std::size_t line = key.find('\n');
        if (!value || line == std::string_view::npos) store::unreadable(value_space, key);
        const auto found = secrets_.find(read_key(key.substr(0, line)));
        if (found != secrets_.end()) found->second->values[std::string(key.substr(line + 1))] = std::move(*value);
    });
}

Secret* Catalogue::find(const aws::AccountRegion& from, const std::string& id) {
    expire();
    const auto arn = parse_secret_arn(id);
    const Key key{arn ? arn->place : from, arn ? arn->rest : id};
    if (const auto found = secrets_.find(key); found != secrets_.end()) return found->second.get();
    if (!arn || key.second.size() <= suffix_size + 1) return nullptr;
    const std::size_t dash = key.second.size() - suffix_size - 1;
    const auto found = secrets_.find({key.first, key.second.substr(0, dash)});
    return found != secrets_.end() && found->second->arn() == id ? found->second.get() : nullptr;
}

Secret& Catalogue::add(const aws::AccountRegion& place, std::string name) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    auto secret = std::make_unique<Secret>();
    secret->place = place;
    secret->name = std::move(name);
    for (std::size_t i = 0; i < suffix_size; ++i) secret->suffix += letters[chance_.below(letters.size())];
    secret->created = secret->changed = context_.calendar();
    Key key{place, secret->name};
    return *secrets_.emplace(std::move(key), std::move(secret)).first->second;
}

void Catalogue::keep(const Secret& secret) { rows_.put(secret_space, row_key(secret), aws::row_of(secret)); }

void Catalogue::put_value(Secret& secret, const std::string& version, Value value) {
    rows_.put(value_space, value_key(secret, version), aws::row_of(value));
    secret.values[version] = std::move(value);
}

void Catalogue::drop_value(Secret& secret, const std::string& version) {
    if (secret.values.erase(version) > 0) rows_.put(value_space, value_key(secret, version), std::nullopt);
}

bool Catalogue::make_room(Secret& secret) {
    while (secret.versions.size() >= most_versions) {
        auto oldest = secret.versions.end();
        for (auto each = secret.versions.begin(); each != secret.versions.end(); ++each) {
            if (!each->second.stages.empty() || each->second.created + shortest_life > context_.calendar()) continue;
            if (oldest == secret.versions.end() || each->second.created < oldest->second.created) oldest = each;
        }
        if (oldest == secret.versions.end()) return false;
        drop_value(secret, oldest->first);
        secret.versions.erase(oldest);
    }
    return true;
}

void Catalogue::remove(Secret& secret) {
    for (const auto& [version, value] : secret.values) rows_.put(value_space, value_key(secret, version), std::nullopt);
    rows_.put(secret_space, row_key(secret), std::nullopt);
    const Key key{secret.place, secret.name};
    secrets_.erase(key);
}

void Catalogue::expire() {
    std::vector<Secret*> over;
    for (const auto& [key, secret] : secrets_) {
        if (secret->ends && *secret->ends <= context_.calendar()) over.push_back(secret.get());
    }
    for (Secret* const secret : over) remove(*secret);
}

std::string Catalogue::fresh_id() { return http::request_id(chance_).str(); }

std::shared_ptr<const iam::Policy> Catalogue::policy_of(const std::string& document) {
    if (document.empty()) return nullptr;
    auto& known = policies_[document];
    if (known == nullptr) {
        auto read = iam::parse_policy(document, iam::PolicyUse::resource, document.size() + 1);
        if (read.ok()) known = std::make_shared<const iam::Policy>(std::move(*read));
    }
    return known;
}

void Catalogue::reset(std::string_view account) {
    std::vector<Secret*> gone;
    for (const auto& [key, secret] : secrets_) {
        if (account.empty() || key.first.account == account) gone.push_back(secret.get());
    }
    for (Secret* const secret : gone) remove(*secret);
}

}  // namespace wt::secrets

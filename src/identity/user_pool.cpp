#include "identity/user_pool.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "base/hex.hpp"
#include "identity/imports.hpp"
#include "identity/look.hpp"
#include "identity/records.hpp"
#include "identity/scenario_pool.hpp"
#include "identity/srp.hpp"

namespace wt::identity {

/// What the pool is made of.
struct UserPool::Inside {
    Parts<ClientEntry> clients;
    Parts<UserEntry> users;  // by key_of()
    Parts<GroupType> groups;
    Parts<ResourceServerType> servers;
    Parts<DomainDescriptionType> domains;
    Parts<IdentityProviderType> providers;
    Parts<ImportEntry> imports;
    Parts<ImportFile> import_files;
    Parts<LookEntry> looks;
    Parts<AuthEventEntry> events;
    std::map<std::string, std::set<std::string>, std::less<>> aliases;  // keys of users, by "email:VALUE" and link_of()
    std::map<std::string, std::string, std::less<>> by_sub;
};

namespace {

[[nodiscard]] std::string srp_salt(Random& random) {
    constexpr std::size_t salt_bytes = 16;
    std::string bytes;
    while (bytes.size() < salt_bytes) bytes += static_cast<char>(random.next());
    return srp_number(hex_encode(bytes)).value();
}

[[nodiscard]] std::string lowered(std::string_view text) {
    std::string low(text);
    for (char& c : low) c = lower(c);
    return low;
}

/// Among aliases, of which no attribute is called so.
[[nodiscard]] std::string link_of(std::string_view provider, std::string_view attribute, std::string_view value) {
    return fmt::format("/{}/{}/{}", provider, attribute, value);
}

// Developer Guide, "Authentication": lockout behaviour.
constexpr std::uint64_t free_attempts = 5;
constexpr Duration longest_lockout = 15min;

}  // namespace

std::string draw(Random& random, std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[random.below(letters.size())];
    return text;
}

std::string draw_uuid(Random& random) {
    const std::uint64_t a = random.next();
    const std::uint64_t b = random.next();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, a >> 16 & 0xffff, a & 0xfff,
                       0x8000 | (b >> 48 & 0x3fff), b & 0xffffffffffffULL);
}

UserPool::UserPool(const Context& context, std::string name, UserPoolConfig config,
                   std::shared_ptr<const SigningKey> key)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      key_(std::move(key)),
      random_(context.random(name_ + ".ids")),
      id_(config_.region + "_" + draw(random_, alphanumeric, 9)),
      client_id_(draw(random_, lower_alphanumeric, 26)),
      issuer_(fmt::format("https://cognito-idp.{}.amazonaws.com/{}", config_.region, id_)),
      entry_(std::make_unique<PoolEntry>(scenario_pool(name_, id_, config_.region, context.calendar()))),
      began_(context.calendar()),
      inside_(std::make_unique<Inside>()),
      quotas_({{std::string(authentications), config_.authentications}}, context.now()),
      sign_ins_(context.metrics.counter(name_ + ".sign.ins")),
      refused_(context.metrics.counter(name_ + ".refused")),
      authentications_(context.metrics.counter(name_ + ".authentications")),
      throttled_(context.metrics.counter(name_ + ".throttled")) {
    Random salts = context.random(name_ + ".salts");
    seeds_.reserve(config_.users);
    for (std::uint64_t i = 0; i < config_.users; ++i)
        seeds_.emplace_back(Seed{draw_uuid(random_), Password(config_.password, salts)});
    put(scenario_client(*entry_, client_id_, config_));
}

UserPool::UserPool(const Context& context, PoolEntry entry, std::shared_ptr<const SigningKey> key)
    : context_(context),
      name_(entry.id()),
      key_(std::move(key)),
      random_(fresh_random(context, name_ + ".ids")),
      id_(name_),
      issuer_(fmt::format("https://cognito-idp.{}.amazonaws.com/{}", entry.place.region, id_)),
      entry_(std::make_unique<PoolEntry>(std::move(entry))),
      began_(context.calendar()),
      inside_(std::make_unique<Inside>()),
      quotas_({{std::string(authentications), config_.authentications}}, context.now()),
      sign_ins_(context.metrics.counter(name_ + ".sign.ins")),
      refused_(context.metrics.counter(name_ + ".refused")),
      authentications_(context.metrics.counter(name_ + ".authentications")),
      throttled_(context.metrics.counter(name_ + ".throttled")) {
    config_.users = 0;
    config_.region = entry_->place.region;
}

UserPool::~UserPool() = default;

std::optional<Error> unchangeable(const UserPoolConfig& from, const UserPoolConfig& to) {
    if (from.region == to.region && from.users == to.users && from.password == to.password) return std::nullopt;
    return Error{"where a pool is, and who is in it from the start, is settled before the start"};
}

std::optional<Error> UserPool::update(const UserPoolConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    quotas_.change(authentications, config_.authentications, context_.now());
    const auto client = inside_->clients.find(client_id_);
    if (client == inside_->clients.end()) return std::nullopt;
    ClientEntry changed = client->second;
    set_lifetimes(changed, config_);
    put(std::move(changed));
    return std::nullopt;
}

void UserPool::use(std::shared_ptr<const SigningKey> key) { key_ = std::move(key); }

void UserPool::issue_at(std::string_view base) {
    if (base.ends_with('/')) base.remove_suffix(1);
    issuer_ = fmt::format("{}/{}", base, id_);
}

bool UserPool::admit() {
    authentications_.add();
    const bool admitted = quotas_.take(authentications, context_.now());
    if (!admitted) throttled_.add();
    return admitted;
}

std::string_view UserPool::short_id() const { return std::string_view(id_).substr(id_.find('_') + 1); }

std::string UserPool::user_name(std::uint64_t index) { return fmt::format("user-{}", index); }

const UserPool::Parts<ClientEntry>& UserPool::clients() const { return inside_->clients; }
const UserPool::Parts<GroupType>& UserPool::groups() const { return inside_->groups; }
const UserPool::Parts<ResourceServerType>& UserPool::servers() const { return inside_->servers; }
const UserPool::Parts<DomainDescriptionType>& UserPool::domains() const { return inside_->domains; }
const UserPool::Parts<IdentityProviderType>& UserPool::providers() const { return inside_->providers; }
const UserPool::Parts<ImportEntry>& UserPool::imports() const { return inside_->imports; }
const UserPool::Parts<ImportFile>& UserPool::import_files() const { return inside_->import_files; }

const UserPool::Parts<LookEntry>& UserPool::looks() const { return inside_->looks; }
const UserPool::Parts<AuthEventEntry>& UserPool::events() const { return inside_->events; }

const LookEntry* UserPool::look_of(std::string_view client) const {
    auto found = inside_->looks.find(client);
    if (found == inside_->looks.end()) found = inside_->looks.find(all_clients);
    return found == inside_->looks.end() ? nullptr : &found->second;
}

const UserPool::Parts<UserEntry>& UserPool::users() {
    for (std::uint64_t i = 0; i < seeds_.size(); ++i) grow(i);
    return inside_->users;
}

std::size_t UserPool::size() const {
    const auto waiting = std::count_if(seeds_.begin(), seeds_.end(), [](const auto& each) { return each.has_value(); });
    return inside_->users.size() + static_cast<std::size_t>(waiting);
}

std::string UserPool::key_of(std::string_view name) const {
    const auto& said = entry_->settings.username_configuration;
    return said && !said->case_sensitive ? lowered(name) : std::string(name);
}

const UserEntry* UserPool::grow(std::uint64_t index) {
    if (index >= seeds_.size() || !seeds_[index]) return nullptr;
    UserEntry user;
    user.name = user_name(index);
    user.sub = std::move(seeds_[index]->sub);
    user.attributes = {{"email", user.name + "@example.com"}, {"email_verified", "true"}};
    user.status = "CONFIRMED";
    user.created = user.modified = began_;
    user.password = seeds_[index]->password.text();
    seeds_[index].reset();
    return &put(std::move(user));
}

const UserEntry* UserPool::find_user(std::string_view name) {
    const std::string key = key_of(name);
    const auto found = inside_->users.find(key);
    if (found != inside_->users.end()) return &found->second;
    constexpr std::string_view prefix = "user-";
    if (seeds_.empty() || !key.starts_with(prefix)) return nullptr;
    std::uint64_t index = seeds_.size();
    (void)std::from_chars(key.data() + prefix.size(), key.data() + key.size(), index);
    return index < seeds_.size() && user_name(index) == key ? grow(index) : nullptr;
}

const UserEntry* UserPool::find_login(std::string_view login) {
    if (const UserEntry* const user = find_user(login)) return user;
    const auto names = [](const auto& list) { return list.value_or(std::vector<std::string>()); };
    for (const std::string& attribute : names(entry_->settings.username_attributes)) {
        const auto found = inside_->aliases.find(attribute + ":" + key_of(login));
        if (found != inside_->aliases.end() && !found->second.empty())
            return &inside_->users.find(*found->second.begin())->second;
    }
    for (const std::string& attribute : names(entry_->settings.alias_attributes)) {
        if (const UserEntry* const user = find_alias(attribute, login, {})) return user;
    }
    return find_sub(login);
}

const UserEntry* UserPool::find_alias(std::string_view attribute, std::string_view value, std::string_view but) {
    (void)users();
    const auto found = inside_->aliases.find(fmt::format("{}:{}", attribute, key_of(value)));
    if (found == inside_->aliases.end()) return nullptr;
    for (const std::string& key : found->second) {
        const UserEntry& user = inside_->users.find(key)->second;
        const bool counts = attribute == "preferred_username" || user.verified(std::string(attribute));
        if (counts && key != key_of(but)) return &user;
    }
    return nullptr;
}

const UserEntry* UserPool::find_sub(std::string_view sub) {
    constexpr std::size_t uuid_letters = 36;
    if (sub.size() != uuid_letters) return nullptr;
    (void)users();
    const auto found = inside_->by_sub.find(sub);
    return found == inside_->by_sub.end() ? nullptr : &inside_->users.find(found->second)->second;
}

const UserEntry* UserPool::find_linked(std::string_view provider, std::string_view attribute,
                                       std::string_view value) const {
    const auto found = inside_->aliases.find(link_of(provider, attribute, value));
    return found == inside_->aliases.end() ? nullptr : &inside_->users.find(*found->second.begin())->second;
}

void UserPool::note_aliases(const UserEntry& user, bool there) {
    const std::string key = key_of(user.name);
    std::vector<std::string> aliases;
    for (const char* const name : {"email", "phone_number", "preferred_username"}) {
        const std::string value = user.attribute(name);
        if (!value.empty()) aliases.push_back(fmt::format("{}:{}", name, key_of(value)));
    }
    for (const LinkedUser& each : user.linked) aliases.push_back(link_of(each.provider, each.attribute, each.user));
    for (const std::string& alias : aliases) {
        auto& owners = inside_->aliases[alias];
        if (there) {
            owners.insert(key);
        } else {
            owners.erase(key);
        }
        if (owners.empty()) inside_->aliases.erase(alias);
    }
    if (there) {
        inside_->by_sub.insert_or_assign(user.sub, key);
    } else {
        inside_->by_sub.erase(user.sub);
    }
}

const ClientEntry& UserPool::put(ClientEntry part) {
    std::string id = part.id();
    return inside_->clients.insert_or_assign(std::move(id), std::move(part)).first->second;
}

const UserEntry& UserPool::put(UserEntry part) {
    const std::string key = key_of(part.name);
    const auto before = inside_->users.find(key);
    if (before != inside_->users.end()) note_aliases(before->second, false);
    const UserEntry& user = inside_->users.insert_or_assign(key, std::move(part)).first->second;
    note_aliases(user, true);
    // A row of a user that the scenario has, too, counts instead.
    constexpr std::string_view prefix = "user-";
    std::uint64_t index = seeds_.size();
    if (!seeds_.empty() && key.starts_with(prefix))
        (void)std::from_chars(key.data() + prefix.size(), key.data() + key.size(), index);
    if (index < seeds_.size() && user_name(index) == key) seeds_[index].reset();
    return user;
}

const GroupType& UserPool::put(GroupType part) {
    std::string name = *part.group_name;
    return inside_->groups.insert_or_assign(std::move(name), std::move(part)).first->second;
}

const ResourceServerType& UserPool::put(ResourceServerType part) {
    std::string id = *part.identifier;
    return inside_->servers.insert_or_assign(std::move(id), std::move(part)).first->second;
}

const DomainDescriptionType& UserPool::put(DomainDescriptionType part) {
    std::string name = *part.domain;
    return inside_->domains.insert_or_assign(std::move(name), std::move(part)).first->second;
}

const IdentityProviderType& UserPool::put(IdentityProviderType part) {
    std::string name = *part.provider_name;
    return inside_->providers.insert_or_assign(std::move(name), std::move(part)).first->second;
}

const ImportEntry& UserPool::put(ImportEntry part) {
    std::string id = part.job.job_id.value_or("");
    return inside_->imports.insert_or_assign(std::move(id), std::move(part)).first->second;
}

const ImportFile& UserPool::put(ImportFile part) {
    std::string id = part.job;
    return inside_->import_files.insert_or_assign(std::move(id), std::move(part)).first->second;
}

const LookEntry& UserPool::put(LookEntry part) {
    std::string client = part.client;
    return inside_->looks.insert_or_assign(std::move(client), std::move(part)).first->second;
}

const AuthEventEntry& UserPool::put(AuthEventEntry part) {
    std::string key = part.key;
    return inside_->events.insert_or_assign(std::move(key), std::move(part)).first->second;
}

namespace {

template <class T>
void drop_part(UserPool::Parts<T>& parts, std::string_view name) {
    const auto found = parts.find(name);
    if (found != parts.end()) parts.erase(found);
}

}  // namespace

void UserPool::drop_client(std::string_view id) { drop_part(inside_->clients, id); }
void UserPool::drop_group(std::string_view name) { drop_part(inside_->groups, name); }
void UserPool::drop_server(std::string_view id) { drop_part(inside_->servers, id); }
void UserPool::drop_domain(std::string_view name) { drop_part(inside_->domains, name); }
void UserPool::drop_provider(std::string_view name) { drop_part(inside_->providers, name); }

void UserPool::drop_import(std::string_view job) { drop_part(inside_->imports, job); }
void UserPool::drop_import_file(std::string_view job) { drop_part(inside_->import_files, job); }

void UserPool::drop_look(std::string_view client) { drop_part(inside_->looks, client); }
void UserPool::drop_event(std::string_view key) { drop_part(inside_->events, key); }

void UserPool::drop_user(std::string_view name) {
    const UserEntry* const user = find_user(name);
    if (user == nullptr) return;
    for (const Session* session : sessions_.of_user(user->name)) {
        const std::string origin = session->origin;
        sessions_.remove(origin);
    }
    note_aliases(*user, false);
    attempts_.erase(user->name);
    inside_->users.erase(key_of(user->name));
}

AuthError UserPool::refused(std::string message) {
    refused_.add();
    return {"NotAuthorizedException", std::move(message), false};
}

std::optional<AuthError> UserPool::refuse_attempt(const std::string& user) {
    const auto found = attempts_.find(user);
    if (found == attempts_.end()) return std::nullopt;
    if (found->second.locked_until > context_.now()) return refused("Password attempts exceeded");
    if (context_.now() - found->second.last >= longest_lockout) attempts_.erase(found);
    return std::nullopt;
}

void UserPool::failed_attempt(const std::string& user) {
    refused_.add();
    Attempts& attempts = attempts_[user];
    attempts.last = context_.now();
    if (++attempts.failed < free_attempts) return;
    const std::uint64_t doubled = std::min<std::uint64_t>(attempts.failed - free_attempts, 10);
    attempts.locked_until =
        context_.clock.after(std::min<Duration>(std::chrono::seconds(std::uint64_t{1} << doubled), longest_lockout));
}

std::optional<AuthError> UserPool::check_password(const UserEntry& user, std::string_view password) {
    if (auto locked = refuse_attempt(user.name)) return locked;
    const auto kept = Password::read(user.password);
    if (kept && kept->is(password)) {
        good_attempt(user.name);
        return std::nullopt;
    }
    failed_attempt(user.name);
    return AuthError{"NotAuthorizedException", "Incorrect username or password.", false};
}

UserPool::SrpSecret UserPool::srp_secret(const UserEntry& user) {
    if (!user.verifier.empty()) return {user.salt, user.verifier};
    // The scenario's password, if the user still has that one; anybody else has none.
    UserEntry changed = user;
    const auto kept = Password::read(user.password);
    const bool is_usual = kept && kept->is(config_.password);
    changed.salt = srp_salt(random_);
    changed.verifier = srp_verifier({short_id(), user.name},
                                    is_usual ? config_.password : draw(random_, alphanumeric, 32), changed.salt);
    SrpSecret secret{changed.salt, changed.verifier};
    put(std::move(changed));
    return secret;
}

void UserPool::set_password(UserEntry& user, std::string_view password) {
    if (!user.password.empty()) user.passwords_before.insert(user.passwords_before.begin(), user.password);
    constexpr std::size_t longest_history = 24;  // PasswordHistorySize
    if (user.passwords_before.size() > longest_history) user.passwords_before.resize(longest_history);
    user.password = Password(password, random_).text();
    user.salt = srp_salt(random_);
    user.verifier = srp_verifier({short_id(), user.name}, password, user.salt);
    user.password_until.reset();
}

std::string UserPool::draw_refresh_token() {
    // Cognito's is an encrypted JWE, opaque to everyone else: a header that says so and four parts. Here they are
    // chance.
    std::string token = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ";
    for (const std::size_t letters : {342, 16, 64, 22}) token += "." + draw(random_, alphanumeric, letters);
    return token;
}

Result<Tokens, AuthError> UserPool::sign_in(std::string_view name, std::string_view password) {
    const UserEntry* const user = find_user(name);
    const auto client = inside_->clients.find(client_id_);
    if (user == nullptr || client == inside_->clients.end() || !user->enabled || user->status != "CONFIRMED")
        return refused("Incorrect username or password.");
    if (auto wrong = check_password(*user, password)) return std::move(*wrong);
    sign_ins_.add();
    Session session;
    session.user = user->name;
    session.client = client_id_;
    session.scope = "aws.cognito.signin.user.admin";
    session.origin = draw_uuid(random_);
    session.authenticated = context_.calendar();
    session.expires = context_.clock.after(client->second.refresh_ttl);
    Tokens tokens = issue(session);
    tokens.refresh_token = draw_refresh_token();
    sessions_.add(tokens.refresh_token, std::move(session));
    return tokens;
}

Result<Tokens, AuthError> UserPool::refresh(std::string_view refresh_token) {
    const Session* session = sessions_.find(refresh_token);
    if (session == nullptr) return refused("Invalid Refresh Token");
    if (session->revoked) return refused("Refresh Token has been revoked");
    if (session->expires <= context_.now()) return refused("Refresh Token has expired");
    return issue(*session);
}

UserPool::Begun UserPool::begin(std::string_view user, const ClientEntry& client, std::string scope) {
    sign_ins_.add();
    Session session;
    session.user = std::string(user);
    session.client = client.id();
    session.scope = std::move(scope);
    session.origin = draw_uuid(random_);
    session.authenticated = context_.calendar();
    session.expires = context_.clock.after(client.refresh_ttl);
    std::string token = draw_refresh_token();
    Session& there = sessions_.add(token, std::move(session));
    return {&there, std::move(token)};
}

std::string UserPool::rotate(const Session& session, std::string_view refresh_token) {
    constexpr std::size_t most_older = 32;
    std::string token = draw_refresh_token();
    Session changed = session;
    changed.older.try_emplace(changed.token);
    OlderToken& given = changed.older[aws::sha256(refresh_token).hex()];
    if (!given.is_spent) given = {true, context_.now()};
    while (changed.older.size() > most_older) {
        const auto rank = [](const auto& each) { return std::pair(!each.second.is_spent, each.second.spent); };
        changed.older.erase(std::min_element(changed.older.begin(), changed.older.end(),
                                             [&](const auto& a, const auto& b) { return rank(a) < rank(b); }));
    }
    sessions_.remove(changed.origin);
    sessions_.add(token, std::move(changed));
    return token;
}

Verified UserPool::verify(std::string_view token, Instant now) {
    const Claims* claims = verified_.find(token);
    if (claims == nullptr) {
        Verified checked = check_token(token, *key_, issuer_);
        if (!checked.ok()) return checked;
        claims = &verified_.add(token, std::move(*checked));
    }
    if (claims->expires <= now) {
        return AuthError{"NotAuthorizedException", "Access Token has expired", true};
    }
    return *claims;
}

bool UserPool::revoked(const Claims& claims) {
    if (claims.origin.empty()) {
        // Of a client without revocation, whose users may sign out all the same: whichever began then.
        const auto sessions = sessions_.of_user(claims.username);
        return std::any_of(sessions.begin(), sessions.end(), [&claims](const Session* each) {
            return each->revoked && each->client == claims.client &&
                   unix_seconds(each->authenticated) == unix_seconds(claims.authenticated);
        });
    }
    const Session* const session = sessions_.of_origin(claims.origin);
    return session != nullptr && session->revoked;
}

std::string UserPool::jwks() const {
    using Json = nlohmann::json;
    const Json key{{"alg", "RS256"}, {"e", key_->exponent()}, {"kid", key_->id()},
                   {"kty", "RSA"},   {"n", key_->modulus()},  {"use", "sig"}};
    return Json{{"keys", Json::array({key})}}.dump();
}

}  // namespace wt::identity

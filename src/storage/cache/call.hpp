#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/ascii.hpp"
#include "storage/cache/engine.hpp"

namespace wt::cache {

inline constexpr std::string_view wrong_type = "WRONGTYPE Operation against a key holding the wrong kind of value";
inline constexpr std::string_view no_integer = "ERR value is not an integer or out of range";
inline constexpr std::string_view no_float = "ERR value is not a valid float";
inline constexpr std::string_view syntax_error = "ERR syntax error";
inline constexpr std::string_view no_such_key = "ERR no such key";

[[nodiscard]] std::optional<std::int64_t> integer_of(std::string_view text);
[[nodiscard]] std::optional<double> real_of(std::string_view text);

/// A value of a kind that a key holds, or may hold.
template <class Kind>
struct Held {
    Keyspace::Entry* entry = nullptr;
    Kind* value = nullptr;  // null: there is none
    bool wrong = false;     // another kind; the client has been told
};

/// One command that is being run.
struct Call {
    Engine& engine;
    Session& session;
    Redis& redis;
    std::span<const std::string_view> args;  // with the name
    RespWriter out;
    bool within_transaction = false;  // then nothing waits

    [[nodiscard]] Keyspace& keys() const { return redis.keyspace(); }
    [[nodiscard]] std::size_t database() const { return session.database_; }
    [[nodiscard]] bool is(std::size_t at, std::string_view word) const { return same_ignoring_case(args[at], word); }
    [[nodiscard]] Keyspace::Entry* find(std::string_view key) const { return keys().find(database(), key); }

    template <class Kind>
    [[nodiscard]] Held<Kind> held(std::string_view key) {
        Keyspace::Entry* const entry = find(key);
        if (entry == nullptr) return {};
        auto* const value = std::get_if<std::unique_ptr<Kind>>(&entry->value);
        if (value == nullptr) {
            out.error(wrong_type);
            return {entry, nullptr, true};
        }
        return {entry, value->get(), false};
    }
    /// An empty one is made where there is none: it must get something.
    template <class Kind>
    [[nodiscard]] Held<Kind> make(std::string_view key) {
        Held<Kind> there = held<Kind>(key);
        if (there.entry != nullptr) return there;
        Keyspace::Entry& entry = keys().put(database(), Text(key), std::make_unique<Kind>());
        return {&entry, std::get<std::unique_ptr<Kind>>(entry.value).get(), false};
    }
    [[nodiscard]] Held<Text> text(std::string_view key) {
        Keyspace::Entry* const entry = find(key);
        if (entry == nullptr) return {};
        Text* const value = std::get_if<Text>(&entry->value);
        if (value == nullptr) out.error(wrong_type);
        return {entry, value, value == nullptr};
    }
    /// The number, or nothing after the client has been told that it is none.
    [[nodiscard]] std::optional<std::int64_t> integer(std::size_t at) {
        const auto number = integer_of(args[at]);
        if (!number) out.error(no_integer);
        return number;
    }
    /// When a lifetime ends that is said there, in seconds or milliseconds, from now or since 1970; or nothing after
    /// the client has been told that there is no such time. What ends in more than two hundred years ends then.
    [[nodiscard]] std::optional<Instant> end_of_life(std::size_t at, bool seconds, bool moment) const;
    [[nodiscard]] std::optional<double> real(std::size_t at) {
        const auto number = real_of(args[at]);
        if (!number) out.error(no_float);
        return number;
    }
    /// Another value in the place of a text's; its lifetime stays.
    void rewrite(Keyspace::Entry& entry, Text value) {
        const Change change(keys(), entry);
        entry.value = std::move(value);
    }
    void put_text(std::string_view key, std::string_view value) {
        (void)keys().put(database(), Text(key), Text(value));
    }
    void wrong_arguments() const;
};

/// What commands of connections look at and change in their session.
struct SessionAccess {
    Session& session;
    [[nodiscard]] std::uint64_t& id() const { return session.id_; }
    [[nodiscard]] int& protocol() const { return session.protocol_; }
    [[nodiscard]] std::size_t& database() const { return session.database_; }
    [[nodiscard]] std::string& name() const { return session.name_; }
    [[nodiscard]] std::string& library() const { return session.library_; }
    [[nodiscard]] std::string& library_version() const { return session.library_version_; }
    [[nodiscard]] std::string& user() const { return session.user_; }
    [[nodiscard]] bool waits() const { return session.wait_ != nullptr; }
    [[nodiscard]] bool is_replica() const { return session.role_ == NodeRole::replica; }
    [[nodiscard]] const std::string& from() const { return session.from_; }
    [[nodiscard]] Instant since() const { return session.since_; }
    [[nodiscard]] bool& queues() const { return session.queues_; }
    [[nodiscard]] bool& queue_broken() const { return session.queue_broken_; }
    [[nodiscard]] bool& replies() const { return session.replies_; }
    [[nodiscard]] bool& reads_replica() const { return session.reads_replica_; }
    [[nodiscard]] std::int64_t node() const { return session.node_; }
    [[nodiscard]] std::vector<std::vector<std::string>>& queue() const { return session.queue_; }
    [[nodiscard]] std::shared_ptr<Watch>& watch() const { return session.watch_; }
    [[nodiscard]] const std::set<std::string, std::less<>>& channels() const { return session.channels_; }
    [[nodiscard]] const std::set<std::string, std::less<>>& patterns() const { return session.patterns_; }
    [[nodiscard]] RespReader& reader() const { return session.reader_; }
    [[nodiscard]] std::size_t subscriptions() const { return channels().size() + patterns().size(); }
    void unwatch() const {
        if (session.watch_) session.watch_->over = true;
        session.watch_.reset();
    }
};

}  // namespace wt::cache

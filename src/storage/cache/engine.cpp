#include "storage/cache/engine.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "storage/cache/call.hpp"
#include "storage/cache/glob.hpp"

namespace wt::cache {

namespace {

/// Names of commands that Redis has, and a cache of ours has not. Others are unknown, as those are that ElastiCache
/// keeps to itself (CONFIG, DEBUG, SAVE, ...).
constexpr std::string_view scripts = "eval eval_ro evalsha evalsha_ro script function fcall fcall_ro";
constexpr std::string_view unwritten[] = {
    "hexpire hexpireat hexpiretime hpexpire hpexpireat hpexpiretime hpersist hpttl httl hgetex hgetdel hsetex",
    "dump restore",
    "monitor",
    "spublish ssubscribe sunsubscribe",
    "xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup xrevrange xsetid xtrim",
};

/// One of those words, with a space between each two.
[[nodiscard]] bool is_among(std::string_view words, std::string_view name) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (same_ignoring_case(words.substr(0, end), name)) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

void unknown(RespWriter& out, std::span<const std::string_view> arguments) {
    const std::string_view name = arguments[0].substr(0, 128);
    if (is_among(scripts, name))
        return out.error(fmt::format("ERR Windtunnel runs no scripts: {} is not implemented", name));
    if (std::any_of(std::begin(unwritten), std::end(unwritten), [&](auto row) { return is_among(row, name); }))
        return out.error(fmt::format("ERR Windtunnel does not implement {} yet", name));
    std::string text = fmt::format("ERR unknown command '{}', with args beginning with: ", name);
    for (const std::string_view argument : arguments.subspan(1)) {
        if (text.size() > 256) break;
        text += fmt::format("'{}' ", argument.substr(0, 128));
    }
    out.error(text);
}

[[nodiscard]] bool has_arity(const Command& command, std::size_t arguments) {
    const auto count = static_cast<int>(std::min<std::size_t>(arguments, 1U << 30));
    return command.arity >= 0 ? count == command.arity : count >= -command.arity;
}

}  // namespace

std::optional<std::int64_t> integer_of(std::string_view text) {
    // As Redis writes them, and no other way.
    if (text.empty() || (text.size() > 1 && (text[0] == '0' || (text[0] == '-' && text[1] == '0'))))
        return std::nullopt;
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> real_of(std::string_view text) {
    const bool plus = text.starts_with('+');
    if (plus) text.remove_prefix(1);
    if (text.empty() || (plus && text[0] == '-')) return std::nullopt;
    double number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc() || end != text.data() + text.size() || number != number) return std::nullopt;
    return number;
}

std::optional<Instant> Call::end_of_life(std::size_t at, bool seconds, bool moment) const {
    const auto number = integer_of(args[at]);
    RespWriter answer(out);
    if (!number) {
        answer.error(no_integer);
        return std::nullopt;
    }
    __extension__ typedef __int128 Wide;  // nanoseconds
    const Context& context = engine.context();
    const Wide now = context.now().time_since_epoch().count();
    const Wide calendar = context.calendar().time_since_epoch().count();
    // Redis counts milliseconds since 1970 in 64 bits.
    constexpr Wide millisecond = 1'000'000;
    const Wide span = Wide{*number} * (seconds ? 1000 : 1);
    const Wide ends = span * millisecond - (moment ? calendar : Wide{0});  // from now
    const Wide since_1970 = (ends + calendar) / millisecond;
    const bool fits = [](Wide value) { return value <= INT64_MAX && value >= INT64_MIN; }(span);
    if (!fits || since_1970 > INT64_MAX) {
        answer.error(fmt::format("ERR invalid expire time in '{}' command", lowered(args[0])));
        return std::nullopt;
    }
    constexpr Wide furthest = Duration(std::chrono::hours(200 * 365 * 24)).count();
    return Instant(Duration(
        static_cast<std::int64_t>(std::clamp<Wide>(now + std::clamp(ends, -now - 1, furthest), -1, INT64_MAX - 1))));
}

void Call::wrong_arguments() const {
    RespWriter(out).error(fmt::format("ERR wrong number of arguments for '{}' command", lowered(args[0])));
}

const std::vector<Command>& all_commands() {
    static const std::vector<Command> all = [] {
        std::vector<Command> made;
        for (const auto part : {string_commands(), list_commands(), hash_commands(), set_commands(),
                                sorted_set_commands(), sorted_set_join_commands(), multiple_pop_commands(),
                                geo_commands(), hyper_log_log_commands(), bit_commands(), sort_commands(),
                                key_commands(), connection_commands(), pubsub_commands(), cluster_commands()})
            made.insert(made.end(), part.begin(), part.end());
        std::sort(made.begin(), made.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return made;
    }();
    return all;
}

const Command* find_command(std::string_view name) {
    constexpr std::size_t longest = 24;
    if (name.size() > longest) return nullptr;
    char small[longest];
    std::transform(name.begin(), name.end(), small, [](char c) { return lower(c); });
    const std::string_view wanted(small, name.size());
    const auto& all = all_commands();
    const auto found = std::lower_bound(all.begin(), all.end(), wanted,
                                        [](const Command& each, std::string_view key) { return each.name < key; });
    return found != all.end() && found->name == wanted ? &*found : nullptr;
}

std::vector<std::string_view> categories_of(const Command& command) {
    std::vector<std::string_view> all;
    const auto add = [&](unsigned flag, std::string_view name) {
        if ((command.flags & flag) != 0) all.push_back(name);
    };
    add(writes, "@write");
    add(reads, "@read");
    add(is_dangerous | is_dangerous_to_all, "@dangerous");
    add(is_dangerous, "@admin");
    add(of_pubsub, "@pubsub");
    add(may_block, "@blocking");
    add(of_strings, "@string");
    add(of_lists, "@list");
    add(of_hashes, "@hash");
    add(of_sets, "@set");
    add(of_sorted_sets, "@sortedset");
    add(of_keys, "@keyspace");
    add(of_connections, "@connection");
    add(of_transactions, "@transaction");
    add(of_places, "@geo");
    add(of_logs, "@hyperloglog");
    add(of_bits, "@bitmap");
    all.push_back((command.flags & is_fast) != 0 ? "@fast" : "@slow");
    return all;
}

std::vector<std::size_t> keys_of(const Command& command, std::span<const std::string_view> arguments) {
    std::vector<std::size_t> all;
    const auto count = static_cast<int>(arguments.size());
    const int last = command.last_key < 0 ? count + command.last_key : command.last_key;
    for (int at = command.first_key; command.first_key > 0 && at <= last && at < count; at += command.step)
        all.push_back(static_cast<std::size_t>(at));
    if (command.count_at == 0 || command.count_at >= count) return all;
    const auto first = static_cast<std::size_t>(command.count_at) + 1;
    const std::int64_t keys = integer_of(arguments[first - 1]).value_or(0);
    for (std::size_t at = first; at < arguments.size() && static_cast<std::int64_t>(at - first) < keys; ++at)
        all.push_back(at);
    return all;
}

Session::Session(Engine& engine, NodeRole role, std::string from, std::function<void()> wake, std::int64_t node)
    : engine_(engine),
      role_(role),
      node_(node),
      from_(std::move(from)),
      wake_(std::move(wake)),
      since_(engine.context_.now()) {
    ++engine_.connections_of_node_[node_];
    id_ = ++engine_.connections_;
    ++engine_.sessions_of_[static_cast<std::size_t>(role_)];
    ++engine_.connections_of_[static_cast<std::size_t>(role_)];
    engine_.sessions_.push_back(this);
    const User* const user = engine_.user("default");
    if (user != nullptr && user->enabled && !user->needs_password) user_ = "default";
    reader_.set_unknown(user_.empty());
}

Session::~Session() {
    engine_.forget(*this);
    engine_.sessions_.remove(this);
    --engine_.sessions_of_[static_cast<std::size_t>(role_)];
}

void Session::end() {
    over_ = true;
    if (!feeding_) wake_();
}

void Session::feed(std::string_view bytes) {
    engine_.counts_.bytes_in += bytes.size();
    reader_.add(bytes);
    run();
}

void Session::feed_failing(std::string_view bytes, std::string_view error) {
    reader_.add(bytes);
    std::vector<std::string_view> arguments;
    while (!over_ && reader_.next(arguments) == RespReader::State::complete) {
        if (!arguments.empty()) RespWriter(out, protocol_).error(error);
    }
}

void Session::run() {
    if (feeding_) return;
    feeding_ = true;
    const std::size_t before = out.size();
    std::vector<std::string_view> arguments;
    while (!over_ && wait_ == nullptr) {
        const RespReader::State state = reader_.next(arguments);
        if (state == RespReader::State::incomplete) break;
        if (state == RespReader::State::broken) {
            RespWriter(out, protocol_).error("ERR " + reader_.problem());
            over_ = true;
            break;
        }
        if (!arguments.empty()) engine_.run(*this, arguments);
    }
    engine_.counts_.bytes_out += out.size() - before;
    feeding_ = false;
}

Engine::Engine(const Context& context, const Shelf<Redis>::Place& store, EngineConfig config)
    : context_(context), store_(store) {
    configure(std::move(config));
}

Engine::~Engine() {
    if (config_.cluster != nullptr) config_.cluster->leave(*this);
}

void Engine::configure(EngineConfig config) {
    if (config_.cluster != nullptr) config_.cluster->leave(*this);
    config_ = std::move(config);
    if (config_.cluster != nullptr) config_.cluster->join(*this);
}

const User* Engine::user(std::string_view name) const {
    for (const User& each : config_.users) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

void Engine::end_all() {
    const std::vector<Session*> all(sessions_.begin(), sessions_.end());
    for (Session* const session : all) session->end();
}

bool Engine::may(Session& session, const Command& command, std::span<const std::string_view> arguments,
                 RespWriter& out) {
    if ((command.flags & before_auth) != 0) return true;
    const User* const known = session.user_.empty() ? nullptr : user(session.user_);
    if (known == nullptr || !known->enabled) {
        out.error("NOAUTH Authentication required.");
        return false;
    }
    if (known->access == "~* &* +@all") return true;
    if (!known->may_run(command.name, categories_of(command))) {
        ++counts_.forbidden_commands;
        out.error(fmt::format("NOPERM User {} has no permissions to run the '{}' command", known->name, command.name));
        return false;
    }
    for (const std::size_t at : keys_of(command, arguments)) {
        if (known->may_touch(arguments[at])) continue;
        ++counts_.forbidden_keys;
        out.error("NOPERM No permissions to access a key");
        return false;
    }
    return true;
}

void Engine::run(Session& session, const std::vector<std::string_view>& arguments) {
    ++commands_;
    ++session.commands_;
    const std::size_t before = session.out.size();
    RespWriter out(session.out, session.protocol_);
    const Command* const command = find_command(arguments[0]);
    const auto refuse_queued = [&] { session.queue_broken_ = session.queues_; };
    if (store_ == nullptr) {
        session.over_ = true;
        return;
    }
    if (command == nullptr) {
        refuse_queued();
        return unknown(out, arguments);
    }
    if (!has_arity(*command, arguments.size())) {
        refuse_queued();
        return out.error(fmt::format("ERR wrong number of arguments for '{}' command", command->name));
    }
    if (!may(session, *command, arguments, out)) return refuse_queued();
    if (config_.most_units > 0 && !has_units()) {
        refuse_queued();
        // Assumed: that it is refused, and the words.
        return out.error("ERR Request rate exceeds the maximum ECPUs per second of this cache");
    }
    if (config_.cluster != nullptr && !are_here(session, *command, arguments, out)) {
        if (command->name != "exec") return refuse_queued();
        session.queues_ = session.queue_broken_ = false;
        session.queue_.clear();
        return SessionAccess(session).unwatch();
    }
    const bool listens = !session.channels_.empty() || !session.patterns_.empty();
    if (listens && session.protocol_ == 2 && (command->flags & of_pubsub) == 0 && command->name != "ping" &&
        command->name != "quit" && command->name != "reset")
        return out.error(fmt::format(
            "ERR Can't execute '{}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this "
            "context",
            command->name));
    if (session.role_ == NodeRole::replica && (command->flags & writes) != 0) {
        refuse_queued();
        return out.error("READONLY You can't write against a read only replica.");
    }
    if (session.queues_ && (command->flags & not_queued) == 0) {
        if ((command->flags & takes_memory) != 0 && !store_->keyspace().make_room(0)) {
            refuse_queued();
            return out.error("OOM command not allowed when used memory > 'maxmemory'.");
        }
        auto& queued = session.queue_.emplace_back();
        for (const std::string_view argument : arguments) queued.emplace_back(argument);
        return out.simple("QUEUED");
    }
    execute(session, *command, arguments, session.out);
    if (config_.cluster != nullptr) take_units(arguments, session.out.size() - std::min(before, session.out.size()));
    if (!session.replies_ && command->name != "client") session.out.resize(before);
    if (!ready_.empty()) serve_waiting();
}

void Engine::execute(Session& session, const Command& command, std::span<const std::string_view> arguments,
                     std::string& to) {
    const bool within = &to != &session.out;
    Call call{*this, session, *store_, arguments, RespWriter(to, session.protocol_), within};
    if ((command.flags & writes) != 0) {
        store_->keyspace().erase_expired();
        for (const std::string_view each : arguments) counts_.replicated += each.size();
    }
    if ((command.flags & takes_memory) != 0 && !store_->keyspace().make_room(0))
        return call.out.error("OOM command not allowed when used memory > 'maxmemory'.");
    command.run(call);
}

std::int64_t Engine::publish(std::string_view channel, std::string_view message) {
    if (config_.cluster != nullptr) {
        for (Engine* const other : config_.cluster->engines()) {
            if (other != this) (void)other->tell_listeners(channel, message);
        }
    }
    return tell_listeners(channel, message);
}

std::int64_t Engine::tell_listeners(std::string_view channel, std::string_view message) {
    std::int64_t heard = 0;
    const auto tell = [&](Session& session, std::string_view kind, std::string_view pattern) {
        RespWriter out(session.out, session.protocol_);
        out.push(pattern.data() == nullptr ? 3 : 4);
        out.bulk(kind);
        if (pattern.data() != nullptr) out.bulk(pattern);
        out.bulk(channel);
        out.bulk(message);
        if (!session.feeding_) session.wake_();
        ++heard;
    };
    if (const auto found = channels_.find(channel); found != channels_.end()) {
        const std::vector<Session*> listeners = found->second;
        for (Session* const session : listeners) tell(*session, "message", {});
    }
    for (const auto& [pattern, listeners] : patterns_) {
        if (!matches_glob(pattern, channel)) continue;
        for (Session* const session : listeners) tell(*session, "pmessage", pattern);
    }
    return heard;
}

void Engine::subscribe(Session& session, std::string_view channel, bool pattern) {
    auto& own = pattern ? session.patterns_ : session.channels_;
    if (own.insert(std::string(channel)).second)
        (pattern ? patterns_ : channels_)[std::string(channel)].push_back(&session);
}

bool Engine::unsubscribe(Session& session, std::string_view channel, bool pattern) {
    auto& own = pattern ? session.patterns_ : session.channels_;
    const auto mine = own.find(channel);
    if (mine == own.end()) return false;
    auto& all = pattern ? patterns_ : channels_;
    const auto found = all.find(channel);
    std::erase(found->second, &session);
    if (found->second.empty()) all.erase(found);
    own.erase(mine);
    return true;
}

void Engine::wait(Session& session, std::span<const std::string_view> arguments, std::vector<std::string> keys,
                  Instant until) {
    auto wait = std::make_unique<Session::Wait>();
    for (const std::string_view argument : arguments) wait->arguments.emplace_back(argument);
    wait->database = session.database_;
    wait->number = ++waits_;
    for (const std::string& key : keys) {
        auto& line = waiting_[{session.database_, key}];
        if (std::find(line.begin(), line.end(), &session) == line.end()) line.push_back(&session);
    }
    wait->keys = std::move(keys);
    session.wait_ = std::move(wait);
    if (until != never) timing_.spawn(time_out(session.id_, session.wait_->number, until));
}

void Engine::stop_waiting(Session& session) {
    if (session.wait_ == nullptr) return;
    for (const std::string& key : session.wait_->keys) {
        const auto found = waiting_.find({session.wait_->database, key});
        if (found == waiting_.end()) continue;
        found->second.remove(&session);
        if (found->second.empty()) waiting_.erase(found);
    }
    session.wait_.reset();
}

void Engine::ready(std::size_t database, std::string_view key) {
    if (waiting_.empty()) return;
    Place place{database, key};
    if (waiting_.contains(place)) ready_.push_back(std::move(place));
}

/// Who has waited longest is served first; a command that is served may bring something to another key.
void Engine::serve_waiting() {
    if (std::exchange(serving_, true)) return;
    std::vector<Session*> go_on;
    while (!ready_.empty()) {
        const Place place = std::move(ready_.back());
        ready_.pop_back();
        while (true) {
            const auto line = waiting_.find(place);
            if (line == waiting_.end()) break;
            Session* const session = line->second.front();
            const std::unique_ptr<Session::Wait> wait = std::move(session->wait_);
            std::vector<std::string_view> arguments(wait->arguments.begin(), wait->arguments.end());
            std::string answer;
            const Command* const command = find_command(arguments[0]);
            // As in a transaction: what finds nothing says so instead of waiting.
            execute(*session, *command, arguments, answer);
            session->wait_ = std::make_unique<Session::Wait>(*wait);
            if (answer == "*-1\r\n" || answer == "$-1\r\n" || answer == "_\r\n") break;
            session->out += answer;
            stop_waiting(*session);
            go_on.push_back(session);
        }
    }
    serving_ = false;
    for (Session* const session : go_on) {
        session->run();
        if (!session->feeding_) session->wake_();
    }
}

Task<void> Engine::time_out(std::uint64_t id, std::uint64_t number, Instant until) {
    co_await context_.clock.sleep_until(until);
    for (Session* const session : sessions_) {
        if (session->id_ != id || session->wait_ == nullptr || session->wait_->number != number) continue;
        const bool list = session->wait_->arguments[0].size() != 10;  // BRPOPLPUSH answers with no text
        RespWriter out(session->out, session->protocol_);
        list ? out.null_array() : out.null();
        stop_waiting(*session);
        session->run();
        session->wake_();
        co_return;
    }
}

void Engine::forget(Session& session) {
    stop_waiting(session);
    SessionAccess(session).unwatch();
    const auto leave = [&](Listeners& all, const std::set<std::string, std::less<>>& own) {
        for (const std::string& name : own) {
            const auto found = all.find(name);
            std::erase(found->second, &session);
            if (found->second.empty()) all.erase(found);
        }
    };
    leave(channels_, session.channels_);
    leave(patterns_, session.patterns_);
    session.channels_.clear();
    session.patterns_.clear();
}

}  // namespace wt::cache

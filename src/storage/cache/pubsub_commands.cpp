// Channels, and transactions.
#include <fmt/format.h>

#include "storage/cache/call.hpp"
#include "storage/cache/glob.hpp"

namespace wt::cache {

namespace {

void confirm(Call& call, std::string_view kind, std::optional<std::string_view> channel) {
    call.out.push(3);
    call.out.bulk(kind);
    channel ? call.out.bulk(*channel) : call.out.null();
    call.out.integer(static_cast<std::int64_t>(SessionAccess{call.session}.subscriptions()));
}

void subscribe(Call& call, bool pattern) {
    for (const std::string_view channel : call.args.subspan(1)) {
        const User* const user = call.engine.user(SessionAccess{call.session}.user());
        if (user != nullptr && !user->may_hear(channel))
            return call.out.error("NOPERM No permissions to access a channel");
        call.engine.subscribe(call.session, channel, pattern);
        confirm(call, pattern ? "psubscribe" : "subscribe", channel);
    }
}
void subscribe_channels(Call& call) { subscribe(call, false); }
void psubscribe(Call& call) { subscribe(call, true); }

void unsubscribe(Call& call, bool pattern) {
    const std::string_view kind = pattern ? "punsubscribe" : "unsubscribe";
    const SessionAccess session{call.session};
    std::vector<std::string> channels(call.args.begin() + 1, call.args.end());
    const auto& own = pattern ? session.patterns() : session.channels();
    if (channels.empty()) channels.assign(own.begin(), own.end());
    if (channels.empty()) return confirm(call, kind, std::nullopt);
    for (const std::string& channel : channels) {
        (void)call.engine.unsubscribe(call.session, channel, pattern);
        confirm(call, kind, channel);
    }
}
void unsubscribe_channels(Call& call) { unsubscribe(call, false); }
void punsubscribe(Call& call) { unsubscribe(call, true); }

void publish(Call& call) {
    const User* const user = call.engine.user(SessionAccess{call.session}.user());
    if (user != nullptr && !user->may_hear(call.args[1]))
        return call.out.error("NOPERM No permissions to access a channel");
    // What a client hears of its own stands before the answer.
    call.out.integer(call.engine.publish(call.args[1], call.args[2]));
}

void pubsub(Call& call) {
    if (call.is(1, "channels") && call.args.size() <= 3) {
        std::vector<std::string_view> found;
        for (const auto& [channel, listeners] : call.engine.channels()) {
            if (call.args.size() == 2 || matches_glob(call.args[2], channel)) found.push_back(channel);
        }
        call.out.array(found.size());
        for (const std::string_view channel : found) call.out.bulk(channel);
    } else if (call.is(1, "numsub")) {
        call.out.array(2 * (call.args.size() - 2));
        for (const std::string_view channel : call.args.subspan(2)) {
            const auto found = call.engine.channels().find(channel);
            call.out.bulk(channel);
            call.out.integer(found == call.engine.channels().end() ? 0
                                                                   : static_cast<std::int64_t>(found->second.size()));
        }
    } else if (call.is(1, "numpat") && call.args.size() == 2) {
        call.out.integer(static_cast<std::int64_t>(call.engine.patterns().size()));
    } else {
        call.out.error(fmt::format("ERR unknown subcommand or wrong number of arguments for '{}'. Try PUBSUB HELP.",
                                   call.args[1]));
    }
}

void end_transaction(const SessionAccess& session) {
    session.queues() = session.queue_broken() = false;
    session.queue().clear();
    session.unwatch();
}

void multi(Call& call) {
    const SessionAccess session{call.session};
    if (session.queues()) return call.out.error("ERR MULTI calls can not be nested");
    session.queues() = true;
    call.out.ok();
}

void discard(Call& call) {
    const SessionAccess session{call.session};
    if (!session.queues()) return call.out.error("ERR DISCARD without MULTI");
    end_transaction(session);
    call.out.ok();
}

void exec(Call& call) {
    const SessionAccess session{call.session};
    if (!session.queues()) return call.out.error("ERR EXEC without MULTI");
    const auto queue = std::move(session.queue());
    const bool broken = session.queue_broken();
    const bool dirty = session.watch() != nullptr && session.watch()->dirty;
    end_transaction(session);
    if (broken) return call.out.error("EXECABORT Transaction discarded because of previous errors.");
    if (dirty) return call.out.null_array();
    call.out.array(queue.size());
    std::string answers;
    for (const auto& queued : queue) {
        const std::vector<std::string_view> arguments(queued.begin(), queued.end());
        call.engine.execute(call.session, *find_command(arguments[0]), arguments, answers);
    }
    call.out.out() += answers;
}

void watch(Call& call) {
    const SessionAccess session{call.session};
    if (session.queues()) return call.out.error("ERR WATCH inside MULTI is not allowed");
    if (session.watch() == nullptr) session.watch() = std::make_shared<Watch>();
    for (const std::string_view key : call.args.subspan(1)) {
        (void)call.keys().peek(call.database(), key);  // what is over has gone before
        call.keys().watch(call.database(), key, session.watch());
    }
    call.out.ok();
}

void unwatch(Call& call) {
    SessionAccess{call.session}.unwatch();
    call.out.ok();
}

constexpr Command pubsub_rows[] = {
    {"subscribe", subscribe_channels, -2, of_pubsub},
    {"psubscribe", psubscribe, -2, of_pubsub},
    {"unsubscribe", unsubscribe_channels, -1, of_pubsub},
    {"punsubscribe", punsubscribe, -1, of_pubsub},
    {"publish", publish, 3, is_fast},
    {"pubsub", pubsub, -2, reads},
    {"multi", multi, 1, of_transactions | is_fast | not_queued},
    {"exec", exec, 1, of_transactions | not_queued},
    {"discard", discard, 1, of_transactions | is_fast | not_queued},
    {"watch", watch, -2, of_transactions | is_fast | not_queued, 1, -1, 1},
    {"unwatch", unwatch, 1, of_transactions | is_fast},
};

}  // namespace

std::span<const Command> pubsub_commands() { return pubsub_rows; }

}  // namespace wt::cache

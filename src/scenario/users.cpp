// Those who do one thing after another: sessions, and the users of a closed load.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "scenario/traffic.hpp"

namespace wt::scenario {

namespace {

/// What a user takes at least from one beginning to the next, so that one whom everything answers in no time at all
/// does not ask for ever at one moment. Assumed: what a program takes for itself.
constexpr Duration least_turn = 1ms;

}  // namespace

std::vector<MixEntry> Workload::entries() const {
    std::vector<MixEntry> all = mix;
    for (const Session& session : sessions) all.insert(all.end(), session.requests.begin(), session.requests.end());
    return all;
}

std::uint64_t Workload::most_users() const {
    std::uint64_t most = 0;
    for (const Phase& phase : phases) {
        if (phase.users) most = std::max({most, phase.users->first, phase.users->second});
    }
    return most;
}

std::size_t Traffic::pick_session(Random& draws) const {
    const std::vector<Session>& sessions = scenario_.workload.sessions;
    double left = sessions.size() == 1 ? 0 : draws.uniform() * total_session_weight_;
    for (std::size_t i = 0; i + 1 < sessions.size(); ++i) {
        left -= sessions[i].weight;
        if (left < 0) return i;
    }
    return sessions.size() - 1;
}

Task<void> Traffic::arrive_for_session() {
    // A stream of its own: what one does meanwhile shifts nobody else's draws.
    Random draws = context_.random(fmt::format("workload.session.{}", ++sessions_));
    Person person;
    person.client_class = pick_class(draws);
    person.client = draws.below(scenario_.workload.clients[person.client_class].ips);
    const std::size_t session = pick_session(draws);
    co_await play(session, person, draws);
}

Task<void> Traffic::play(std::size_t session, Person person, Random& draws) {
    const std::vector<Session::Step>& steps = scenario_.workload.sessions[session].steps;
    const std::size_t era = seen_.era();
    seen_.session_began(era, session);
    Memory memory;
    for (const Session::Step& step : steps) {
        if (step.share < 1 && !draws.chance(step.share)) continue;
        if (step.pause) {
            const Duration pause = step.pause->sample(draws);
            co_await context_.clock.sleep_for(pause);
            continue;
        }
        Plan next = plan(first_entries_[session] + step.request, person, &memory, draws);
        Ending ending;
        co_await client(std::move(next), &ending);
        if (ending.gave_up) {
            seen_.session_ended(era, session, SessionEnd::abandoned);
            co_return;
        }
        memory.take_cookies(ending.response);
        for (const Save& save : step.save) {
            std::optional<std::string> found = found_in(ending.response, save);
            if (!found) {
                ++broken_[{session, static_cast<std::size_t>(&step - steps.data())}];
                seen_.session_ended(era, session, SessionEnd::broken);
                co_return;
            }
            memory.save(save.name, std::move(*found));
        }
    }
    seen_.session_ended(era, session, SessionEnd::finished);
}

Task<void> Traffic::user(std::size_t number) {
    Random draws = context_.random(fmt::format("workload.user.{}.{}", number, ++seats_[number].visits));
    Person person;
    person.client_class = pick_class(draws);
    person.client = draws.below(scenario_.workload.clients[person.client_class].ips);
    users_->add(1, context_.now());
    while (number < wanted_) {
        const Instant began = context_.now();
        if (scenario_.workload.sessions.empty()) {
            const std::size_t entry = pick_entry(draws);
            Plan next = plan(entry, person, nullptr, draws);
            co_await client(std::move(next));
        } else {
            const std::size_t session = pick_session(draws);
            co_await play(session, person, draws);
        }
        if (number >= wanted_) break;
        const Instant next = context_.clock.after(scenario_.workload.think.sample(draws));
        co_await context_.clock.sleep_until(std::max(next, began + least_turn));
    }
    users_->add(-1, context_.now());
    seats_[number].taken = false;
}

void Traffic::want(std::uint64_t users) {
    const std::uint64_t before = std::exchange(wanted_, users);
    if (seats_.size() < users) seats_.resize(users);
    for (std::uint64_t number = before; number < users; ++number) {
        if (seats_[number].taken) continue;  // was to leave, and goes on
        seats_[number].taken = true;
        clients_.spawn(user(number));
    }
}

Task<void> Traffic::run_users(Instant start) {
    const Instant end = start + scenario_.length();
    Instant phase_start = start;
    for (const Phase& phase : scenario_.workload.phases) {
        const auto [from, to] = *phase.users;
        want(from);
        const std::uint64_t changes = from < to ? to - from : from - to;
        for (std::uint64_t i = 1; i <= changes; ++i) {
            // In the middle of its share of the time: all have changed when the phase ends.
            const double share = (static_cast<double>(i) - 0.5) / static_cast<double>(changes);
            const Instant next = phase_start + from_seconds(seconds(phase.duration) * share);
            if (next >= end) break;
            co_await context_.clock.sleep_until(next);
            want(from < to ? from + i : from - i);
        }
        phase_start += phase.duration;
        co_await context_.clock.sleep_until(std::min(phase_start, end));
    }
    want(0);
}

}  // namespace wt::scenario

#include "scenario/traffic.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "lambda/native_runtime.hpp"

namespace wt::scenario {

namespace {

/// The bytes of an answer in HTTP/1.1: the line of its status, its fields, and its body. One that broke off has none.
[[nodiscard]] std::uint64_t wire_size(const http::Response& response) {
    if (response.broken()) return 0;
    std::uint64_t bytes = std::string_view("HTTP/1.1 200 OK\r\n\r\n").size() + response.body.size();
    for (const http::Header& field : response.headers) bytes += field.name.size() + field.value.size() + 4;
    return bytes;
}

constexpr std::uint64_t traced_every = 997;
constexpr std::size_t recent_bound = 10'000;

/// Picks an index as often as its weight says.
template <class Items, class Weight>
[[nodiscard]] std::size_t pick(const Items& items, double total, Weight weight, Random& random) {
    if (items.size() == 1) return 0;
    double left = random.uniform() * total;
    for (std::size_t i = 0; i + 1 < items.size(); ++i) {
        left -= weight(items[i]);
        if (left < 0) return i;
    }
    return items.size() - 1;
}

}  // namespace

bool Traffic::retriable(const http::Response& response) {
    return response.broken() || response.status >= 500 || says_too_many(response);
}

http::IpAddress address_of(std::size_t client_class, std::uint64_t client) {
    return http::IpAddress::v4(static_cast<std::uint32_t>(0x0a000000U + (client_class << 20U) + (client & 0xfffffU)));
}

double ArrivalProcess::burst_factor(double at) {
    if (phase_.arrivals.kind != Arrivals::Kind::mmpp) return 1;
    const double on = seconds(phase_.arrivals.on);
    const double off = seconds(phase_.arrivals.off);
    while (!state_known_ || at >= state_until_) {
        bursting_ = state_known_ ? !bursting_ : random_.chance(on / (on + off));
        state_known_ = true;
        state_until_ += random_.exponential() * (bursting_ ? on : off);
    }
    // The pause's rate p and the burst's rate factor * p average to one.
    const double pause = (on + off) / (phase_.arrivals.factor * on + off);
    return bursting_ ? phase_.arrivals.factor * pause : pause;
}

double ArrivalProcess::peak(const Arrivals& arrivals) {
    if (arrivals.kind != Arrivals::Kind::mmpp) return 1;
    const double on = seconds(arrivals.on);
    const double off = seconds(arrivals.off);
    return std::max(arrivals.factor, 1.0) * (on + off) / (arrivals.factor * on + off);
}

std::optional<double> ArrivalProcess::next_at_rate(double factor) {
    // Time is where the integral of the rate, from * t + slope * t^2 / 2, reaches the next point of a unit process.
    const double length = seconds(phase_.duration);
    const double from = phase_.from.per_second() * factor;
    const double slope = length > 0 ? (phase_.to.per_second() * factor - from) / length : 0;
    if (phase_.arrivals.kind == Arrivals::Kind::regular) {
        // The first comes as the phase begins: 50/s for 10 s are 500.
        position_ = static_cast<double>(arrived_++);
        const double all = (from + from + slope * length) / 2 * length;
        if (position_ >= all * (1 - 1e-12)) return std::nullopt;
        if (position_ == 0) return 0.0;
    } else {
        position_ += random_.exponential();
    }
    double at = 0;
    if (slope == 0) {
        if (from <= 0) return std::nullopt;
        at = position_ / from;
    } else {
        const double root = from * from + 2 * slope * position_;
        if (root < 0) return std::nullopt;
        at = 2 * position_ / (from + std::sqrt(root));
    }
    if (!(at < length)) return std::nullopt;
    return at;
}

std::optional<Duration> ArrivalProcess::next() {
    if (phase_.arrivals.kind != Arrivals::Kind::mmpp) {
        const auto at = next_at_rate(1);
        return at ? std::optional(from_seconds(*at)) : std::nullopt;
    }
    // Thinning: points at the highest rate there can be, each kept with the share that its moment deserves.
    const double highest = peak(phase_.arrivals);
    for (;;) {
        const auto at = next_at_rate(highest);
        if (!at) return std::nullopt;
        if (random_.chance(burst_factor(*at) / highest)) return from_seconds(*at);
    }
}

Traffic::Traffic(const Context& context, const Scenario& scenario, Target& target, stack::Stack& stack,
                 WriteLedger& ledger)
    : context_(context),
      scenario_(scenario),
      target_(target),
      ledger_(ledger),
      seen_(context.metrics, scenario),
      arrivals_(context.random("workload.arrivals")),
      draws_(context.random("workload.requests")),
      backoff_(context.random("workload.backoff")),
      entries_(scenario.workload.entries()) {
    for (const MixEntry& entry : scenario.workload.mix) total_mix_weight_ += entry.weight;
    for (const MixEntry& entry : entries_) entered_.push_back(door_at(scenario.target_of(entry), stack));
    std::size_t first = scenario.workload.mix.size();
    for (const Session& session : scenario.workload.sessions) {
        first_entries_.push_back(std::exchange(first, first + session.requests.size()));
        total_session_weight_ += session.weight;
    }
    if (scenario.workload.replay) {
        const stack::Component* const api = scenario.architecture.api_behind(scenario.target_of(MixEntry()));
        router_.emplace(std::get<gateway::RestApiConfig>(api->config).routes);
    }
    if (scenario.workload.model == Workload::Model::closed) users_ = &context.metrics.gauge("http.users");
    for (const FaultSpec& fault : scenario.faults) {
        if (fault.kind == FaultKind::attack) attacked_.emplace(&fault, door_at(scenario.target_of(fault), stack));
        if (fault.kind != FaultKind::load) continue;
        entries_.push_back(fault.load);
        entered_.push_back(door_at(scenario.target_of(fault), stack));
    }
    written_.resize(entries_.size());
    const std::size_t of_workload = scenario.workload.entries().size();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        // Entries of one route write into one list.
        std::size_t list = i;
        for (std::size_t other = 0; other < i && i < of_workload && list == i; ++other) {
            if (entries_[other].route() == entries_[i].route()) list = other;
        }
        written_at_.push_back(list);
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const MixEntry& entry = entries_[i];
        Door& door = doors_[entered_[i]];
        keys_.emplace_back(entry.keys);
        wordings_.push_back(entry.said == nullptr ? nullptr : std::make_unique<Wording>(*entry.said));
        const std::string users = scenario.architecture.users_behind(door.component);
        if (entry.signs_in()) door.sign_in = target_.entrance(users);
        for (const ClientClass& client : scenario.workload.clients) {
            places_.push_back(seen_.place_of(entry.route(), client.name));
            sign_ins_.push_back(
                seen_.place_of(entry.signs_in() ? scenario.sign_in_route(door.component) : entry.route(), client.name));
        }
    }
    for (const ClientClass& client : scenario.workload.clients) total_client_weight_ += client.weight;
}

std::uint64_t key_population(const Scenario& scenario) {
    std::uint64_t largest = 0;
    const auto count = [&](const Keys& keys) {
        if (keys.kind == Keys::Kind::uniform || keys.kind == Keys::Kind::zipf) largest = std::max(largest, keys.n);
    };
    for (const MixEntry& entry : scenario.workload.entries()) count(entry.keys);
    for (const FaultSpec& fault : scenario.faults) {
        if (fault.kind == FaultKind::load) count(fault.load.keys);
    }
    return largest;
}

std::size_t Traffic::door_at(const std::string& target, stack::Stack& stack) {
    const stack::Architecture& architecture = scenario_.architecture;
    const std::string component = architecture.entrance_of(target);
    const auto known =
        std::find_if(doors_.begin(), doors_.end(), [&](const Door& door) { return door.component == component; });
    if (known != doors_.end()) return static_cast<std::size_t>(known - doors_.begin());
    Door door;
    door.component = component;
    door.entrance = target_.entrance(component);
    door.pop_weights = stack.pop_weights(component);
    const std::string users = architecture.users_behind(component);
    if (!users.empty()) door.users = &stack.user_pools().shelf().place(users);
    doors_.push_back(std::move(door));
    return doors_.size() - 1;
}

std::uint32_t Traffic::nearest_pop(const Door& door, std::uint64_t client) const {
    const std::vector<double>& weights = door.pop_weights;
    double left = static_cast<double>(mix(client, context_.seed) >> 11) * 0x1.0p-53;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0) return static_cast<std::uint32_t>(i);
    }
    return weights.empty() ? 0 : static_cast<std::uint32_t>(weights.size() - 1);
}

Duration Traffic::backoff(const ClientClass& who, int attempt) {
    const double cap =
        std::min(seconds(who.retries.backoff_cap), seconds(who.retries.backoff_base) * std::pow(2.0, attempt));
    return from_seconds(cap * backoff_.uniform());
}

std::size_t Traffic::pick_class(Random& draws) const {
    return pick(scenario_.workload.clients, total_client_weight_, [](const auto& c) { return c.weight; }, draws);
}

std::size_t Traffic::pick_entry(Random& draws) const {
    return pick(scenario_.workload.mix, total_mix_weight_, [](const auto& e) { return e.weight; }, draws);
}

Traffic::Plan Traffic::plan() {
    const std::size_t client_class = pick_class(draws_);
    const std::size_t entry = pick_entry(draws_);
    return plan(entry, client_class, draws_);
}

Traffic::Plan Traffic::plan(std::size_t entry, std::size_t client_class, Random& draws) {
    return plan(entry, Person{client_class, draws.below(scenario_.workload.clients[client_class].ips)}, nullptr, draws);
}

const Written* Traffic::recent_of(const Keys& keys) {
    if (keys.kind != Keys::Kind::recent) return nullptr;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].route() != keys.route) continue;
        Written& recent = written_[written_at_[i]];
        while (!recent.empty() && recent.front().first < context_.now() - keys.within) recent.pop_front();
        return &recent;
    }
    return nullptr;
}

Traffic::Plan Traffic::plan(std::size_t entry, const Person& person, const Memory* memory, Random& draws) {
    Plan plan;
    plan.entry = entry;
    plan.client_class = person.client_class;
    plan.era = seen_.era();
    const ClientClass& who = scenario_.workload.clients[person.client_class];
    const MixEntry& what = entries_[entry];
    const std::uint64_t client = person.client;
    http::Request& request = plan.request;

    request.number = ++requests_;
    request.method = what.method;
    request.client = address_of(plan.client_class, client);
    // A client's resolver always sends it to the same point of presence.
    Door& door = doors_[entered_[entry]];
    request.pop = nearest_pop(door, mix(plan.client_class, client));

    const auto origin = [this](const Keys& keys) {
        return KeyOrigin{keys.kind == Keys::Kind::unique ? unique_++ : 0, recent_of(keys), nullptr};
    };
    KeyOrigin from = origin(what.keys);
    from.memory = memory;
    const Wording* const wording = wordings_[entry].get();
    const std::size_t open = what.pattern.find('{');
    if (open == std::string::npos) {
        request.path = Text(what.pattern);
        keys_[plan.entry].append(plan.key, draws, from);
    } else {
        const std::size_t close = what.pattern.find('}', open);
        path_.assign(what.pattern, 0, open);
        const std::size_t id = path_.size();
        keys_[plan.entry].append(path_, draws, from);
        if (request.method != http::Method::get || wording != nullptr) plan.key = path_.substr(id);
        path_.append(what.pattern, close + 1);
        request.path = Text(path_);
    }

    request.headers.reserve(4);
    request.headers.add("User-Agent", "windtunnel/1.0 (simulated client)");
    plan.user = client;
    if (what.auth == Auth::token) {
        Text token = authorization(door, client);
        if (!token.empty()) request.headers.add("Authorization", std::move(token));
    }
    if (!who.plan.empty()) request.headers.add("x-api-key", Text(fmt::format("{}-{}", who.plan, client)));
    if ((request.method == http::Method::post || request.method == http::Method::put ||
         request.method == http::Method::patch) &&
        (wording == nullptr || !wording->has_body())) {
        request.headers.add("Content-Type", "application/json");
        request.body = json_body(plan.key, what.body.count);
    }
    if (wording != nullptr) {
        wording->dress(request, plan.key, memory, draws, origin);
        // A body of its own names its item, if any.
        if (wording->has_body() && open == std::string::npos)
            plan.key = std::string(lambda::top_level_id(request.body).value_or(std::string_view()));
    } else if (memory != nullptr && !memory->cookies().empty()) {
        static const Wording nothing{Said()};
        nothing.dress(request, plan.key, memory, draws, origin);
    }
    const auto& patience = scenario_.workload.gives_up;
    if (patience && (patience->share >= 1 || draws.chance(patience->share)))
        plan.patience = patience->lasts.sample(draws);
    return plan;
}

Task<void> Traffic::run(Instant start) {
    if (const auto& replay = scenario_.workload.replay) {
        if (replay->has_moments()) {
            co_await run_replay(start);
        } else {
            co_await run_targets(start);
        }
        co_return;
    }
    if (scenario_.workload.model == Workload::Model::closed) {
        co_await run_users(start);
        co_return;
    }
    const bool of_sessions = !scenario_.workload.sessions.empty();
    const Instant end = start + scenario_.length();
    Instant phase_start = start;
    for (const Phase& phase : scenario_.workload.phases) {
        ArrivalProcess arrivals(phase, arrivals_);
        while (const auto next = arrivals.next()) {
            if (phase_start + *next >= end) break;
            co_await context_.clock.sleep_until(phase_start + *next);
            clients_.spawn(of_sessions ? arrive_for_session() : client(plan()));
        }
        phase_start += phase.duration;
        co_await context_.clock.sleep_until(std::min(phase_start, end));
    }
}

Task<void> Traffic::client(Plan plan, Ending* ending) {
    const ClientClass& who = scenario_.workload.clients[plan.client_class];
    const bool writes = plan.request.method != http::Method::get && plan.request.method != http::Method::head;
    const std::uint64_t number = plan.request.number;
    http::Trace trace;
    if (entries_[plan.entry].signs_in()) {
        Ending refused;
        const bool is_in = co_await sign_in(plan, refused);
        if (!is_in) {
            seen_.turned_away(plan.era, place_of(plan));
            if (refused.gave_up) seen_.abandoned(plan.era, sign_in_place_of(plan));
            if (ending != nullptr) *ending = std::move(refused);
            co_return;
        }
    }
    const bool traced = number % traced_every == 1;

    for (int attempt = 0;; ++attempt) {
        http::Request request = attempt < who.retries.max ? plan.request : std::move(plan.request);
        if (traced) {
            trace = http::Trace();
            request.trace = &trace;
        }
        const Instant sent = context_.now();
        std::optional<http::Response> answer =
            co_await Timeout<http::Response>(context_.clock, std::min(who.timeout, plan.patience),
                                             target_.send(std::move(request), doors_[entered_[plan.entry]].entrance));
        const Duration latency = context_.now() - sent;
        const bool gave_up = !answer && plan.patience < who.timeout;
        http::Response response = answer ? std::move(*answer) : http::Response::broken_by(http::Delivery::reset);
        if (scenario_.cost) weigh(doors_[entered_[plan.entry]], response);
        seen_.answered(plan.era, place_of(plan), response, target_.answered_by(response), latency);
        if (gave_up) seen_.abandoned(plan.era, place_of(plan));
        if (traced && latency > slowest_latency_) {
            slowest_latency_ = latency;
            slowest_ = trace;
            slowest_request_ = fmt::format("request {}, {}", number, entries_[plan.entry].route());
        }
        if (writes && response.status >= 200 && response.status < 300 && !plan.key.empty()) {
            ledger_.acknowledge(number, plan.key);
            Written& ids = written_[written_at_[plan.entry]];
            ids.emplace_back(context_.now(), plan.key);
            if (ids.size() > recent_bound) ids.pop_front();
        }
        if (attempt >= who.retries.max || gave_up || !retriable(response)) {
            if (ending != nullptr) *ending = Ending{std::move(response), gave_up};
            break;
        }
        const Duration pause = backoff(who, attempt);
        co_await context_.clock.sleep_for(pause);
    }
}

namespace {

/// The moments at which a fault's requests arrive: at its rate, which may grow from nothing first.
class FaultArrivals {
public:
    FaultArrivals(const FaultSpec& fault, Random& random, Instant start)
        : ramp_(fault.ramp),
          growing_(phase(fault, fault.ramp, true), random),
          steady_(phase(fault, rest(fault), false), random),
          start_(start) {}
    [[nodiscard]] std::optional<Instant> next() {
        if (ramping_) {
            const auto at = growing_.next();
            if (at) return start_ + *at;
            ramping_ = false;
        }
        const auto at = steady_.next();
        return at ? std::optional(start_ + ramp_ + *at) : std::nullopt;
    }

private:
    /// Whoever plays the fault ends it; this is only how long it can last.
    static Duration rest(const FaultSpec& fault) {
        return fault.lasts > Duration::zero() ? std::max(Duration::zero(), fault.lasts - fault.ramp)
                                              : Duration(24h * 3650);
    }
    static Phase phase(const FaultSpec& fault, Duration span, bool grows) {
        Phase made;
        made.duration = span;
        made.from = grows ? Rate{0, 1s} : fault.attack.rate;
        made.to = fault.attack.rate;
        return made;
    }
    Duration ramp_;
    ArrivalProcess growing_;
    ArrivalProcess steady_;
    Instant start_;
    bool ramping_ = true;
};

}  // namespace

Task<void> Traffic::attack(const FaultSpec& fault) {
    Random moments = context_.random(fmt::format("attack.{}.arrivals", fault.id));
    Random draws = context_.random(fmt::format("attack.{}.requests", fault.id));
    const AttackTraffic traffic(fault.attack, scenario_.workload.entries());
    for (FaultArrivals arrivals(fault, moments, context_.now());;) {
        const auto next = arrivals.next();
        if (!next) break;
        co_await context_.clock.sleep_until(*next);
        AttackTraffic::Shot shot = traffic.next(draws);
        shot.request.number = ++requests_;
        clients_.spawn(attacker(std::move(shot), fault));
    }
}

Task<void> Traffic::load(const FaultSpec& fault) {
    std::size_t entry = scenario_.workload.entries().size();
    for (const FaultSpec& other : scenario_.faults) {
        if (&other == &fault) break;
        entry += other.kind == FaultKind::load ? 1 : 0;
    }
    std::size_t client_class = 0;
    for (std::size_t i = 0; i < scenario_.workload.clients.size(); ++i) {
        if (scenario_.workload.clients[i].name == fault.client) client_class = i;
    }
    Random moments = context_.random(fmt::format("load.{}.arrivals", fault.id));
    Random draws = context_.random(fmt::format("load.{}.requests", fault.id));
    for (FaultArrivals arrivals(fault, moments, context_.now());;) {
        const auto next = arrivals.next();
        if (!next) break;
        co_await context_.clock.sleep_until(*next);
        clients_.spawn(client(plan(entry, client_class, draws)));
    }
}

Task<void> Traffic::attacker(AttackTraffic::Shot shot, const FaultSpec& fault) {
    const std::size_t era = seen_.era();
    const std::size_t door = attacked_.at(&fault);
    const http::Response response = co_await target_.send(std::move(shot.request), doors_[door].entrance);
    if (scenario_.cost) weigh(doors_[door], response);
    const bool stopped = seen_.is_firewall(target_.answered_by(response)) || response.status == 429;
    seen_.attacked(era, fault.id, shot.malicious, stopped);
}

void Traffic::weigh(Door& door, const http::Response& response) {
    const std::uint64_t size = wire_size(response);
    door.answered.bytes += size;
    if (response.status == 429) {
        door.answered.throttled += size;
    } else if (seen_.is_firewall(target_.answered_by(response))) {
        door.answered.blocked += size;
    }
}

void Traffic::each_door(const std::function<void(const std::string&, const Answered&)>& visit) const {
    for (const Door& door : doors_) visit(door.component, door.answered);
}

}  // namespace wt::scenario

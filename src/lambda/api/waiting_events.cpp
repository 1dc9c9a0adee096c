#include "lambda/api/waiting_events.hpp"

#include <charconv>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "store/unreadable.hpp"

namespace wt::lambda::api {

namespace {

using Json = nlohmann::json;
constexpr int format = 1;

[[nodiscard]] std::string key_of(std::uint64_t number) { return fmt::format("{:020}", number); }

[[nodiscard]] Json json_of(Instant moment) { return moment.time_since_epoch().count(); }
[[nodiscard]] Instant moment_of(const Json& json) { return Instant(Duration(json.get<Duration::rep>())); }

[[nodiscard]] std::string write(const WaitingEvent& waiting) {
    const lambda::Event& event = waiting.event;
    const AsyncProgress& progress = waiting.progress;
    const Json row{{"v", format},
                   {"account", waiting.function.place.account},
                   {"region", waiting.function.place.region},
                   {"name", waiting.function.name},
                   {"qualifier", waiting.function.qualifier},
                   {"key", event.key.str()},
                   {"body", event.body.str()},
                   {"id", event.id.str()},
                   {"context", event.context.str()},
                   {"received", json_of(progress.received)},
                   {"attempts", progress.attempts},
                   {"errors", progress.errors},
                   {"throttle_wait", progress.throttle_wait.count()},
                   {"due", json_of(progress.due)},
                   {"bucket", waiting.bucket}};
    std::string bytes;
    Json::to_cbor(row, bytes);
    return bytes;
}

/// Throws what the library throws when it does not read.
[[nodiscard]] WaitingEvent read(std::string_view bytes) {
    const Json row = Json::from_cbor(bytes);
    const auto text = [&](const char* name) { return row.at(name).get<std::string>(); };
    if (row.at("v") != format) throw Json::other_error::create(500, "another format", &row);
    WaitingEvent waiting;
    waiting.function = {{text("account"), text("region")}, text("name"), text("qualifier")};
    waiting.event.key = Text(text("key"));
    waiting.event.body = Text(text("body"));
    waiting.event.id = Text(text("id"));
    waiting.event.context = Text(text("context"));
    waiting.progress.received = moment_of(row.at("received"));
    waiting.progress.attempts = row.at("attempts").get<int>();
    waiting.progress.errors = row.at("errors").get<int>();
    waiting.progress.throttle_wait = Duration(row.at("throttle_wait").get<Duration::rep>());
    waiting.progress.due = moment_of(row.at("due"));
    waiting.bucket = text("bucket");
    return waiting;
}

}  // namespace

WaitingEvents::WaitingEvents(Catalogue& catalogue) : catalogue_(catalogue) {
    for (const auto& [key, row] : catalogue.take_events()) {
        std::uint64_t number = 0;
        std::from_chars(key.data(), key.data() + key.size(), number);
        try {
            WaitingEvent waiting = read(row);
            waiting.event.mark = number;
            left_.emplace_back(number, std::move(waiting));
        } catch (const Json::exception&) {
            store::unreadable(rows::event_space, key);
        }
        last_ = std::max(last_, number);
    }
}

std::uint64_t WaitingEvents::add(WaitingEvent waiting) {
    const std::uint64_t number = add(std::move(waiting), changes_);
    stage();
    return number;
}

std::uint64_t WaitingEvents::add(WaitingEvent waiting, std::vector<store::Change>& rows) {
    if (!catalogue_.keeps()) return 0;
    const std::uint64_t number = ++last_;
    waiting.event.mark = number;
    rows.push_back({std::string(api::rows::event_space), key_of(number), write(waiting)});
    waiting_.emplace(number, std::move(waiting));
    return number;
}

void WaitingEvents::move_on(std::uint64_t number, const AsyncProgress& progress) {
    const auto found = waiting_.find(number);
    if (found == waiting_.end()) return;
    found->second.progress = progress;
    change(number, &found->second);
}

void WaitingEvents::remove(std::uint64_t number) {
    if (waiting_.erase(number) > 0) change(number, nullptr);
}

void WaitingEvents::forget(const FunctionName& function) {
    const Step step(*this);
    std::erase_if(waiting_, [&](const auto& each) {
        const WaitingEvent& waiting = each.second;
        const bool is_its = waiting.bucket.empty() && waiting.function.place == function.place &&
                            waiting.function.name == function.name;
        if (is_its) change(each.first, nullptr);
        return is_its;
    });
}

void WaitingEvents::change(std::uint64_t number, const WaitingEvent* waiting) {
    store::Change made{std::string(rows::event_space), key_of(number), std::nullopt};
    if (waiting != nullptr) made.value = write(*waiting);
    changes_.push_back(std::move(made));
    stage();
}

void WaitingEvents::stage() {
    if (steps_ == 0 && !changes_.empty()) catalogue_.stage_events(std::exchange(changes_, {}));
}

}  // namespace wt::lambda::api

#include "sandbox/place.hpp"

#include <charconv>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "sandbox/runtimes.hpp"
#include "sandbox/usage.hpp"

namespace wt::sandbox {

namespace {

/// Lambda Developer Guide, "Lambda quotas": processes and threads.
constexpr std::size_t most_processes = 1024;
/// How often something that runs is looked at. What takes less time is not, and costs nothing.
constexpr Duration look_every = 100ms;
/// Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle": what extensions have at the end.
constexpr Duration farewell = 2s;

/// Runtimes send more than clients of a web server: whole stack traces in a field, answers beyond the limit.
[[nodiscard]] front::ServerOptions listen_options() {
    front::ServerOptions options;
    options.port = 0;
    options.limits.max_header_bytes = std::size_t{4} << 20U;
    options.limits.max_body_bytes = std::size_t{32} << 20U;
    options.limits.max_bodies_bytes = std::size_t{64} << 20U;
    options.limits.max_streamed_body_bytes = std::uint64_t{1} << 30U;
    options.streams = RuntimeApi::streams;
    options.limits.max_connections = 64;
    options.limits.idle_timeout = 24h;
    options.limits.header_timeout = 1h;
    options.limits.body_timeout = 1h;
    options.limits.write_timeout = 1h;
    return options;
}

[[nodiscard]] int number_after(std::string_view message) {
    int number = 0;
    std::from_chars(message.data() + 1, message.data() + message.size(), number);
    return number;
}

}  // namespace

Held::Held(Runtimes& owner, std::unique_ptr<Place> place) : owner_(owner), place_(std::move(place)) {}
Held::~Held() { owner_.let_go(std::move(place_)); }

Place::Place(const Context& context, Runtimes& owner, Bytes memory, ExtensionsApi::About about)
    : context_(context),
      owner_(owner),
      memory_(memory),
      api_(context.clock),
      extensions_(context, std::move(about)),
      server_(owner.loop(), metrics_, listen_options(),
              [this](http::Request&& request) {
                  return ExtensionsApi::is_for(request) ? extensions_.handle(std::move(request))
                                                        : api_.handle(std::move(request));
              }),
      heard_(context.clock) {}

Place::~Place() {
    if (child_ != nullptr) {
        child_->close();
        owner_.bury(child_->pid(), namespaces_);
    }
    close_status(status_file_);
    if (!tmp_.empty()) owner_.remove_tmp(tmp_);
}

std::string Place::tmp_folder(bool namespaces) {
    if (!namespaces && tmp_.empty()) tmp_ = owner_.new_tmp();
    return tmp_;
}

std::string Place::address() const { return fmt::format("127.0.0.1:{}", server_.port()); }

Task<std::optional<std::string>> Place::prepare(Launch launch) {
    namespaces_ = launch.namespaces;
    ready_ = false;
    refusal_.clear();
    extension_names_.clear();
    for (const std::string& path : launch.extensions) extension_names_.push_back(path.substr(path.rfind('/') + 1));
    Child::Listener listener;
    listener.message = [this](std::string_view message) { hear(message); };
    listener.output = [this](std::string_view bytes) { take_output(bytes); };
    listener.gone = [this] { gone(); };
    try {
        child_ = Child::start(owner_.loop(), launch, std::move(listener));
    } catch (const std::system_error& error) {
        refusal_ = error.code().message();
    }
    while (child_ != nullptr && !ready_ && refusal_.empty()) co_await heard_.wait();
    if (ready_) co_return std::nullopt;
    if (child_ != nullptr) {
        child_->close();
        owner_.bury(child_->pid(), namespaces_);
        child_.reset();
    }
    if (refusal_.empty()) refusal_ = "its first process ended";
    if (namespaces_) owner_.give_up_namespaces(refusal_);
    co_return refusal_;
}

void Place::start() {
    begun_ = false;
    close_status(std::exchange(status_file_, -1));
    api_.begin();
    extensions_.begin(extension_names_);
    extensions_running_ = extension_names_.size();
    child_->order('S');
}

Task<std::optional<http::Response>> Place::ready() {
    std::optional<http::Response> refusal = co_await api_.ready();
    if (!refusal) refusal = co_await extensions_.ready();
    // An extension that has ended meanwhile has taken the runtime along.
    if (!refusal && !running()) refusal = co_await api_.ready();
    co_return refusal;
}

bool Place::say_goodbye() {
    if (child_ == nullptr || !running() || extensions_running_ == 0) return false;
    return extensions_.tell_shutdown("spindown", context_.calendar() + farewell);
}

Task<void> Place::leave() {
    leaving_ = true;
    log_ = nullptr;
    child_->order('T');
    const Instant until = context_.now() + farewell;
    while (child_ != nullptr && extensions_running_ > 0 && context_.now() < until)
        (void)co_await heard_.wait_until(until);
}

void Place::stop() {
    if (child_ == nullptr) return;
    child_->drain();
    write_down(output_.rest());
    (void)memory_used();
    close_status(std::exchange(status_file_, -1));
    begun_ = false;
    child_->order('K');
    api_.end("signal: killed");
    api_.abandon();
    extensions_.end();
    working_ = false;
}

void Place::hear(std::string_view message) {
    switch (message.front()) {
        case 'R': ready_ = true; break;
        case 'E': refusal_ = message.substr(1); break;
        case 'S':
            begun_ = true;
            status_file_ = open_status(child_->pid(), namespaces_, number_after(message));
            break;
        case 'X':
            if (!begun_) break;  // the program before this one
            child_->drain();
            write_down(output_.rest());
            (void)memory_used();
            api_.end(ending(number_after(message)));
            extensions_.end();
            break;
        case 'Y':
            if (!begun_ || extensions_running_ == 0) break;
            --extensions_running_;
            if (leaving_) break;
            // Without one of them there is no environment.
            child_->drain();
            write_down(output_.rest());
            begun_ = false;
            child_->order('K');
            api_.end(ending(number_after(message)), "Extension.Crash");
            extensions_.end();
            break;
        default: break;
    }
    heard_.pulse();
}

void Place::gone() {
    owner_.bury(child_->pid(), namespaces_);
    child_.reset();
    write_down(output_.rest());
    api_.end("signal: killed");
    extensions_.end();
    heard_.pulse();
}

void Place::take_output(std::string_view bytes) {
    write_down(output_.add(bytes));
    if (child_ != nullptr) child_->slow_down(output_.full());
}

void Place::write_down(std::vector<std::string> lines) {
    if (log_ == nullptr) return;
    for (const std::string& line : lines) log_->said(line, context_.now());
}

void Place::begin_work() {
    output_.start_over();
    if (child_ != nullptr) child_->slow_down(false);
    ++work_;
    if (!std::exchange(working_, true) && watching_.running() == 0) watching_.spawn(watch());
}

void Place::end_work() {
    working_ = false;
    if (child_ == nullptr) return;
    child_->drain();
    write_down(output_.rest());
}

Bytes Place::memory_used() {
    most_used_.count = std::max(most_used_.count, peak_memory(status_file_).count);
    return most_used_;
}

Task<void> Place::watch() {
    // It looks on for as long as work goes on, and once more: a task for each invocation would cost more.
    for (std::uint64_t seen = 0; working_ || seen != work_;) {
        seen = work_;
        co_await context_.clock.sleep_for(look_every);
        if (!working_ || child_ == nullptr || seen != work_) continue;
        const Usage usage = usage_of(child_->pid(), namespaces_, most_processes);
        most_used_.count = std::max(most_used_.count, std::min(usage.resident.count, memory_.count));
        if (usage.processes <= most_processes && usage.resident.count <= memory_.count) continue;
        write_down({usage.processes > most_processes
                        ? fmt::format("[windtunnel] more than {} processes\n", most_processes)
                        : fmt::format("[windtunnel] more than {} MB of memory\n", memory_.count >> 20U)});
        stop();
        most_used_.count = std::max(most_used_.count, usage.resident.count > memory_.count ? memory_.count : 0);
    }
}

}  // namespace wt::sandbox

#include "sandbox/runtimes.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "sandbox/embedded.hpp"
#include "sandbox/place.hpp"
#include "sandbox/process_runtime.hpp"

namespace wt::sandbox {

namespace {

namespace fs = std::filesystem;
using Family = RuntimeKind::Family;

void write(const std::string& path, std::string_view content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush()) throw std::runtime_error(fmt::format("cannot write {}", path));
}

[[nodiscard]] std::string_view name_of(Family family) {
    switch (family) {
        case Family::python: return "Python";
        case Family::node: return "Node.js";
        case Family::java: return "Java";
        case Family::provided: break;
    }
    return "";
}

/// How long keepers that are no process 1 may take to end what is below them.
constexpr int most_waits = 200;

}  // namespace

Runtimes::Runtimes(front::Loop& loop, RuntimesOptions options)
    : loop_(loop), options_(std::move(options)), interpreters_(options_.path) {
    std::string pattern = options_.folder + "/windtunnel-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error(
            fmt::format("cannot make a folder in {} for user code: {}", options_.folder, std::strerror(errno)));
    folder_ = pattern;
    fs::create_directory(folder_ + "/root");
    fs::create_directory(folder_ + "/tmp");
    fs::create_directory(client_folder());
    write(client_folder() + "/bootstrap.py", python_client());
    write(client_folder() + "/index.mjs", node_client());
}

Runtimes::~Runtimes() {
    leaving_.cancel();
    for (int waits = 0; !ending_.empty(); ++waits) {
        reap();
        if (ending_.empty()) break;
        if (waits == most_waits) {
            for (const Ending& each : ending_) kill(each.keeper, SIGKILL);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(waits < 20 ? 1 : 10));
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::optional<Error> Runtimes::refuses(const lambda::UserCode& code) const {
    const auto kind = parse_runtime(code.runtime);
    if (!kind.ok()) return kind.error();
    if (kind->family == Family::provided) return std::nullopt;
    const std::optional<Interpreter>& found = interpreter(*kind);
    if (!found)
        return Error{fmt::format("{} needs {} on this machine, and there is none in {}", code.runtime,
                                 name_of(kind->family), options_.path)};
    if (options_.namespaces && is_in_tmp(*found))
        return Error{fmt::format("{} cannot run on {}: functions have a /tmp of their own. Put another {} into PATH",
                                 code.runtime, found->path, name_of(kind->family))};
    if (found->version != kind->version && std::find(warned_.begin(), warned_.end(), code.runtime) == warned_.end()) {
        warned_.push_back(code.runtime);
        warn(fmt::format("{} runs on this machine's {} {} ({})", code.runtime, name_of(kind->family), found->version,
                         found->path));
    }
    return std::nullopt;
}

std::unique_ptr<lambda::Runtime> Runtimes::make(const Context& context, const std::string& function,
                                                const lambda::FunctionConfig& config) {
    return std::make_unique<ProcessRuntime>(context, *this, function, config);
}

std::string Runtimes::new_tmp() {
    std::string tmp = fmt::format("{}/tmp/{}", folder_, ++tmps_);
    fs::create_directory(tmp);
    return tmp;
}

void Runtimes::remove_tmp(const std::string& tmp) {
    std::error_code ignored;
    fs::remove_all(tmp, ignored);
}

void Runtimes::give_up_namespaces(const std::string& why) {
    options_.namespaces = false;
    warn(fmt::format(
        "functions run as plain processes, without /var/task and a /tmp of their own: this machine has no namespaces "
        "for this user ({})",
        why));
}

void Runtimes::tell_of_failure(const std::string& function, std::string_view payload) {
    tell(function, "does not start", payload);
}

void Runtimes::tell_of_failed_event(const std::string& function, std::string_view payload) {
    tell(function, "failed with an event", payload);
}

void Runtimes::tell(const std::string& function, std::string_view what, std::string_view payload) {
    constexpr std::size_t most = 100;
    const auto told = nests_deeper(payload) ? nlohmann::json() : nlohmann::json::parse(payload, nullptr, false);
    const auto part = [&](const char* name) {
        const bool there = told.is_object() && told.contains(name) && told[name].is_string();
        std::string text = there ? told[name].get<std::string>() : std::string();
        text = text.substr(0, text.find('\n'));
        // Each request has another id: "RequestId: ID Error: Task timed out after 3.00 seconds".
        const std::size_t error = text.starts_with("RequestId: ") ? text.find("Error: ") : std::string::npos;
        return error == std::string::npos ? text : text.substr(error);
    };
    const std::string why = fmt::format("{}: {}", part("errorType"), part("errorMessage"));
    if (failures_told_.size() >= most || !failures_told_.insert(function + ": " + why).second) return;
    std::string sentence = fmt::format("the function {} {}: {}", function, what, why);
    if (why.find("@aws-sdk/") != std::string::npos)
        sentence +=
            " (functions find the AWS SDK for JavaScript where this machine has it: npm install --global, or a folder "
            "in NODE_PATH, but for one below /tmp or /var/tmp, which are a function's own)";
    warn(sentence);
}

void Runtimes::bury(pid_t keeper, bool namespaces) {
    ending_.push_back({keeper, namespaces});
    reap();
}

void Runtimes::reap() {
    std::erase_if(ending_, [](const Ending& each) {
        const pid_t ended = waitpid(each.keeper, nullptr, WNOHANG);
        return ended == each.keeper || (ended < 0 && errno == ECHILD);
    });
}

void Runtimes::let_go(std::unique_ptr<Place> place) {
    if (place == nullptr || !place->say_goodbye()) return;
    leaving_.spawn([](std::unique_ptr<Place> going) -> Task<void> { co_await going->leave(); }(std::move(place)));
}

}  // namespace wt::sandbox

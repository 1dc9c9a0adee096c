#include "cloudformation/sam/translator.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

extern char** environ;  // NOLINT

namespace wt::cloudformation {

namespace {

/// The version that environments of our own have.
constexpr std::string_view translator_package = "aws-sam-translator==1.110.0";

/// Reads a request, prints the template or what is wrong with it. Policies are named as they came: the account knows
/// them.
constexpr const char* script = R"py(
import json, os, sys
request = json.load(sys.stdin)
os.environ["AWS_DEFAULT_REGION"] = request["region"]
os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
from samtranslator.translator.transform import transform
from samtranslator.model.exceptions import InvalidDocumentException

class Policies:
    def load(self):
        return {}

try:
    order = list(request["template"]["Resources"])
    made = transform(request["template"], request["parameters"], Policies())
    # In the order of the template, which the translator does not keep.
    resources = made["Resources"]
    made["Resources"] = {name: resources[name] for name in [*filter(resources.get, order), *sorted(set(resources) - set(order))]}
    answer = {"template": made}
except InvalidDocumentException as error:
    # As CloudFormation words it, which has the number of causes in it.
    answer = {"error": "Transform AWS::Serverless-2016-10-31 failed with: %s Number of errors found: %d. %s" % (
        "Invalid Serverless Application Specification document.", len(error.causes),
        "".join(cause.message + (" " if cause is not error.causes[-1] else "") for cause in error.causes))}
print("\n" + json.dumps(answer))
)py";

struct Ended {
    int code = -1;
    std::string out;
};

/// Runs a program that reads all of its input before it writes.
[[nodiscard]] Ended run_program(std::vector<std::string> command, std::string_view input) {
    std::array<int, 2> asked{};
    std::array<int, 2> said{};
    if (pipe2(asked.data(), O_CLOEXEC) != 0) return {};
    if (pipe2(said.data(), O_CLOEXEC) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, asked[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, said[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, said[1], STDERR_FILENO);
    std::vector<char*> argv;
    for (std::string& word : command) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    const int failed = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(asked[0]);
    close(said[1]);
    Ended ended;
    while (failed == 0 && !input.empty()) {
        const ssize_t size = ::write(asked[1], input.data(), input.size());
        if (size <= 0) break;
        input.remove_prefix(static_cast<std::size_t>(size));
    }
    close(asked[1]);
    std::array<char, 65536> piece{};
    for (ssize_t size = 1; failed == 0 && size > 0;) {
        size = ::read(said[0], piece.data(), piece.size());
        if (size > 0) ended.out.append(piece.data(), static_cast<std::size_t>(size));
    }
    close(said[0]);
    int status = 0;
    if (failed == 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)) ended.code = WEXITSTATUS(status);
    return ended;
}

[[nodiscard]] bool has_package(const std::string& python) {
    return run_program({python, "-c", "import samtranslator.translator.transform"}, {}).code == 0;
}

[[nodiscard]] std::filesystem::path environment_folder() {
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    const char* const home = std::getenv("HOME");
    if (cache != nullptr && *cache != '\0') return std::filesystem::path(cache) / "windtunnel" / "sam";
    if (home != nullptr && *home != '\0') return std::filesystem::path(home) / ".cache" / "windtunnel" / "sam";
    return std::filesystem::temp_directory_path() / "windtunnel-sam";
}

[[nodiscard]] std::string_view end_of(std::string_view said) {
    constexpr std::size_t most = 500;
    return said.substr(said.size() - std::min(said.size(), most));
}

/// A Python that has the translator, or why there is none.
[[nodiscard]] Result<std::string> find_python() {
    if (has_package("python3")) return std::string("python3");
    const std::filesystem::path folder = environment_folder();
    const std::string python = (folder / "bin" / "python3").string();
    if (has_package(python)) return python;
    const auto refused = [](std::string_view step, const std::string& said) {
        return Error{
            fmt::format("AWS::Serverless types are translated by AWS's Python package aws-sam-translator, which is "
                        "not on this machine, and {} failed: {}. Install it: pip install aws-sam-translator",
                        step, end_of(said))};
    };
    const Ended made = run_program({"python3", "-m", "venv", folder.string()}, {});
    if (made.code != 0) return refused("python3 -m venv", made.out);
    const Ended installed = run_program(
        {python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", std::string(translator_package)},
        {});
    if (installed.code != 0) return refused("pip install", installed.out);
    return python;
}

[[nodiscard]] Result<std::string> translated(const std::string& python, const std::string& request) {
    const Ended ended = run_program({python, "-W", "ignore", "-c", script}, request);
    // The last line; what packages have to say comes before.
    const std::size_t before = ended.out.rfind('\n', ended.out.size() < 2 ? 0 : ended.out.size() - 2);
    const std::string line = ended.out.substr(before == std::string::npos ? 0 : before + 1);
    const nlohmann::ordered_json answer = nlohmann::ordered_json::parse(line, nullptr, false);
    if (answer.is_object() && answer.contains("error")) return Error{answer["error"].get<std::string>()};
    if (ended.code != 0 || !answer.is_object() || !answer.contains("template"))
        return Error{fmt::format("Transform AWS::Serverless-2016-10-31 failed with: {}", end_of(ended.out))};
    return answer["template"].dump();
}

}  // namespace

Result<std::string> SamPython::translate(const std::string& request) {
    for (const auto& [asked, made] : kept_) {
        if (asked == request) return made;
    }
    if (python_.empty()) {
        auto found = find_python();
        if (!found.ok()) return found.error();
        python_ = std::move(*found);
    }
    auto made = translated(python_, request);
    if (!made.ok()) return made;
    if (kept_.size() == most_kept) kept_.pop_front();
    kept_.emplace_back(request, *made);
    return made;
}

Task<Result<std::string>> SamTranslator::translate(std::string request) {
    const auto place = co_await one_.acquire();
    // Whoever waits may go away before the work is done.
    const auto outcome = std::make_shared<std::optional<Result<std::string>>>();
    const auto asked = std::make_shared<const std::string>(std::move(request));
    std::function<void()> work = [outcome, asked, python = python_] { outcome->emplace(python->translate(*asked)); };
    co_await offload_.run(std::move(work));
    co_return **outcome;
}

}  // namespace wt::cloudformation

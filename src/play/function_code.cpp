#include "play/function_code.hpp"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::play {

namespace {

namespace fs = std::filesystem;

/// What a folder with such a file in it is, when nobody says.
struct Usual {
    const char* file;
    const char* runtime;
    const char* handler;
};
constexpr Usual usuals[] = {
    {"bootstrap", "provided.al2023", "bootstrap"},
    {"lambda_function.py", "python3.13", "lambda_function.lambda_handler"},
    {"app.py", "python3.13", "app.handler"},
    {"main.py", "python3.13", "main.handler"},
    {"handler.py", "python3.13", "handler.handler"},
    {"index.py", "python3.13", "index.handler"},
    {"index.mjs", "nodejs22.x", "index.handler"},
    {"index.js", "nodejs22.x", "index.handler"},
    {"index.cjs", "nodejs22.x", "index.handler"},
};

[[nodiscard]] Result<std::string> code_folder(const fs::path& path) {
    std::error_code wrong;
    const fs::path whole = fs::canonical(path, wrong);
    if (wrong || !fs::is_directory(whole, wrong)) return Error{fmt::format("there is no folder {}", path.string())};
    return whole.string();
}

/// Its runtime and handler, where they are not said, by what lies in its folder.
[[nodiscard]] std::optional<Error> complete(lambda::UserCode& code) {
    const bool python = code.runtime.starts_with("python");
    for (const Usual& usual : usuals) {
        if (!code.runtime.empty() && !code.handler.empty()) return std::nullopt;
        if (!code.runtime.empty() && python != std::string_view(usual.runtime).starts_with("python")) continue;
        if (!fs::exists(fs::path(code.folder) / usual.file)) continue;
        if (code.handler.empty()) code.handler = usual.handler;
        if (code.runtime.empty()) code.runtime = usual.runtime;
    }
    if (code.runtime.empty())
        return Error{
            fmt::format("say which runtime {} is for: runtime=python3.13, nodejs22.x or provided.al2023", code.folder)};
    if (code.handler.empty() && !code.runtime.starts_with("provided"))
        return Error{fmt::format("say which function in {} is the handler: handler=FILE.FUNCTION", code.folder)};
    return std::nullopt;
}

}  // namespace

Result<FolderFunction> read_folder_function(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string_view expected = "expected NAME=FOLDER[,handler=FILE.FUNCTION][,runtime=python3.13]";
    if (equals == std::string::npos || equals == 0) return Error{fmt::format("{}, got {}", expected, text)};
    FolderFunction made;
    made.name = text.substr(0, equals);
    for (const char c : made.name) {
        if (!is_word_character(c) && c != '-')
            return Error{fmt::format("a function's name has letters, digits, - and _, got {}", made.name)};
    }
    auto code = std::make_shared<lambda::UserCode>();
    code->watched = true;
    std::optional<Error> wrong;
    bool first = true;
    each_part(std::string_view(text).substr(equals + 1), ',', [&](std::string_view part) {
        if (std::exchange(first, false)) {
            auto folder = code_folder(fs::path(part));
            if (folder.ok()) {
                code->folder = std::move(*folder);
            } else {
                wrong = folder.error();
            }
            return;
        }
        const std::size_t split = std::min(part.find('='), part.size());
        const std::string_view key = part.substr(0, split);
        const std::string_view value = part.substr(std::min(split + 1, part.size()));
        if (key == "handler") {
            code->handler = value;
        } else if (key == "runtime") {
            code->runtime = value;
        } else if (key == "role") {
            code->role = value;
        } else if (key == "timeout") {
            const auto timeout = parse_duration(value);
            if (!timeout.ok() || *timeout < 1s || *timeout > 1800s) wrong = Error{"timeout: 1s to 1800s"};
            if (timeout.ok()) made.config.timeout = *timeout;
        } else if (key == "memory") {
            std::uint64_t megabytes = 0;
            for (const char c : value.substr(0, value.find_first_not_of("0123456789")))
                megabytes = megabytes * 10 + static_cast<std::uint64_t>(c - '0');
            if (megabytes < 128 || megabytes > 10'240) wrong = Error{"memory: 128MB to 10240MB"};
            made.config.memory = Bytes{megabytes << 20U};
        } else {
            wrong = Error{fmt::format("{}, got {}", expected, part)};
        }
    });
    if (first) return Error{fmt::format("{}, got {}", expected, text)};
    if (!wrong) wrong = complete(*code);
    if (wrong) return std::move(*wrong);
    made.config.code = std::move(code);
    return made;
}

std::optional<Error> place_code(stack::Architecture& architecture, const std::string& scenario_file) {
    for (stack::Component& component : architecture.components) {
        auto* const function = std::get_if<lambda::FunctionConfig>(&component.config);
        if (function == nullptr || function->code == nullptr) continue;
        auto code = std::make_shared<lambda::UserCode>(*function->code);
        auto folder = code_folder(fs::path(scenario_file).parent_path() / code->folder);
        if (!folder.ok()) return Error{fmt::format("{}: {}", component.name, folder.error().message)};
        code->folder = std::move(*folder);
        if (auto wrong = complete(*code)) return Error{fmt::format("{}: {}", component.name, wrong->message)};
        function->code = std::move(code);
    }
    return std::nullopt;
}

const stack::Component* first_with_code(const stack::Architecture& architecture) {
    for (const stack::Component& component : architecture.components) {
        const auto* const function = std::get_if<lambda::FunctionConfig>(&component.config);
        if (function != nullptr && function->code != nullptr) return &component;
    }
    return nullptr;
}

}  // namespace wt::play

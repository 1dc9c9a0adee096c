#include "sandbox/interpreters.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::sandbox {

namespace {

namespace fs = std::filesystem;

/// Without what a version may have behind it: "3.12", "22" of "22.x".
[[nodiscard]] bool is_version(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text) {
        if (!is_digit(c) && c != '.') return false;
    }
    return is_digit(text.front()) && is_digit(text.back());
}

/// The folders of PATH that hold an executable file of that name.
[[nodiscard]] std::vector<std::string> programs(std::string_view path, const std::string& name) {
    std::vector<std::string> found;
    each_part(path, ':', [&](std::string_view folder) {
        std::string program = fmt::format("{}/{}", folder, name);
        if (folder.starts_with('/') && access(program.c_str(), X_OK) == 0) found.push_back(std::move(program));
    });
    return found;
}

[[nodiscard]] std::string shell_quoted(std::string_view word) {
    std::string safe = "'";
    for (const char c : word) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return safe + "'";
}

/// What the program says of itself: its path, a blank, its version.
[[nodiscard]] std::optional<Interpreter> ask(const std::string& program, std::string_view question) {
    const std::string command = fmt::format("{} {} 2>/dev/null </dev/null", shell_quoted(program), question);
    std::FILE* const pipe = popen(command.c_str(), "re");
    if (pipe == nullptr) return std::nullopt;
    std::array<char, 4096> buffer;
    const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe);
    const bool good = pclose(pipe) == 0;
    std::string_view said(buffer.data(), size);
    while (!said.empty() && (said.back() == '\n' || said.back() == '\r')) said.remove_suffix(1);
    const std::size_t blank = said.rfind(' ');
    if (!good || blank == std::string_view::npos || !said.starts_with('/')) return std::nullopt;
    return Interpreter{std::string(said.substr(0, blank)), std::string(said.substr(blank + 1))};
}

/// The first number that is no 1: "17" of "17.0.9", "8" of "1.8.0_402".
[[nodiscard]] std::string feature_version(std::string_view version) {
    if (version.starts_with("1.")) version.remove_prefix(2);
    return std::string(version.substr(0, version.find_first_not_of("0123456789")));
}

/// A Java's version, from the file `release` of its home (JEP 223); empty when it has none.
[[nodiscard]] std::string java_version(const fs::path& program) {
    std::ifstream file(program.parent_path().parent_path() / "release");
    constexpr std::string_view name = "JAVA_VERSION=\"";
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(name)) return feature_version(std::string_view(line).substr(name.size()));
    }
    return {};
}

}  // namespace

Result<RuntimeKind> parse_runtime(std::string_view name) {
    using Family = RuntimeKind::Family;
    if (name.starts_with("python")) {
        const std::string_view version = name.substr(6);
        if (version.starts_with("3.") && is_version(version)) return RuntimeKind{Family::python, std::string(version)};
    } else if (name.starts_with("nodejs")) {
        std::string_view version = name.substr(6);
        if (version.ends_with(".x")) version.remove_suffix(2);
        if (is_version(version)) return RuntimeKind{Family::node, std::string(version)};
    } else if (name.starts_with("java")) {
        std::string_view version = name.substr(4);
        if (version.ends_with(".al2")) version.remove_suffix(4);
        if (is_version(version)) return RuntimeKind{Family::java, std::string(version)};
    } else if (name == "provided" || name.starts_with("provided.")) {
        return RuntimeKind{Family::provided, {}};
    }
    for (const std::string_view known : {"dotnet", "ruby"}) {
        if (name.starts_with(known))
            return Error{
                fmt::format("the runtime {} does not run here: functions run in python3.x, nodejsNN.x, javaNN, "
                            "or as a bootstrap of their own (provided.al2023), which a {} program can bring along",
                            name, known)};
    }
    return Error{fmt::format(
        "there is no runtime {}: expected one such as python3.12, nodejs22.x, java21 or provided.al2023", name)};
}

bool is_in_tmp(const Interpreter& program) {
    return program.path.starts_with("/tmp/") || program.path.starts_with("/var/tmp/");  // a function's own, both
}

const std::optional<Interpreter>& Interpreters::find(const RuntimeKind& kind) {
    const auto key = std::pair(kind.family, kind.version);
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    const bool java = kind.family == RuntimeKind::Family::java;
    return known_.emplace(key, java ? look_for_java(kind.version) : look_for(kind)).first->second;
}

std::optional<Interpreter> Interpreters::look_for(const RuntimeKind& kind) const {
    const bool python = kind.family == RuntimeKind::Family::python;
    const std::string_view question = python
                                          ? "-c 'import sys; print(sys.executable, \"%d.%d\" % sys.version_info[:2])'"
                                          : "-p 'process.execPath + \" \" + process.versions.node.split(\".\")[0]'";
    std::vector<std::string> names;
    if (python) {
        names = {"python" + kind.version, "python3", "python"};
    } else {
        names = {"node" + kind.version, "node", "nodejs"};
    }
    std::optional<Interpreter> usual;
    std::optional<Interpreter> hidden;
    for (const std::string& name : names) {
        for (const std::string& program : programs(path_, name)) {
            const auto found = ask(program, question);
            if (!found || (python && !found->version.starts_with("3."))) continue;
            if (is_in_tmp(*found)) {
                if (!hidden) hidden = found;
                continue;
            }
            if (found->version == kind.version) return found;
            if (!usual) usual = found;
            if (name == names.back()) break;
        }
    }
    return usual ? usual : hidden;
}

std::optional<Interpreter> Interpreters::look_for_java(const std::string& version) const {
    std::vector<std::string> found = programs(path_, "java");
    // Where distributions keep those that are not the usual one.
    std::error_code problem;
    for (const fs::directory_entry& home : fs::directory_iterator("/usr/lib/jvm", problem)) {
        std::string program = home.path() / "bin" / "java";
        if (access(program.c_str(), X_OK) == 0) found.push_back(std::move(program));
    }
    std::optional<Interpreter> usual;
    for (const std::string& program : found) {
        const fs::path path = fs::canonical(program, problem);
        if (problem) continue;
        Interpreter java{path, java_version(path)};
        if (java.version == version) return java;
        if (!usual) usual = std::move(java);
    }
    return usual;
}

}  // namespace wt::sandbox

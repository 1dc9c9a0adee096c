#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace wt::sandbox {

/// What runs the code of a runtime's name.
struct RuntimeKind {
    enum class Family { python, node, java, provided };
    Family family = Family::provided;
    std::string version;  // "3.12", "22", "21"; empty: any
};

/// "python3.12", "nodejs22.x", "java21", "provided.al2023"; others are refused with a sentence that says why.
[[nodiscard]] Result<RuntimeKind> parse_runtime(std::string_view name);

/// A program of this machine that runs handlers.
struct Interpreter {
    std::string path;     // absolute, and of the program itself where `PATH` holds a script that picks it
    std::string version;  // "3.11", "20"; of a Java that does not say: empty
};

/// Whether an environment with a root of its own cannot see the program: it has a /tmp of its own.
[[nodiscard]] bool is_in_tmp(const Interpreter& program);

/// The interpreters of this machine, each asked once who it is (a Java by the file beside it): the one of the wanted
/// version, or else the usual one. One below /tmp (a virtual environment, mostly) only where there is no other.
class Interpreters {
public:
    /// `path`: the folders to look in, as the environment variable has them.
    explicit Interpreters(std::string path) : path_(std::move(path)) {}
    /// None when there is none at all. Not for `provided`.
    [[nodiscard]] const std::optional<Interpreter>& find(const RuntimeKind& kind);

private:
    [[nodiscard]] std::optional<Interpreter> look_for(const RuntimeKind& kind) const;
    [[nodiscard]] std::optional<Interpreter> look_for_java(const std::string& version) const;

    std::string path_;
    std::map<std::pair<RuntimeKind::Family, std::string>, std::optional<Interpreter>> known_;
};

}  // namespace wt::sandbox

#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"

namespace wt::edge::script {

/// Which of CloudFront Functions' two environments a program is written for.
enum class Edition : std::uint8_t { first, second };

/// Why no program can run: the sentence names the package that was not there when this was built. None: they run.
[[nodiscard]] std::optional<std::string> missing_engine();

/// JavaScript with a function `handler`. Each thread reads it once, when it first runs it.
class Program {
public:
    Program(std::string source, Edition edition);
    [[nodiscard]] const std::string& source() const { return source_; }
    [[nodiscard]] Edition edition() const { return edition_; }
    [[nodiscard]] std::uint64_t number() const { return number_; }

private:
    std::string source_;
    Edition edition_;
    std::uint64_t number_;  // no other program of this process has it
};

/// A key value store as a program sees it.
struct KeyValues {
    std::string id;
    std::map<std::string, std::string, std::less<>> values;
    Instant created;
    Instant changed;
};

struct Limits {
    std::uint64_t steps = 100'000;       // calls, and rounds of loops. Assumed.
    std::size_t returned = 1024 * 1024;  // characters of what comes back, as JSON
    std::size_t logged = 10 * 1024;      // characters of all that is logged
};

/// What one run is given. Time stands still in it.
struct Run {
    std::string_view event;  // JSON
    Instant now;
    Random& random;
    const KeyValues* values = nullptr;
    Limits limits = {};
};

struct Outcome {
    enum class End : std::uint8_t { returned, threw, spent };
    End end = End::threw;
    std::string text;    // JSON of what the handler returned; else what was wrong: "TypeError: ..."
    std::string origin;  // JSON of what it chose by cf.updateRequestOrigin and its like; empty: nothing
    std::vector<std::string> logs;
    std::uint64_t steps = 0;
};

/// Runs its handler in a world of its own, which knows nothing of earlier runs: no files, no network, no timers, no
/// code from texts. The same program, event, time and chance give the same outcome.
[[nodiscard]] Outcome run(const Program& program, const Run& run);

}  // namespace wt::edge::script

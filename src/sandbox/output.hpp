#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wt::sandbox {

/// Cuts what a program writes into lines, and bounds it: a line, and what is kept of an invocation. What is more is
/// dropped, and said once.
class Output {
public:
    /// CloudWatch Logs User Guide, "Quotas": an event has at most 1 MB; and Lambda cuts lines at 256 KB.
    static constexpr std::size_t longest_line = std::size_t{256} << 10U;
    static constexpr std::size_t most_kept = std::size_t{4} << 20U;

    /// The lines that are complete with these bytes, with their line feeds.
    [[nodiscard]] std::vector<std::string> add(std::string_view bytes);
    /// What was begun and will not be ended: the program is gone, or its invocation over.
    [[nodiscard]] std::vector<std::string> rest();
    /// A new invocation may write as much again.
    void start_over() { kept_ = 0; }
    /// More was written than is kept.
    [[nodiscard]] bool full() const { return kept_ >= most_kept; }

private:
    void keep(std::string line, std::vector<std::string>& to);

    std::string begun_;
    std::size_t kept_ = 0;
};

}  // namespace wt::sandbox

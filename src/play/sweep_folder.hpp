#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sweep/sweep.hpp"

namespace wt::play {

/// Where a sweep's points are kept, a file each, so that it can go on after it was stopped, and parts of it can be put
/// together. Beside them stands the question, and a folder has one.
class SweepFolder {
public:
    /// Makes it, or opens one that has the same question; an error where it has another, or cannot be written.
    [[nodiscard]] static Result<SweepFolder> open(const std::string& path, const sweep::Question& question);
    /// Opens one to read.
    [[nodiscard]] static Result<SweepFolder> read(const std::string& path);

    [[nodiscard]] const sweep::Question& question() const { return question_; }
    /// What is there, by number.
    [[nodiscard]] Result<std::vector<sweep::Point>> points() const;
    /// Whole or not at all, whatever happens meanwhile. Throws where it cannot.
    void keep(const sweep::Point& point) const;

private:
    SweepFolder(std::string path, sweep::Question question) : path_(std::move(path)), question_(std::move(question)) {}

    std::string path_;
    sweep::Question question_;
};

}  // namespace wt::play

#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>

#include "scenario/engine.hpp"

namespace wt::play {

/// Told how far a job is; false: it ends where it stands.
using Seen = std::function<bool(const scenario::Engine::Progress&)>;

/// One of several jobs, by its number from 0, in a thread of its own.
using Job = std::function<void(std::size_t number, const Seen& seen)>;

/// Does `count` jobs in order, `parallel` at once, with one bar for all. Where `interrupted`, which is asked from any
/// thread, those under way end and no other is begun. An exception of one ends all, and is thrown here.
void side_by_side(std::size_t count, std::uint64_t parallel, const std::function<bool()>& interrupted, const Job& job);

/// How many the machine can do at once; at least one.
[[nodiscard]] std::uint64_t processors();

}  // namespace wt::play

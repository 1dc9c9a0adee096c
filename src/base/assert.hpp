#pragma once

namespace wt {

// Cold: kept out of the way of the code that goes on, which must fit the processor's cache of instructions.
[[noreturn, gnu::cold]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace wt

/// An invariant of our own making, checked in release builds too: when it fails the program says where, and aborts.
#define WT_ASSERT(condition) \
    (static_cast<bool>(condition) ? void(0) : ::wt::assertion_failed(#condition, __FILE__, __LINE__))

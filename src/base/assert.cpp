#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace wt {

void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "windtunnel: broken invariant: %s (%s:%d). This is a fault of Windtunnel itself.\n", condition,
                 file, line);
    std::abort();
}

}  // namespace wt

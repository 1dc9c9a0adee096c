#include "app/outside.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "front/upstream.hpp"

namespace wt::app {

std::unique_ptr<http::Tier> OnLoop::open(const std::string& url) {
    return std::make_unique<front::Upstream>(
        loop_, url, [](const std::string& sentence) { fmt::print(stderr, "windtunnel: {}\n", sentence); });
}

}  // namespace wt::app

#pragma once
#include <string>

namespace wt::cloudformation::language {

/// What is wrong with a template, or with what it is given, in AWS's words. Thrown here, and caught by whoever calls.
struct Flaw {
    std::string what;
};

}  // namespace wt::cloudformation::language

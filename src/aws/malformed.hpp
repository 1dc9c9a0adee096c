#pragma once
#include <string>

namespace wt::aws {

/// Why a request's bytes make no input: nothing to do with its constraints.
struct Malformed {
    enum class What : unsigned char {
        body,     // it is not of its format, or a value in it is of another type
        missing,  // there is no body where one is needed
        value,    // a text in the path, the query or a header does not read as its type
    };
    What what = What::body;
    std::string member;  // of `value`: as it travels, "max-keys"
    std::string value;
    std::string reason;  // a sentence for people
};

}  // namespace wt::aws

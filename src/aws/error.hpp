#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace wt::aws {

/// One of a service's errors: a row that stands once, beside the service. The message is AWS's usual text; an Error may
/// carry another.
struct ErrorRow {
    std::string_view code;  // "NoSuchKey"; points to a literal
    int status = 400;       // of HTTP; 500 and above is the service's fault, not the caller's
    std::string_view message;
};

/// What an operation answers when it cannot do what it was asked. Turned into bytes in one place per protocol.
struct Error {
    std::string_view code;
    int status = 400;
    std::string message;
    /// Further members beside code and message, in order: {"Key", "a.txt"}.
    std::vector<std::pair<std::string, std::string>> details;
    /// Members that are structures, already in JSON: {"location", R"({"line":1})"}. Only services that speak it have
    /// them.
    std::vector<std::pair<std::string, std::string>> structures;
    /// Header fields that go with it: {"x-amz-delete-marker", "true"}.
    std::vector<std::pair<std::string, std::string>> headers;

    explicit Error(const ErrorRow& row) : code(row.code), status(row.status), message(row.message) {}
    Error(const ErrorRow& row, std::string text) : code(row.code), status(row.status), message(std::move(text)) {}

    Error&& with(std::string name, std::string value) && {
        details.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
    Error&& with_structure(std::string name, std::string json) && {
        structures.emplace_back(std::move(name), std::move(json));
        return std::move(*this);
    }
    Error&& with_header(std::string name, std::string value) && {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
};

}  // namespace wt::aws

#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/accounts.hpp"
#include "aws/outcome.hpp"
#include "base/result.hpp"

namespace wt::lambda::api {

inline constexpr std::string_view latest = "$LATEST";

/// Which function a request means.
struct FunctionName {
    aws::AccountRegion place;
    std::string name;
    std::string qualifier;  // a version's number, "$LATEST" or an alias; empty: none was said

    /// "arn:aws:lambda:REGION:ACCOUNT:function:NAME", and ":QUALIFIER" where there is one.
    [[nodiscard]] std::string arn() const;
    /// The same with another qualifier, or without one.
    [[nodiscard]] FunctionName with(std::string_view other) const { return {place, name, std::string(other)}; }
};

/// A function's name in any form that AWS takes: NAME, ACCOUNT:function:NAME, function:NAME, its ARN; each with
/// ":QUALIFIER" behind it or without. `qualifier` is what the request says besides; both must agree. Another region's
/// functions are not to be reached from here.
[[nodiscard]] aws::Outcome<FunctionName> read_function_name(std::string_view text, const aws::AccountRegion& from,
                                                            const std::optional<std::string>& qualifier = {});
/// An ARN of a function in any region; none for anything else.
[[nodiscard]] std::optional<FunctionName> read_function_arn(std::string_view arn);

/// Whether it can only be a version: digits, or "$LATEST".
[[nodiscard]] bool is_version(std::string_view qualifier);
[[nodiscard]] std::optional<std::int64_t> version_number(std::string_view qualifier);

/// Which layer, and which of its versions.
struct LayerName {
    aws::AccountRegion place;
    std::string name;
    std::int64_t version = 0;  // 0: none was said

    /// "arn:aws:lambda:REGION:ACCOUNT:layer:NAME", and ":VERSION" where there is one.
    [[nodiscard]] std::string arn() const;
};
/// A layer's name, or its ARN, with a version or without. None for anything else.
[[nodiscard]] std::optional<LayerName> read_layer_name(std::string_view text, const aws::AccountRegion& from);

}  // namespace wt::lambda::api

#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "iam/request_context.hpp"

namespace wt::iam {

/// A pattern of a policy, ready to be held against texts: a sequence of bytes, of "any run" ('*') and of "any one
/// character" ('?'). What a policy variable stood for is bytes only, whatever it contains.
class Pattern {
public:
    enum class Wildcards : bool { no, yes };

    /// `text` as it is written. Without wildcards, '*' and '?' are bytes like others.
    explicit Pattern(std::string_view text, Wildcards wildcards = Wildcards::yes);
    /// The same with its variables filled in: "${aws:username}", "${s3:prefix, 'default'}", "${*}", "${?}", "${$}".
    /// None when the request has no such key, or more than one value of it, and the variable no default. IAM User
    /// Guide, "IAM policy elements: Variables and tags".
    [[nodiscard]] static std::optional<Pattern> filled(std::string_view text, const RequestContext& context,
                                                       Wildcards wildcards = Wildcards::yes);

    /// Greedy, with one step back: at most size of pattern times size of text steps.
    [[nodiscard]] bool matches(std::string_view text) const;
    [[nodiscard]] bool matches_ignoring_case(std::string_view text) const;  // of ASCII letters
    /// Both taken apart at their first five colons, each part held against its own: a wildcard reaches no further than
    /// its part. IAM User Guide, "Condition operators: ARN condition operators".
    [[nodiscard]] bool matches_arn(std::string_view text) const;

private:
    Pattern() = default;
    void add(std::string_view bytes);
    void add(std::string_view text, Wildcards wildcards);

    std::u16string units_;  // bytes, and two marks above them
};

/// A pattern without variables held against a text; `Case::ignored` for ASCII letters, as actions compare.
enum class Case : bool { exact, ignored };
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text, Case letters = Case::exact);

}  // namespace wt::iam

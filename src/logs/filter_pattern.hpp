#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace wt::logs {

/// A filter pattern, in one of its languages:
///
///     ERROR "access denied" -debug ?warn ?fatal %40[13]%     words in a text
///     { ($.status = 4*) && ($.latency > 1.5) }               members of an event that is JSON
///     [ip, ..., status = 4*, bytes > 1000]                   fields between blanks
///
/// A policy: takes any bytes and keeps nothing of what it looks at. CloudWatch Logs User Guide, "Filter pattern syntax
/// for metric filters, subscription filters, filter log events, and Live Tail".
class FilterPattern {
public:
    /// One of the languages.
    class Language {
    public:
        Language() = default;
        Language(const Language&) = delete;
        Language& operator=(const Language&) = delete;
        virtual ~Language() = default;
        [[nodiscard]] virtual bool matches(std::string_view message) const = 0;
        /// What the pattern names in a message that matches: {"$.status", "404"}.
        [[nodiscard]] virtual std::map<std::string, std::string> extract(std::string_view message) const = 0;
        /// A part of a message by its selector ("$.status", "$bytes"), whether the pattern names it or not.
        [[nodiscard]] virtual std::optional<std::string> part(std::string_view message,
                                                              std::string_view selector) const = 0;
        /// Whether it is a selector of this language, of something that there can be.
        [[nodiscard]] virtual bool selects(std::string_view selector) const = 0;
    };
    using Parsed = Result<std::unique_ptr<const Language>>;

    /// Matches everything.
    FilterPattern() = default;
    /// The error is AWS's sentence.
    [[nodiscard]] static Result<FilterPattern> parse(std::string_view text);

    [[nodiscard]] bool matches(std::string_view message) const {
        return language_ == nullptr || language_->matches(message);
    }
    [[nodiscard]] std::map<std::string, std::string> extract(std::string_view message) const;
    [[nodiscard]] std::optional<std::string> part(std::string_view message, std::string_view selector) const {
        return language_ == nullptr ? std::nullopt : language_->part(message, selector);
    }
    [[nodiscard]] bool selects(std::string_view selector) const {
        return language_ != nullptr && language_->selects(selector);
    }

private:
    std::shared_ptr<const Language> language_;
};

// The languages; their patterns have no blanks around them.
[[nodiscard]] FilterPattern::Parsed parse_terms(std::string_view text);
[[nodiscard]] FilterPattern::Parsed parse_json_pattern(std::string_view text);
[[nodiscard]] FilterPattern::Parsed parse_field_pattern(std::string_view text);

/// Assumed: the sentence for a pattern that does not read.
[[nodiscard]] Error invalid_pattern();

}  // namespace wt::logs

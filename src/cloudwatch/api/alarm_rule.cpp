#include "cloudwatch/api/alarm_rule.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::cloudwatch {

namespace {

constexpr int deepest_rule = 50;

/// AND binds more strongly than OR, NOT more than both.
class RuleReader {
public:
    RuleReader(std::string_view rule, const std::function<std::string(std::string_view)>& state)
        : rest_(rule), state_(state) {}

    [[nodiscard]] Result<AlarmRule> read() {
        AlarmRule rule;
        rule.holds = any();
        skip_blanks();
        if (!rest_.empty()) fail();
        if (failed_) return Error{fmt::format("AlarmRule is not valid near '{}'.", rest_.substr(0, 40))};
        rule.names = std::move(names_);
        return rule;
    }

private:
    void fail() { failed_ = true; }
    void skip_blanks() {
        while (!rest_.empty() &&
               (rest_.front() == ' ' || rest_.front() == '\n' || rest_.front() == '\t' || rest_.front() == '\r'))
            rest_.remove_prefix(1);
    }
    [[nodiscard]] bool take(std::string_view text) {
        skip_blanks();
        if (!rest_.starts_with(text)) return false;
        const bool is_word = is_letter(text.front());
        if (is_word && rest_.size() > text.size() && is_word_character(rest_[text.size()])) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    [[nodiscard]] bool any() {
        bool holds = all();
        while (!failed_ && take("OR")) holds = all() || holds;
        return holds;
    }
    [[nodiscard]] bool all() {
        bool holds = one();
        while (!failed_ && take("AND")) holds = one() && holds;
        return holds;
    }
    [[nodiscard]] bool one() {
        if (failed_ || ++depth_ > deepest_rule) {
            fail();
            return false;
        }
        const bool holds = simple();
        --depth_;
        return holds;
    }
    [[nodiscard]] bool simple() {
        if (take("NOT")) return !one();
        if (take("TRUE")) return true;
        if (take("FALSE")) return false;
        if (take("(")) {
            const bool holds = any();
            if (!take(")")) fail();
            return holds;
        }
        for (const std::string_view wanted : {"ALARM", "OK", "INSUFFICIENT_DATA"}) {
            if (!take(wanted)) continue;
            const std::string name = argument();
            return !failed_ && state_(name) == wanted;
        }
        fail();
        return false;
    }
    /// (name), ("a name") or ('a name').
    [[nodiscard]] std::string argument() {
        if (!take("(")) {
            fail();
            return {};
        }
        skip_blanks();
        std::string name;
        const bool quoted = !rest_.empty() && (rest_.front() == '"' || rest_.front() == '\'');
        const char quote = quoted ? rest_.front() : ')';
        const std::size_t end = rest_.find(quote, quoted ? 1 : 0);
        if (end == std::string_view::npos) {
            fail();
            return {};
        }
        name = rest_.substr(quoted ? 1 : 0, end - (quoted ? 1 : 0));
        rest_.remove_prefix(quoted ? end + 1 : end);
        while (!quoted && !name.empty() && name.back() == ' ') name.pop_back();
        if (!take(")") || name.empty()) fail();
        if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
        return name;
    }

    std::string_view rest_;
    const std::function<std::string(std::string_view)>& state_;
    std::vector<std::string> names_;
    int depth_ = 0;
    bool failed_ = false;
};

}  // namespace

Result<AlarmRule> evaluate_rule(std::string_view rule, const std::function<std::string(std::string_view)>& state) {
    return RuleReader(rule, state).read();
}

}  // namespace wt::cloudwatch

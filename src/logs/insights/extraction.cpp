#include "logs/insights/extraction.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace wt::logs::insights {

namespace {

constexpr std::int64_t most_memory = 1 << 20;
constexpr std::size_t most_groups = 100;

/// (?<name> as RE2 spells it: (?P<name>.
[[nodiscard]] std::string with_named_groups(std::string_view expression) {
    std::string spelt;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        spelt += expression[i];
        if (expression[i] == '\\' && i + 1 < expression.size()) {
            spelt += expression[++i];
        } else if (expression.substr(i).starts_with("(?<") && i + 3 < expression.size() && expression[i + 3] != '=' &&
                   expression[i + 3] != '!') {
            spelt += "?P";
            ++i;
        }
    }
    return spelt;
}

}  // namespace

Result<std::shared_ptr<const re2::RE2>> compile(std::string_view expression) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(most_memory);
    auto compiled = std::make_shared<const re2::RE2>(with_named_groups(expression), options);
    if (!compiled->ok() || compiled->NumberOfCapturingGroups() > static_cast<int>(most_groups))
        return Error{fmt::format("invalid regular expression /{}/", expression)};
    return {std::move(compiled)};
}

Result<Extraction> Extraction::glob(std::string_view pattern, std::vector<std::string> names) {
    std::string expression = "(?s)";
    std::size_t stars = 0;
    while (!pattern.empty()) {
        const std::size_t star = std::min(pattern.find('*'), pattern.size());
        expression += re2::RE2::QuoteMeta(re2::StringPiece(pattern.data(), star));
        pattern.remove_prefix(star);
        if (pattern.empty()) break;
        pattern.remove_prefix(1);
        expression += pattern.empty() ? "(.*)" : "(.*?)";
        ++stars;
    }
    if (stars == 0 || stars != names.size())
        return Error{fmt::format("parse has {} wildcards and {} names", stars, names.size())};
    auto compiled = compile(expression);
    if (!compiled.ok()) return compiled.error();
    return Extraction(std::move(*compiled), std::move(names));
}

Result<Extraction> Extraction::expression(std::string_view pattern, std::vector<std::string> names) {
    auto compiled = compile(pattern);
    if (!compiled.ok()) return compiled.error();
    const auto& named = (*compiled)->CapturingGroupNames();
    std::vector<std::string> all;
    std::size_t given = 0;
    for (int group = 1; group <= (*compiled)->NumberOfCapturingGroups(); ++group) {
        const auto found = named.find(group);
        if (found != named.end()) {
            all.push_back(found->second);
        } else {
            all.push_back(given < names.size() ? names[given] : std::string());
            ++given;
        }
    }
    if (all.empty() || given != names.size())
        return Error{fmt::format("parse has {} groups without a name and {} names", given, names.size())};
    return Extraction(std::move(*compiled), std::move(all));
}

void Extraction::apply(std::string_view text, Record& to) const {
    std::vector<re2::StringPiece> groups(names_.size() + 1);
    const re2::StringPiece whole(text.data(), text.size());
    if (!compiled_->Match(whole, 0, whole.size(), re2::RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size())))
        return;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const re2::StringPiece& group = groups[i + 1];
        if (group.data() != nullptr) to.insert_or_assign(names_[i], std::string(group.data(), group.size()));
    }
}

}  // namespace wt::logs::insights

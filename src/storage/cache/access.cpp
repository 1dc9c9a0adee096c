#include "storage/cache/access.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/glob.hpp"

namespace wt::cache {

bool User::takes(std::string_view password) const {
    return enabled && (!needs_password || std::find(passwords.begin(), passwords.end(), password) != passwords.end());
}

bool User::may_run(std::string_view command, const std::vector<std::string_view>& categories) const {
    bool may = false;
    each_part(access, ' ', [&](std::string_view rule) {
        if (rule == "allcommands") rule = "+@all";
        if (rule == "nocommands") rule = "-@all";
        if (rule[0] != '+' && rule[0] != '-') return;
        const bool gives = rule[0] == '+';
        rule.remove_prefix(1);
        const bool meant = rule.starts_with('@')
                               ? same_ignoring_case(rule, "@all") ||
                                     std::any_of(categories.begin(), categories.end(),
                                                 [&](std::string_view each) { return same_ignoring_case(each, rule); })
                               : same_ignoring_case(rule.substr(0, rule.find('|')), command);
        if (meant) may = gives;
    });
    return may;
}

bool User::any_pattern(char sign, std::string_view all, std::string_view name_of_it) const {
    bool may = false;
    each_part(access, ' ', [&](std::string_view rule) {
        if (rule == all) may = true;
        if (rule.substr(0, 5) == "reset" && rule.substr(5) == (sign == '~' ? "keys" : "channels")) may = false;
        if (rule[0] == sign && matches_glob(rule.substr(1), name_of_it)) may = true;
    });
    return may;
}

std::string problem_of_access(std::string_view access) {
    std::string problem;
    each_part(access, ' ', [&](std::string_view rule) {
        constexpr std::string_view words[] = {"on",          "off",           "allkeys",     "resetkeys",
                                              "allchannels", "resetchannels", "allcommands", "nocommands"};
        const bool known = std::find(std::begin(words), std::end(words), rule) != std::end(words) ||
                           std::string_view("~&+-").find(rule[0]) != std::string_view::npos;
        // Redis's ACL CAT.
        constexpr std::string_view categories[] = {
            "all",    "keyspace", "read",        "write",      "set",         "sortedset", "list",  "hash",
            "string", "bitmap",   "hyperloglog", "geo",        "stream",      "pubsub",    "admin", "fast",
            "slow",   "blocking", "dangerous",   "connection", "transaction", "scripting"};
        const bool of_category = rule.size() > 1 && (rule[0] == '+' || rule[0] == '-') && rule[1] == '@';
        if (of_category && problem.empty() &&
            std::none_of(std::begin(categories), std::end(categories),
                         [&](std::string_view each) { return same_ignoring_case(each, rule.substr(2)); }))
            problem = fmt::format("Unknown command or category name in the access string: {}", rule);
        if (!known && problem.empty()) problem = fmt::format("Unknown rule in the access string: {}", rule);
    });
    return problem;
}

}  // namespace wt::cache

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "cloudformation/language/evaluate.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

namespace {

/// Conditions and rules know no resources.
class NoAnswers final : public Answers {
public:
    OrderedJson reference(const std::string& resource) override {
        throw Flaw{
            fmt::format("Template format error: Unresolved dependencies [{}]. Cannot reference resources in "
                        "the Conditions block of the template",
                        resource)};
    }
    OrderedJson attribute(const std::string& resource, const std::string& /*name*/) override {
        return reference(resource);
    }
    OrderedJson import(const std::string& /*name*/) override {
        throw Flaw{"Template error: Fn::ImportValue cannot be used in the Conditions block of the template"};
    }
};

class Truth {
public:
    explicit Truth(const Scope& scope) : scope_(scope) {}

    [[nodiscard]] bool condition(const std::string& name) {
        if (const auto known = known_.find(name); known != known_.end()) return known->second;
        const OrderedJson& all = scope_.declared.conditions;
        if (!all.contains(name))
            throw Flaw{fmt::format("Template format error: Unresolved condition dependency {}", name)};
        if (!open_.insert(name).second)
            throw Flaw{fmt::format("Template error: Found circular condition dependency between {}", name)};
        const bool is_true = truth(all[name]);
        open_.erase(name);
        return known_[name] = is_true;
    }

    [[nodiscard]] bool truth(const OrderedJson& said) {
        if (said.is_object() && said.size() == 1) {
            const std::string& name = said.begin().key();
            const OrderedJson& of = said.begin().value();
            if (name == "Condition" && of.is_string()) return condition(of.get<std::string>());
            if (name == "Fn::Equals") return equals(of);
            if (name == "Fn::Not") return !truth(one(of));
            if (name == "Fn::And" || name == "Fn::Or") return many(of, name == "Fn::And");
            if (name == "Fn::Contains") return contains(of);
            if (name == "Fn::EachMemberEquals" || name == "Fn::EachMemberIn") return each_member(of, name);
            const OrderedJson made = plain(said);
            if (made == "true" || made == true) return true;
            if (made == "false" || made == false) return false;
        }
        if (said == "true" || said == true) return true;
        if (said == "false" || said == false) return false;
        throw Flaw{
            fmt::format("Template error: every Condition member must be a string or one of the condition "
                        "functions, got {}",
                        written(said))};
    }

    [[nodiscard]] std::map<std::string, bool, std::less<>> all() {
        for (const auto& [name, said] : scope_.declared.conditions.items()) (void)condition(name);
        return known_;
    }

private:
    [[nodiscard]] OrderedJson plain(const OrderedJson& said) {
        if (said.is_object() && said.size() == 1 && said.begin().key() == "Fn::If") {
            const OrderedJson& of = said.begin().value();
            if (of.is_array() && of.size() == 3 && of[0].is_string())
                return plain(of[condition(of[0].get<std::string>()) ? 1 : 2]);
        }
        NoAnswers none;
        return evaluate(said, scope_, none);
    }

    [[nodiscard]] static std::string text(const OrderedJson& value) {
        return value.is_string() ? value.get<std::string>() : written(value);
    }

    [[nodiscard]] bool equals(const OrderedJson& of) {
        if (!of.is_array() || of.size() != 2)
            throw Flaw{"Template error: every Fn::Equals object requires a list of 2 string parameters."};
        return text(plain(of[0])) == text(plain(of[1]));
    }

    [[nodiscard]] static const OrderedJson& one(const OrderedJson& of) {
        if (!of.is_array() || of.size() != 1) throw Flaw{"Template error: Fn::Not requires a list of one condition."};
        return of[0];
    }

    [[nodiscard]] bool many(const OrderedJson& of, bool all_of) {
        constexpr std::size_t most = 10;
        if (!of.is_array() || of.size() < 2 || of.size() > most)
            throw Flaw{
                fmt::format("Template error: every {} object requires a list of at least 2 and at most 10 "
                            "condition(s)",
                            all_of ? "Fn::And" : "Fn::Or")};
        bool made = all_of;
        for (const OrderedJson& each : of) {
            const bool is_true = truth(each);  // each is looked at, so that mistakes are found
            made = all_of ? made && is_true : made || is_true;
        }
        return made;
    }

    [[nodiscard]] std::vector<std::string> texts(const OrderedJson& said) {
        std::vector<std::string> made;
        const OrderedJson list = plain(said);
        if (!list.is_array()) throw Flaw{fmt::format("Template error: expected a list, got {}", written(list))};
        for (const OrderedJson& each : list) made.push_back(text(each));
        return made;
    }

    [[nodiscard]] bool contains(const OrderedJson& of) {
        if (!of.is_array() || of.size() != 2)
            throw Flaw{"Template error: every Fn::Contains object requires a list and a string"};
        const std::vector<std::string> list = texts(of[0]);
        return std::find(list.begin(), list.end(), text(plain(of[1]))) != list.end();
    }

    [[nodiscard]] bool each_member(const OrderedJson& of, const std::string& name) {
        if (!of.is_array() || of.size() != 2)
            throw Flaw{fmt::format("Template error: every {} object requires two parameters", name)};
        const std::vector<std::string> list = texts(of[0]);
        const std::vector<std::string> among =
            name == "Fn::EachMemberIn" ? texts(of[1]) : std::vector{text(plain(of[1]))};
        return std::all_of(list.begin(), list.end(), [&](const std::string& each) {
            return std::find(among.begin(), among.end(), each) != among.end();
        });
    }

    const Scope& scope_;
    std::map<std::string, bool, std::less<>> known_;
    std::set<std::string> open_;
};

[[nodiscard]] OrderedJson without_choices(const OrderedJson& said,
                                          const std::map<std::string, bool, std::less<>>& conditions) {
    if (said.is_array()) {
        OrderedJson made = OrderedJson::array();
        for (const OrderedJson& each : said) made.push_back(without_choices(each, conditions));
        return made;
    }
    if (!said.is_object()) return said;
    if (said.size() == 1 && said.begin().key() == "Fn::If") {
        const OrderedJson& of = said.begin().value();
        if (!of.is_array() || of.size() != 3 || !of[0].is_string())
            throw Flaw{"Template error: Fn::If requires a list argument with the first element being a condition"};
        const auto found = conditions.find(of[0].get_ref<const std::string&>());
        if (found == conditions.end())
            throw Flaw{fmt::format("Template error: unresolved condition dependency {} in Fn::If",
                                   of[0].get_ref<const std::string&>())};
        // Also what is not chosen must be right.
        OrderedJson yes = without_choices(of[1], conditions);
        OrderedJson no = without_choices(of[2], conditions);
        return found->second ? yes : no;
    }
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, each] : said.items()) made[key] = without_choices(each, conditions);
    return made;
}

}  // namespace

std::map<std::string, bool, std::less<>> condition_values(const Scope& scope) { return Truth(scope).all(); }

std::string broken_rule(const Scope& scope) {
    Truth truth(scope);
    for (const auto& [name, rule] : scope.declared.rules.items()) {
        if (!rule.is_object() || !rule.contains("Assertions"))
            throw Flaw{fmt::format("Template format error: the rule {} has no Assertions", name)};
        if (rule.contains("RuleCondition") && !truth.truth(rule["RuleCondition"])) continue;
        for (const OrderedJson& each : rule["Assertions"]) {
            if (!each.is_object() || !each.contains("Assert"))
                throw Flaw{fmt::format("Template format error: an assertion of the rule {} has no Assert", name)};
            if (truth.truth(each["Assert"])) continue;
            const bool described = each.contains("AssertDescription") && each["AssertDescription"].is_string();
            return described ? each["AssertDescription"].get<std::string>()
                             : fmt::format("an assertion of the rule {} does not hold", name);
        }
    }
    return {};
}

Template chosen(Template all, const std::map<std::string, bool, std::less<>>& conditions) {
    const auto is_off = [&](const auto& each) { return !each.condition.empty() && !conditions.at(each.condition); };
    std::erase_if(all.resources, is_off);
    std::erase_if(all.outputs, is_off);
    for (ResourceDeclaration& each : all.resources) {
        each.properties = without_choices(each.properties, conditions);
        std::erase_if(each.depends_on, [&](const std::string& name) { return all.resource(name) == nullptr; });
    }
    for (OutputDeclaration& each : all.outputs) {
        each.value = without_choices(each.value, conditions);
        each.export_name = without_choices(each.export_name, conditions);
    }
    return all;
}

}  // namespace wt::cloudformation::language

#include "cloudformation/language/loops.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

namespace {

constexpr std::string_view loop_prefix = "Fn::ForEach::";
constexpr std::size_t most_made = 100'000;

/// Loops stand before resources.
class LoopAnswers final : public Answers {
public:
    OrderedJson reference(const std::string& resource) override {
        throw Flaw{fmt::format("Template error: Fn::ForEach cannot refer to the resource {}", resource)};
    }
    OrderedJson attribute(const std::string& resource, const std::string& /*name*/) override {
        return reference(resource);
    }
    OrderedJson import(const std::string& /*name*/) override {
        throw Flaw{"Template error: Fn::ForEach cannot import values"};
    }
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

[[nodiscard]] std::string letters_of(std::string_view text) {
    std::string made;
    std::copy_if(text.begin(), text.end(), std::back_inserter(made),
                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
    return made;
}

class Writer {
public:
    explicit Writer(const Scope& scope) : scope_(scope) {}

    [[nodiscard]] OrderedJson value(const OrderedJson& said) {
        if (++made_ > most_made) throw Flaw{"Template error: the loops of the template make too much."};
        if (said.is_array()) {
            OrderedJson list = OrderedJson::array();
            for (const OrderedJson& each : said) list.push_back(value(each));
            return list;
        }
        if (!said.is_object()) return said;
        OrderedJson made = OrderedJson::object();
        for (const auto& [key, each] : said.items()) {
            if (key.starts_with(loop_prefix)) {
                loop(made, key, each);
            } else {
                made[key] = value(each);
            }
        }
        return made;
    }

private:
    void loop(OrderedJson& into, const std::string& name, const OrderedJson& said) {
        if (!said.is_array() || said.size() != 3 || !said[0].is_string() || !said[2].is_object())
            throw Flaw{fmt::format("Template error: {} takes an identifier, a collection and a fragment", name)};
        const auto& identifier = said[0].get_ref<const std::string&>();
        LoopAnswers answers;
        const OrderedJson collection = evaluate(said[1], scope_, answers);
        if (!collection.is_array()) throw Flaw{fmt::format("Template error: the collection of {} is no list", name)};
        for (const OrderedJson& element : collection) {
            const std::string text = element.is_string() ? element.get<std::string>() : written(element);
            const OrderedJson made = value(filled(said[2], identifier, text));
            for (const auto& [key, each] : made.items()) {
                if (into.contains(key)) throw Flaw{fmt::format("Template error: {} makes {} twice", name, key)};
                into[key] = each;
            }
        }
    }

    /// The fragment with the identifier's value in it.
    [[nodiscard]] OrderedJson filled(const OrderedJson& said, const std::string& identifier, const std::string& text) {
        if (++made_ > most_made) throw Flaw{"Template error: the loops of the template make too much."};
        if (said.is_string()) return filled_text(said.get<std::string>(), identifier, text);
        if (said.is_array()) {
            OrderedJson list = OrderedJson::array();
            for (const OrderedJson& each : said) list.push_back(filled(each, identifier, text));
            return list;
        }
        if (!said.is_object()) return said;
        if (said.size() == 1 && said.begin().key() == "Ref" && said.begin().value() == identifier) return text;
        OrderedJson made = OrderedJson::object();
        for (const auto& [key, each] : said.items())
            made[filled_text(key, identifier, text)] = filled(each, identifier, text);
        return made;
    }

    [[nodiscard]] static std::string filled_text(std::string of, const std::string& identifier,
                                                 const std::string& text) {
        replace_all(of, fmt::format("${{{}}}", identifier), text);
        replace_all(of, fmt::format("&{{{}}}", identifier), letters_of(text));
        return of;
    }

    const Scope& scope_;
    std::size_t made_ = 0;
};

}  // namespace

OrderedJson written_out(const OrderedJson& tree, const Scope& scope) {
    OrderedJson made = tree;
    Writer writer(scope);
    for (const char* section : {"Conditions", "Resources", "Outputs"}) {
        if (made.contains(section)) made[section] = writer.value(made[section]);
    }
    return made;
}

}  // namespace wt::cloudformation::language

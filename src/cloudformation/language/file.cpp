#include "cloudformation/language/file.hpp"

#include <algorithm>
#include <array>

#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/read.hpp"

namespace wt::cloudformation::language {

bool is_template(std::string_view text) {
    try {
        const OrderedJson tree = read_template(text);
        return tree.contains("AWSTemplateFormatVersion") ||
               (tree.contains("Resources") && !tree.contains("architecture"));
    } catch (const Flaw&) {
        return false;
    }
}

bool is_neither(std::string_view text) {
    try {
        const OrderedJson tree = read_template(text);
        constexpr std::array known{"AWSTemplateFormatVersion", "Resources", "version", "name", "architecture"};
        return std::none_of(known.begin(), known.end(), [&](const char* key) { return tree.contains(key); });
    } catch (const Flaw&) {
        return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
    }
}

std::string stack_name_of(std::string_view file) {
    file = file.substr(file.rfind('/') + 1);
    file = file.substr(0, file.find('.'));
    std::string name;
    for (const char c : file) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        if (letter || (!name.empty() && digit)) name += c;
        if (!letter && !digit && !name.empty() && name.back() != '-') name += '-';
    }
    while (name.ends_with('-')) name.pop_back();
    return name.empty() ? "app" : name;
}

}  // namespace wt::cloudformation::language

#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wt::identity {

/// A text as it stands in HTML, between tags or in quotes.
[[nodiscard]] std::string html_text(std::string_view text);

struct LoginField {
    std::string name;
    std::string label;
    std::string type = "text";
    std::string value = {};
};

/// A page of managed login: what it is called, what went wrong, fields, and where else to go.
struct LoginPage {
    std::string title;
    std::string problem;
    std::string note;
    std::vector<LoginField> fields;
    std::vector<std::pair<std::string, std::string>> hidden;
    std::string button;
    std::vector<std::pair<std::string, std::string>> links;      // address and text
    std::vector<std::pair<std::string, std::string>> providers;  // elsewhere, the same
    std::string other_button;  // a second way to go on, without all fields: sends "other"
    /// What the browser does with its passkeys before the form goes: "get" or "create", whose options stand in the
    /// hidden field "options", and whose answer goes into "CREDENTIAL". Empty: nothing.
    std::string ceremony;
    std::string logo;  // the address of an image; empty: none
    std::string css;   // as refuse_css() lets it pass (look.hpp)
};
[[nodiscard]] std::string html_of(const LoginPage& page);

}  // namespace wt::identity

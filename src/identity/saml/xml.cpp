#include "identity/saml/xml.hpp"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

namespace wt::identity::saml {

namespace {

[[nodiscard]] std::string_view view_of(const xmlChar* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

struct FreeText {
    void operator()(xmlChar* text) const { xmlFree(text); }
};
/// What is wrong with a document is no news for the terminal.
void pass_over(void* /*context*/, const char* /*format*/, ...) {}

using Owned = std::unique_ptr<xmlChar, FreeText>;

}  // namespace

Document read_document(std::string_view text) {
    constexpr std::size_t longest = 1024 * 1024;
    if (text.size() > longest || text.find("<!DOCTYPE") != std::string_view::npos) return nullptr;
    xmlSetGenericErrorFunc(nullptr, pass_over);
    Document document(xmlReadMemory(text.data(), static_cast<int>(text.size()), "", nullptr,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    // One in another encoding shows its DTD only now.
    const bool is_plain = document != nullptr && document->intSubset == nullptr && document->extSubset == nullptr;
    return is_plain && xmlDocGetRootElement(document.get()) != nullptr ? std::move(document) : nullptr;
}

bool is(const xmlNode* node, const char* space, const char* name) {
    return node != nullptr && node->type == XML_ELEMENT_NODE && view_of(node->name) == name && node->ns != nullptr &&
           view_of(node->ns->href) == space;
}

std::vector<xmlNode*> children(const xmlNode* parent, const char* space, const char* name) {
    std::vector<xmlNode*> all;
    for (xmlNode* each = parent == nullptr ? nullptr : parent->children; each != nullptr; each = each->next) {
        if (is(each, space, name)) all.push_back(each);
    }
    return all;
}

xmlNode* only_child(const xmlNode* parent, const char* space, const char* name) {
    const auto all = children(parent, space, name);
    return all.size() == 1 ? all.front() : nullptr;
}

std::string attribute(const xmlNode* node, const char* name) {
    if (node == nullptr) return {};
    const Owned value(xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name)));
    return std::string(view_of(value.get()));
}

std::string text_of(const xmlNode* node) {
    if (node == nullptr) return {};
    const Owned content(xmlNodeGetContent(node));
    std::string_view text = view_of(content.get());
    constexpr std::string_view blanks = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return std::string(text.substr(0, text.find_last_not_of(blanks) + 1));
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&': safe += "&amp;"; break;
            case '<': safe += "&lt;"; break;
            case '>': safe += "&gt;"; break;
            case '"': safe += "&quot;"; break;
            default: safe += c;
        }
    }
    return safe;
}

}  // namespace wt::identity::saml

#include "aws/xml.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/scalar.hpp"

namespace wt::aws {

namespace {

using pugi::xml_node;

/// What a name is without its namespace's prefix.
[[nodiscard]] std::string_view local(std::string_view name) { return name.substr(name.find(':') + 1); }

/// The first element of that name, from `from` on over its siblings; whatever its namespace.
[[nodiscard]] xml_node named(xml_node from, std::string_view name) {
    while (from && (from.type() != pugi::node_element || local(from.name()) != name)) from = from.next_sibling();
    return from;
}
[[nodiscard]] xml_node child_named(const xml_node& parent, std::string_view name) {
    return named(parent.first_child(), name);
}

/// All of an element's own text, also across comments and CDATA.
[[nodiscard]] std::string text_of(const xml_node& element) {
    std::string text;
    for (const xml_node& child : element.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
    }
    return text;
}

[[nodiscard]] std::string_view without_space(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

class XmlReader {
public:
    explicit XmlReader(Violations& violations) : violations_(violations) {}

    [[nodiscard]] bool structure(const xml_node& element, const Structure& shape, void* out, const Place& place) {
        for (const Member& member : shape.members) {
            if (member.location != Location::body) continue;
            const Place here(place, member.name);
            bool found = false;
            if (!read(element, member, member.slot(out), here, found)) return false;
            check(member, found, out, here, violations_);
        }
        return true;
    }

    [[nodiscard]] Malformed failure() const { return {Malformed::What::body, {}, {}, reason_}; }

private:
    [[nodiscard]] bool read(const xml_node& parent, const Member& member, void* slot, const Place& place, bool& found) {
        const Type& type = *member.type;
        const std::string_view name = member.in_body();
        if (member.is_attribute) {
            for (const pugi::xml_attribute& attribute : parent.attributes()) {
                if (local(attribute.name()) != local(name)) continue;
                found = true;
                return scalar(attribute.value(), type, slot, place);
            }
            return true;
        }
        if (member.is_content) {
            const std::string text = text_of(parent);
            found = !text.empty();
            return !found || scalar(text, type, slot, place);
        }
        const xml_node child = child_named(parent, name);
        found = static_cast<bool>(child);
        if (!found) return true;
        if (member.is_flattened && type.kind == Kind::list) return list(child, name, *member.facets, type, slot, place);
        if (member.is_flattened && type.kind == Kind::map) return map(child, name, *member.facets, type, slot, place);
        return value(child, *member.facets, type, slot, place);
    }

    [[nodiscard]] bool value(const xml_node& element, const Facets& facets, const Type& type, void* slot,
                             const Place& place) {
        if (place.too_deep()) {
            reason_ = "the body is nested too deeply.";
            return false;
        }
        switch (type.kind) {
            case Kind::structure: return structure(element, type.structure(), type.make(slot), place);
            case Kind::list: {
                const xml_node first = child_named(element, facets.element_name);
                return list(first, facets.element_name, facets, type, slot, place);
            }
            case Kind::map: return map(child_named(element, "entry"), "entry", facets, type, slot, place);
            default: return scalar(text_of(element), type, slot, place);
        }
    }

    [[nodiscard]] bool list(xml_node element, std::string_view each, const Facets& facets, const Type& type, void* slot,
                            const Place& place) {
        void* const values = type.make(slot);
        for (std::size_t number = 1; element; element = named(element.next_sibling(), each), ++number) {
            const Place here(place, number);
            if (!value(element, facets.inner(), type.element(), type.append(values), here)) return false;
        }
        return true;
    }

    [[nodiscard]] bool map(xml_node entry, std::string_view each, const Facets& facets, const Type& type, void* slot,
                           const Place& place) {
        void* const entries = type.make(slot);
        for (; entry; entry = named(entry.next_sibling(), each)) {
            const std::string key = text_of(child_named(entry, facets.key_name));
            const xml_node held = child_named(entry, facets.value_name);
            const Place here = Place::entry(place, key);
            if (!value(held, facets.inner(), type.element(), type.insert(entries, key), here)) return false;
        }
        return true;
    }

    [[nodiscard]] bool scalar(std::string_view text, const Type& type, void* slot, const Place& place) {
        if (type.kind != Kind::text) text = without_space(text);
        if (is_scalar(type.kind) && read_scalar(type, slot, text)) return true;
        reason_ = fmt::format("{} does not read as its type.", place.text());
        return false;
    }

    Violations& violations_;
    std::string reason_;
};

class XmlWriter {
public:
    XmlWriter(std::string& to, XmlStyle style) : to_(to), style_(style) {}

    void members(const Structure& shape, const void* value) {
        for (const Member& member : shape.members) {
            const void* slot = member.slot(value);
            if (member.location != Location::body || member.is_attribute || !member.type->has_value(slot)) continue;
            write(member, *member.type, member.type->value(slot));
        }
    }

    void open(std::string_view name, const Structure& shape, const void* value) {
        to_ += '<';
        to_ += name;
        for (const Member& member : shape.members) {
            const void* slot = member.slot(value);
            if (!member.is_attribute || !member.type->has_value(slot)) continue;
            if (member.in_body().starts_with("xsi:")) to_ += " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
            fmt::format_to(std::back_inserter(to_), " {}=\"", member.in_body());
            write_attribute_text(
                scalar_text(*member.type, member.type->value(slot), member.facets->time_format, false));
            to_ += '"';
        }
        to_ += '>';
    }

    void close(std::string_view name) {
        to_ += "</";
        to_ += name;
        to_ += '>';
    }

private:
    /// In an attribute a reader takes a line's end for a blank.
    void write_attribute_text(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find_first_of("\n\t"), text.size());
            write_xml_text(to_, text.substr(0, end));
            if (end < text.size()) to_ += text[end] == '\n' ? "&#10;" : "&#9;";
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    void write(const Member& member, const Type& type, const void* value) {
        if (member.is_content)
            return write_xml_text(to_, scalar_text(type, value, member.facets->time_format, style_.milliseconds));
        const std::string_view name = member.in_body();
        if (member.is_flattened && type.kind == Kind::list) return elements(name, *member.facets, type, value);
        if (member.is_flattened && type.kind == Kind::map) return entries(name, *member.facets, type, value);
        element(name, *member.facets, member.facets->time_format, type, value);
    }

    void open(std::string_view name) {
        to_ += '<';
        to_ += name;
        to_ += '>';
    }

    void element(std::string_view name, const Facets& facets, TimeFormat format, const Type& type, const void* value) {
        if (type.kind == Kind::structure) {
            open(name, type.structure(), value);
            members(type.structure(), value);
            return close(name);
        }
        open(name);
        switch (type.kind) {
            case Kind::list: elements(facets.element_name, facets, type, value); break;
            case Kind::map: entries("entry", facets, type, value); break;
            case Kind::text: write_xml_text(to_, *static_cast<const std::string*>(value)); break;
            default: to_ += scalar_text(type, value, format, style_.milliseconds); break;
        }
        close(name);
    }

    /// How timestamps in a list or map look: as is said of them, or of the whole.
    [[nodiscard]] static TimeFormat inner_format(const Facets& facets) {
        const TimeFormat own = facets.inner().time_format;
        return own == TimeFormat::by_protocol ? facets.time_format : own;
    }

    void elements(std::string_view each, const Facets& facets, const Type& type, const void* list) {
        const Type& inner = type.element();
        for (std::size_t i = 0; i < type.size(list); ++i) {
            const void* slot = type.at(list, i);
            if (inner.has_value(slot)) element(each, facets.inner(), inner_format(facets), inner, inner.value(slot));
        }
    }

    void entries(std::string_view each, const Facets& facets, const Type& type, const void* map) {
        const Type& inner = type.element();
        type.each(map, [&](std::string_view key, const void* slot) {
            if (!inner.has_value(slot)) return;
            open(each);
            write_xml_element(to_, facets.key_name, key);
            element(facets.value_name, facets.inner(), inner_format(facets), inner, inner.value(slot));
            close(each);
        });
    }

    std::string& to_;
    XmlStyle style_;
};

}  // namespace

std::optional<Malformed> read_xml(std::string_view body, std::string_view root, const Structure& structure, void* out,
                                  Violations& violations) {
    if (body.empty()) return Malformed{Malformed::What::missing, {}, {}, "The request has no body."};
    pugi::xml_document document;
    const auto parsed = document.load_buffer(body.data(), body.size(), pugi::parse_default | pugi::parse_ws_pcdata,
                                             pugi::encoding_utf8);
    if (!parsed) return Malformed{Malformed::What::body, {}, {}, parsed.description()};
    const xml_node element = document.document_element();
    if (!element || (!root.empty() && local(element.name()) != root))
        return Malformed{Malformed::What::body, {}, {}, fmt::format("the body is no {}.", root)};
    XmlReader reader(violations);
    if (!reader.structure(element, structure, out, Place())) return reader.failure();
    return std::nullopt;
}

void write_xml_members(std::string& to, const Structure& structure, const void* value, XmlStyle style) {
    XmlWriter(to, style).members(structure, value);
}

void write_xml(std::string& to, std::string_view root, std::string_view xmlns, const Structure& structure,
               const void* value, XmlStyle style) {
    XmlWriter writer(to, style);
    const std::size_t start = to.size();
    writer.open(root, structure, value);
    if (!xmlns.empty()) to.insert(start + 1 + root.size(), fmt::format(" xmlns=\"{}\"", xmlns));
    writer.members(structure, value);
    writer.close(root);
}

void write_xml_element(std::string& to, std::string_view name, std::string_view text) {
    to += '<';
    to += name;
    to += '>';
    write_xml_text(to, text);
    to += "</";
    to += name;
    to += '>';
}

void write_xml_text(std::string& to, std::string_view text) {
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        std::string_view instead;
        switch (c) {
            case '&': instead = "&amp;"; break;
            case '<': instead = "&lt;"; break;
            case '>': instead = "&gt;"; break;
            case '"': instead = "&quot;"; break;
            case '\r': instead = "&#13;"; break;
            case '\n':
            case '\t': continue;
            default:
                if (static_cast<unsigned char>(c) >= 0x20) continue;
                // Not allowed in XML 1.0; S3 writes it all the same, and asks clients to list with encoding-type=url.
        }
        to += text.substr(plain, i - plain);
        plain = i + 1;
        if (instead.empty()) {
            fmt::format_to(std::back_inserter(to), "&#x{:x};", static_cast<unsigned>(c));
        } else {
            to += instead;
        }
    }
    to += text.substr(plain);
}

}  // namespace wt::aws

#include "aws/xml.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/scalar.hpp"

namespace wt::aws {

namespace {

using pugi::xml_node;

/// A name as pugixml wants it, with a zero behind it. Members' names are literals, which have one.
[[nodiscard]] const char* zeroed(std::string_view literal) { return literal.data(); }

/// All of an element's own text, also across comments and CDATA.
[[nodiscard]] std::string text_of(const xml_node& element) {
    std::string text;
    for (const xml_node& child : element.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
    }
    return text;
}

class Reader {
public:
    explicit Reader(Violations& violations) : violations_(violations) {}

    [[nodiscard]] bool structure(const xml_node& element, const Structure& shape, void* out, const std::string& path) {
        Seen seen;
        for (std::size_t i = 0; i < shape.members.size(); ++i) {
            const Member& member = shape.members[i];
            if (member.location != Location::body) {
                seen.set(i);
                continue;
            }
            bool found = false;
            if (!read(element, member, member.slot(out), member_path(path, member.name), found)) return false;
            if (found) seen.set(i);
        }
        check_required(shape, seen, path, violations_);
        return true;
    }

    [[nodiscard]] Malformed failure() const { return {Malformed::What::body, {}, {}, reason_}; }

private:
    [[nodiscard]] bool read(const xml_node& parent, const Member& member, void* slot, const std::string& path,
                            bool& found) {
        const Type& type = *member.type;
        const char* name = zeroed(member.in_body());
        if (member.is_attribute) {
            const pugi::xml_attribute attribute = parent.attribute(name);
            found = static_cast<bool>(attribute);
            return !found || scalar(attribute.value(), type, slot, path);
        }
        xml_node child = parent.child(name);
        found = static_cast<bool>(child);
        if (!found) return true;
        if (member.is_flattened && type.kind == Kind::list) return list(child, name, member, type, slot, path);
        if (member.is_flattened && type.kind == Kind::map) return map(child, name, member, type, slot, path);
        if (type.kind == Kind::list) {
            const char* each = zeroed(member.element_name);
            return list(child.child(each), each, member, type, slot, path);
        }
        if (type.kind == Kind::map) return map(child.child("entry"), "entry", member, type, slot, path);
        return value(child, type, slot, path);
    }

    [[nodiscard]] bool value(const xml_node& element, const Type& type, void* slot, const std::string& path) {
        if (type.kind == Kind::structure) return structure(element, type.structure(), type.make(slot), path);
        return scalar(text_of(element), type, slot, path);
    }

    [[nodiscard]] bool list(xml_node first, const char* each, const Member& member, const Type& type, void* slot,
                            const std::string& path) {
        void* values = type.make(slot);
        std::size_t number = 0;
        for (; first; first = first.next_sibling(each)) {
            const std::string place = fmt::format("{}.{}.member", path, ++number);
            const Type& element = type.element();
            void* const into = type.append(values);
            // A list of lists has its inner elements under the name of the outer ones.
            if (element.kind == Kind::list) {
                const char* inner = zeroed(member.element_name);
                if (!list(first.child(inner), inner, member, element, into, place)) return false;
            } else if (!value(first, element, into, place)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool map(xml_node entry, const char* each, const Member& member, const Type& type, void* slot,
                           const std::string& path) {
        void* entries = type.make(slot);
        for (; entry; entry = entry.next_sibling(each)) {
            const std::string key = text_of(entry.child(zeroed(member.key_name)));
            const xml_node held = entry.child(zeroed(member.value_name));
            if (!value(held, type.element(), type.insert(entries, key), path + ".value")) return false;
        }
        return true;
    }

    [[nodiscard]] bool scalar(std::string_view text, const Type& type, void* slot, const std::string& path) {
        if (is_scalar(type.kind) && read_scalar(type, slot, text)) return true;
        reason_ = fmt::format("{} does not read as its type.", path);
        return false;
    }

    Violations& violations_;
    std::string reason_;
};

class Writer {
public:
    Writer(std::string& to, XmlStyle style) : to_(to), style_(style) {}

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
            write_xml_text(to_, scalar_text(*member.type, member.type->value(slot), member.time_format, false));
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
    void write(const Member& member, const Type& type, const void* value) {
        if (member.is_content)
            return write_xml_text(to_, scalar_text(type, value, member.time_format, style_.milliseconds));
        const std::string_view name = member.in_body();
        if (type.kind == Kind::list) {
            if (member.is_flattened) return elements(member, name, type, value);
            open(name);
            elements(member, member.element_name, type, value);
            return close(name);
        }
        if (type.kind == Kind::map) {
            if (member.is_flattened) return entries(member, name, type, value);
            open(name);
            entries(member, "entry", type, value);
            return close(name);
        }
        element(member, name, type, value);
    }

    void open(std::string_view name) {
        to_ += '<';
        to_ += name;
        to_ += '>';
    }

    void element(const Member& member, std::string_view name, const Type& type, const void* value) {
        if (type.kind == Kind::structure) {
            open(name, type.structure(), value);
            members(type.structure(), value);
        } else {
            open(name);
            if (type.kind == Kind::text) {
                write_xml_text(to_, *static_cast<const std::string*>(value));
            } else {
                to_ += scalar_text(type, value, member.time_format, style_.milliseconds);
            }
        }
        close(name);
    }

    void elements(const Member& member, std::string_view each, const Type& type, const void* list) {
        const Type& inner = type.element();
        for (std::size_t i = 0; i < type.size(list); ++i) {
            const void* slot = type.at(list, i);
            if (!inner.has_value(slot)) continue;
            if (inner.kind == Kind::list) {
                open(each);
                elements(member, member.element_name, inner, inner.value(slot));
                close(each);
            } else {
                element(member, each, inner, inner.value(slot));
            }
        }
    }

    void entries(const Member& member, std::string_view each, const Type& type, const void* map) {
        type.each(map, [&](std::string_view key, const void* slot) {
            if (!type.element().has_value(slot)) return;
            open(each);
            write_xml_element(to_, member.key_name, key);
            element(member, member.value_name, type.element(), type.element().value(slot));
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
    const auto parsed = document.load_buffer(body.data(), body.size(),
                                             pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
    const xml_node element = document.document_element();
    if (!parsed) return Malformed{Malformed::What::body, {}, {}, parsed.description()};
    std::string_view name = element.name();
    name.remove_prefix(name.find(':') + 1);  // npos + 1 is none
    if (name != root) return Malformed{Malformed::What::body, {}, {}, fmt::format("the body is no {}.", root)};
    Reader reader(violations);
    if (!reader.structure(element, structure, out, "")) return reader.failure();
    return std::nullopt;
}

void write_xml_members(std::string& to, const Structure& structure, const void* value, XmlStyle style) {
    Writer(to, style).members(structure, value);
}

void write_xml(std::string& to, std::string_view root, std::string_view xmlns, const Structure& structure,
               const void* value, XmlStyle style) {
    Writer writer(to, style);
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

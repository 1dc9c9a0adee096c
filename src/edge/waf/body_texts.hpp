#pragma once
#include <string>
#include <string_view>

#include "edge/waf/inspected.hpp"

namespace wt::edge::waf {

/// The texts of a body, by what it looks like and not by what its type says: names and strings of JSON (one document or
/// several), the texts and attributes of XML, the parts of a multipart body, the fields of a form; anything else is one
/// text. Only what is wholly of its form is taken apart: the rest is looked at as it came, too.
class BodyTexts {
public:
    /// `cut`: more of the body follows, which nobody looks at. Both outlive this.
    BodyTexts(InspectedTexts& texts, InspectedTexts::Found& found, bool cut)
        : texts_(texts), found_(found), cut_(cut) {}

    void read(std::string_view body);

private:
    using Encoding = InspectedTexts::Encoding;
    [[nodiscard]] bool read_json(std::string_view body);
    [[nodiscard]] bool json_value(int depth);
    [[nodiscard]] bool json_string();
    [[nodiscard]] bool json_word();
    void skip_space();
    /// True at the end of what is there, where more would follow: what is cut off may have been right.
    [[nodiscard]] bool cut_here() const { return cut_ && rest_.empty(); }

    [[nodiscard]] bool read_xml(std::string_view body);
    [[nodiscard]] bool xml_tag(std::string_view tag);
    void xml_text(std::string_view text);
    void read_multipart(std::string_view body);
    void read_text(std::string_view body);
    void read_binary(std::string_view body);
    void add(std::string_view text) { texts_.add(found_, text, Encoding::percent); }
    void add_kept(std::string_view text) { add(texts_.arena_.keep(text)); }

    InspectedTexts& texts_;
    InspectedTexts::Found& found_;
    bool cut_;
    int depth_ = 0;  // of multipart bodies
    std::string_view rest_;
    std::string scratch_;
};

}  // namespace wt::edge::waf

#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wt {

/// A text with places that are filled in each time it is said: "Bearer ${token}".
class FillIn {
public:
    FillIn() = default;
    explicit FillIn(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    /// The names of its places, in order; parts of its own text.
    [[nodiscard]] std::vector<std::string_view> names() const&;
    [[nodiscard]] std::vector<std::string_view> names() && = delete;

    /// Appends it to `to`, with what `value(name)` says in each place.
    template <class Value>
    void append_to(std::string& to, Value value) const {
        std::size_t from = 0;
        for (const Place& place : places_) {
            to.append(text_, from, place.begin - from);
            to.append(value(name_of(place)));
            from = place.end;
        }
        to.append(text_, from);
    }

    [[nodiscard]] friend bool operator==(const FillIn& a, const FillIn& b) { return a.text_ == b.text_; }

private:
    struct Place {
        std::size_t begin;  // of "${"
        std::size_t end;    // behind "}"
    };
    [[nodiscard]] std::string_view name_of(const Place& place) const {
        return std::string_view(text_).substr(place.begin + 2, place.end - place.begin - 3);
    }
    std::string text_;
    std::vector<Place> places_;
};

}  // namespace wt

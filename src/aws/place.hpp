#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace wt::aws {

/// Where in an input a reader is. A chain on the stack, which costs nothing until someone asks for its text. Each link
/// points to the one around it, which must outlive it.
class Place {
public:
    /// The input itself.
    Place() = default;
    /// "streamName" within "records.1.member". AWS writes members with a small first letter.
    Place(const Place& within, std::string_view member) : Place(Step::member, within, member, 0) {}
    /// The element of a list, counted from 1: "records.1.member".
    Place(const Place& list, std::size_t number) : Place(Step::element, list, {}, number) {}
    /// The value of a key in a map: "tags.colour.member".
    [[nodiscard]] static Place entry(const Place& map, std::string_view key) { return {Step::entry, map, key, 0}; }

    [[nodiscard]] bool is_input() const { return around_ == nullptr; }
    [[nodiscard]] std::string text() const;

    /// Shapes may hold themselves; a body that is nested as deep as this is refused before the stack is spent.
    static constexpr std::size_t deepest = 100;
    [[nodiscard]] bool too_deep() const { return depth_ > deepest; }

private:
    enum class Step : unsigned char { member, element, entry };
    Place(Step step, const Place& around, std::string_view name, std::size_t number)
        : step_(step), around_(&around), name_(name), number_(number), depth_(around.depth_ + 1) {}

    Step step_ = Step::member;
    const Place* around_ = nullptr;
    std::string_view name_;
    std::size_t number_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace wt::aws

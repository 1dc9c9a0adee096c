#pragma once
#include <initializer_list>
#include <string_view>
#include <vector>

#include "aws/shape.hpp"

namespace wt::aws {

namespace detail {
template <class T>
struct RowMember;
template <class Struct, class Slot>
struct RowMember<Slot Struct::*> {
    [[nodiscard]] static Member of(std::string_view name, Slot Struct::* pointer) {
        static const Struct sample{};
        Member member;
        member.name = name;
        member.offset = reinterpret_cast<const char*>(&(sample.*pointer)) -  // NOLINT: an offset by measure
                        reinterpret_cast<const char*>(&sample);
        member.type = &type_of<Slot>();
        return member;
    }
};
}  // namespace detail

template <auto Pointer>
[[nodiscard]] Member row_member(std::string_view name) {
    return detail::RowMember<decltype(Pointer)>::of(name, Pointer);
}

/// The shape of what is kept as a row and is in no model of AWS's:
/// static const RowShape shape{row_member<&Row::detail>("detail"), ...};
class RowShape : private std::vector<Member>, public Structure {
public:
    RowShape(std::initializer_list<Member> with) : std::vector<Member>(with), Structure({data(), size()}) {}
};

}  // namespace wt::aws

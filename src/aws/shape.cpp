#include "aws/shape.hpp"

namespace wt::aws {

bool Structure::is_nothing() const { return this == &shape_of(Tag<Nothing>()); }

const Structure& shape_of(Tag<Nothing>) {
    static constexpr Structure none{std::span<const Member>()};
    return none;
}

}  // namespace wt::aws

#include "aws/shape.hpp"

#include "base/assert.hpp"

namespace wt::aws {

namespace {

[[noreturn]] void wrong_kind() { assertion_failed("the type is of the kind that is asked for", __FILE__, __LINE__); }

}  // namespace

const Type& Type::element() const { wrong_kind(); }
std::size_t Type::size(const void*) const { wrong_kind(); }
const void* Type::at(const void*, std::size_t) const { wrong_kind(); }
void* Type::append(void*) const { wrong_kind(); }
void Type::each(const void*, const std::function<void(std::string_view, const void*)>&) const { wrong_kind(); }
void* Type::insert(void*, std::string) const { wrong_kind(); }
const Structure& Type::structure() const { wrong_kind(); }

const Facets& Facets::inner() const {
    static const Facets plain;
    return of_elements != nullptr ? *of_elements : plain;
}

bool Structure::is_nothing() const { return this == &shape_of(Tag<Nothing>()); }

const Structure& shape_of(Tag<Nothing>) {
    static const Structure none("", {});
    return none;
}

}  // namespace wt::aws

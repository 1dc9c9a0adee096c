#include "edge/waf/size_match.hpp"

namespace wt::edge::waf {

namespace {

[[nodiscard]] std::uint64_t size_of(SizeConstraint::Part part, const http::Request& request) {
    switch (part) {
        case SizeConstraint::Part::body: return request.body.size();
        case SizeConstraint::Part::query: return request.query.size();
        case SizeConstraint::Part::path: return request.path.size();
        case SizeConstraint::Part::method: return http::name(request.method).size();
    }
    return 0;
}

}  // namespace

bool size_matches(const SizeConstraint& constraint, const http::Request& request) {
    const std::uint64_t size = size_of(constraint.part, request);
    const std::uint64_t limit = constraint.size.count;
    switch (constraint.comparison) {
        case SizeConstraint::Comparison::eq: return size == limit;
        case SizeConstraint::Comparison::ne: return size != limit;
        case SizeConstraint::Comparison::le: return size <= limit;
        case SizeConstraint::Comparison::lt: return size < limit;
        case SizeConstraint::Comparison::ge: return size >= limit;
        case SizeConstraint::Comparison::gt: return size > limit;
    }
    return false;
}

}  // namespace wt::edge::waf

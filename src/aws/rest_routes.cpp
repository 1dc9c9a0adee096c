#include "aws/rest_routes.hpp"

#include <algorithm>

#include "http/uri.hpp"

namespace wt::aws {

namespace {

[[nodiscard]] bool has(const Arguments& query, std::string_view name, std::string_view value) {
    return std::any_of(query.begin(), query.end(), [&](const auto& argument) {
        return argument.first == name && (value.empty() || argument.second == value);
    });
}

}  // namespace

RestRoutes::RestRoutes(const ServiceModel& model) : address_is_enough_(model.protocol == Protocol::rest_json) {
    for (const Operation& operation : model.operations) {
        Route& made = routes_.emplace_back(route(operation.method, operation.uri));
        made.operation = &operation;
        for (const Member& member : operation.input().members) {
            if (!member.is_required) continue;
            if (member.location == Location::query) made.queries.push_back(member.location_name);
            // Among operations with one address; a word of its own in the query is address enough, and then a field
            // that is missing is what the operation has to say.
            if (member.location == Location::header && made.literals.empty())
                made.fields.push_back(member.location_name);
        }
    }
    for (const MissingOperation& missing : model.missing) {
        Route& made = routes_.emplace_back(route(missing.method, missing.uri));
        made.missing = &missing;
        for (std::string_view rest = missing.queries; !rest.empty();) {
            const std::string_view name = rest.substr(0, rest.find(' '));
            made.queries.push_back(name);
            rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        }
    }
    // What the query says outright counts most, then the path, where a word says more than a label.
    const auto weight = [](const Route& route) {
        std::size_t path = 0;
        for (const Segment& segment : route.path) path += segment.is_label ? 2 : 3;
        const auto told = static_cast<std::size_t>(std::count_if(
            route.literals.begin(), route.literals.end(), [](const auto& literal) { return !literal.second.empty(); }));
        return route.literals.size() * 10'000 + told * 1'000 + path * 10 + route.queries.size() + route.fields.size();
    };
    std::stable_sort(routes_.begin(), routes_.end(),
                     [&](const Route& a, const Route& b) { return weight(a) > weight(b); });
}

RestRoutes::Route RestRoutes::route(std::string_view method, std::string_view uri) {
    Route made;
    made.method = method;
    const std::size_t mark = std::min(uri.find('?'), uri.size());
    for (std::string_view path = uri.substr(0, mark); !path.empty();) {
        path.remove_prefix(1);  // the slash
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(part.size());
        if (part.empty()) continue;
        Segment segment{part};
        if (part.front() == '{') {
            segment.is_label = true;
            segment.takes_rest = part.ends_with("+}");
            segment.text = part.substr(1, part.size() - (segment.takes_rest ? 3 : 2));
        }
        made.path.push_back(segment);
    }
    if (mark < uri.size()) made.literals = http::parse_query(uri.substr(mark + 1));
    return made;
}

std::size_t RestRoutes::end_of(const Route& route, std::size_t segment, std::string_view path) {
    if (!route.path[segment].takes_rest) return std::min(path.find('/'), path.size());
    std::size_t end = path.size();
    for (std::size_t behind = segment + 1; behind < route.path.size() && end > 0; ++behind) {
        const std::size_t slash = path.rfind('/', end - 1);
        end = slash == std::string_view::npos ? 0 : slash;
    }
    return end;
}

bool RestRoutes::takes(const Route& route, std::string_view path, Arguments& labels) {
    labels.clear();
    if (!path.starts_with('/')) return false;
    for (std::size_t i = 0; i < route.path.size(); ++i) {
        const Segment& segment = route.path[i];
        if (!path.starts_with('/')) return false;
        path.remove_prefix(1);
        const std::string_view part = path.substr(0, end_of(route, i, path));
        path.remove_prefix(part.size());
        if (part.empty()) return false;
        if (segment.is_label) {
            labels.emplace_back(segment.text, http::percent_decode(part));
        } else if (segment.text != part) {
            return false;
        }
    }
    return path.empty() || path == "/";
}

std::optional<RestRoutes::Match> RestRoutes::find(std::string_view method, std::string_view path,
                                                  const Arguments& query, const http::Headers& headers) const {
    Match match;
    const Route* by_address = nullptr;
    for (const Route& route : routes_) {
        const bool addressed = route.method == method &&
                               std::all_of(route.literals.begin(), route.literals.end(), [&](const auto& literal) {
                                   return has(query, literal.first, literal.second);
                               });
        if (!addressed || !takes(route, path, match.labels)) continue;
        const bool told = std::all_of(route.queries.begin(), route.queries.end(),
                                      [&](std::string_view name) { return has(query, name, ""); }) &&
                          std::all_of(route.fields.begin(), route.fields.end(),
                                      [&](std::string_view name) { return headers.has(name); });
        if (told) {
            match.operation = route.operation;
            match.missing = route.missing;
            return match;
        }
        if (by_address == nullptr) by_address = &route;
    }
    if (by_address == nullptr || !address_is_enough_) return std::nullopt;
    (void)takes(*by_address, path, match.labels);
    match.operation = by_address->operation;
    match.missing = by_address->missing;
    return match;
}

}  // namespace wt::aws

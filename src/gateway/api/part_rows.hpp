#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/row_shape.hpp"
#include "gateway/api/rows.hpp"
#include "store/unreadable.hpp"

/// How the catalogues of REST and of HTTP APIs keep what an API is made of, under "ACCOUNT/REGION/API/ID".
namespace wt::gateway::api {

/// A deployment as its row has it: what it tells of itself, and the definition that it froze.
template <class Detail, class Frozen>
struct DeploymentRow {
    Detail detail;
    Frozen frozen;
};
template <class Detail, class Frozen>
const aws::Structure& shape_of(aws::Tag<DeploymentRow<Detail, Frozen>>) {
    using Row = DeploymentRow<Detail, Frozen>;
    static const aws::RowShape shape{aws::row_member<&Row::detail>("detail"), aws::row_member<&Row::frozen>("frozen")};
    return shape;
}

/// `entry` has a detail, and a pointer to a definition that is frozen.
template <class Entry>
[[nodiscard]] std::string deployment_row(const Entry& entry) {
    return row_of(DeploymentRow{entry.detail, *entry.frozen});
}

/// None where the row does not read.
template <class Part>
[[nodiscard]] std::optional<Part> read_part(std::string_view row) {
    if constexpr (requires(Part part) { part.frozen; }) {
        using Frozen = typename decltype(Part::frozen)::element_type;
        using Row = DeploymentRow<decltype(Part::detail), std::remove_const_t<Frozen>>;
        auto read = read_row<Row>(row);
        if (!read) return std::nullopt;
        return Part{std::move(read->detail), std::make_shared<Frozen>(std::move(read->frozen))};
    } else {
        return read_row<Part>(row);
    }
}

/// Reads all parts of a kind. `Kind` says in which space they are, and where in an API; `find` finds the API.
template <class Part, class Kind, class Find>
void load_parts(store::Store& store, const Find& find) {
    store.load(Kind::space, [&find](std::string_view key, std::string_view row) {
        std::string_view rest = key;
        std::string account = take_part(rest);
        std::string region = take_part(rest);
        auto* const api = find(aws::AccountRegion{std::move(account), std::move(region)}, take_part(rest));
        auto part = read_part<Part>(row);
        if (api == nullptr || !part) store::unreadable(Kind::space, key);
        Kind::in(*api).emplace(std::string(rest), std::move(*part));
    });
}

}  // namespace wt::gateway::api

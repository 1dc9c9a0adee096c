#include "parameters/parameter_store.hpp"

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "store/unreadable.hpp"

namespace wt::parameters {

namespace {

constexpr std::string_view parameter_space = "ssm.parameters";

[[nodiscard]] std::string row_key_of(const aws::AccountRegion& place, const std::string& name) {
    return fmt::format("{}/{}", aws::place_key(place), name);
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<ParameterRecord>) {
    static const aws::RowShape shape{aws::row_member<&ParameterRecord::versions>("versions"),
                                     aws::row_member<&ParameterRecord::tags>("tags")};
    return shape;
}

std::string ParameterRecord::arn() const {
    return fmt::format("arn:aws:ssm:{}:{}:parameter{}{}", place.region, place.account, name.starts_with('/') ? "" : "/",
                       name);
}

ParameterStore::ParameterStore(store::Store& store) : rows_(store) {
    store.load(parameter_space, [this](std::string_view key, std::string_view row) {
        auto record = aws::read_row<ParameterRecord>(row);
        if (!record || record->versions.empty()) store::unreadable(parameter_space, key);
        record->place.account = aws::take_part(key);
        record->place.region = aws::take_part(key);
        record->name = key;
        Key place{record->place, record->name};
        parameters_.emplace(std::move(place), std::move(*record));
    });
}

ParameterRecord* ParameterStore::find(const aws::AccountRegion& place, const std::string& name) {
    const auto found = parameters_.find({place, name});
    return found == parameters_.end() ? nullptr : &found->second;
}

std::map<std::string, const ParameterRecord*> ParameterStore::all(const aws::AccountRegion& place) const {
    std::map<std::string, const ParameterRecord*> found;
    for (auto each = parameters_.lower_bound({place, {}}); each != parameters_.end() && each->first.first == place;
         ++each)
        found.emplace(each->second.name, &each->second);
    return found;
}

ParameterRecord& ParameterStore::add(ParameterRecord record) {
    Key key{record.place, record.name};
    ParameterRecord& added = parameters_.insert_or_assign(std::move(key), std::move(record)).first->second;
    keep(added);
    return added;
}

void ParameterStore::keep(const ParameterRecord& record) {
    if (rows_.are_kept()) rows_.put(parameter_space, row_key_of(record.place, record.name), aws::row_of(record));
}

void ParameterStore::remove(const aws::AccountRegion& place, const std::string& name) {
    if (parameters_.erase({place, name}) > 0) rows_.put(parameter_space, row_key_of(place, name), std::nullopt);
}

void ParameterStore::reset(std::string_view account) {
    std::erase_if(parameters_, [&](const auto& each) {
        const auto& [place, name] = each.first;
        if (!account.empty() && place.account != account) return false;
        rows_.put(parameter_space, row_key_of(place, name), std::nullopt);
        return true;
    });
}

}  // namespace wt::parameters

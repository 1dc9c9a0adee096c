#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "aws/rows.hpp"
#include "store/store.hpp"
#include "store/unreadable.hpp"

namespace wt::rds::api {

/// Records of one kind, by place and name, each with its row in the store.
template <class Record>
class Kept {
public:
    using Key = std::pair<aws::AccountRegion, std::string>;
    using All = std::map<Key, Record>;

    Kept(aws::Rows& rows, std::string_view space) : rows_(rows), space_(space) {}

    /// What an earlier process left.
    void load(store::Store& store) {
        store.load(space_, [this](std::string_view key, std::string_view row) {
            auto record = aws::read_row<Record>(row);
            if (!record) store::unreadable(space_, key);
            Key where;
            std::string_view rest = key;
            where.first.account = aws::take_part(rest);
            where.first.region = aws::take_part(rest);
            where.second = rest;
            all_.emplace(std::move(where), std::move(*record));
        });
    }

    [[nodiscard]] Record* find(const aws::AccountRegion& place, const std::string& name) {
        const auto found = all_.find({place, name});
        return found == all_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool has(const aws::AccountRegion& place, const std::string& name) {
        return find(place, name) != nullptr;
    }
    Record& put(const aws::AccountRegion& place, const std::string& name, Record record) {
        Record& kept = all_[{place, name}] = std::move(record);
        keep(place, name);
        return kept;
    }
    /// After a change.
    void keep(const aws::AccountRegion& place, const std::string& name) {
        rows_.put(space_, row_key(place, name), aws::row_of(all_.at({place, name})));
    }
    void erase(const aws::AccountRegion& place, const std::string& name) {
        rows_.put(space_, row_key(place, name), std::nullopt);
        all_.erase({place, name});
    }
    /// Of an account, or of every one when it is empty.
    void erase_all(std::string_view account) {
        for (auto each = all_.begin(); each != all_.end();) {
            const auto here = each++;
            if (!account.empty() && here->first.first.account != account) continue;
            rows_.put(space_, row_key(here->first.first, here->first.second), std::nullopt);
            all_.erase(here);
        }
    }

    [[nodiscard]] All& all() { return all_; }
    [[nodiscard]] const All& all() const { return all_; }

private:
    [[nodiscard]] static std::string row_key(const aws::AccountRegion& place, const std::string& name) {
        return fmt::format("{}/{}", aws::place_key(place), name);
    }

    aws::Rows& rows_;
    std::string_view space_;
    All all_;
};

}  // namespace wt::rds::api

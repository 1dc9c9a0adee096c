#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace wt::store::test {

/// Keeps rows in memory and outlives who writes them; everything is durable at once, or never. No blobs.
class RowStore final : public Store {
public:
    [[nodiscard]] bool keeps() const override { return true; }
    void load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) override {
        for (const auto& [key, value] : rows[std::string(space)]) visit(key, value);
    }
    void keep_only(const std::unordered_set<BlobId>&) override {}
    Ticket stage(std::vector<Change> changes, std::vector<BlobId>) override {
        for (Change& change : changes) {
            if (change.value) {
                rows[change.space][change.key] = std::move(*change.value);
            } else {
                rows[change.space].erase(change.key);
            }
        }
        return ++ticket_;
    }
    [[nodiscard]] Task<std::optional<Error>> durable(Ticket) override {
        if (broken) co_return Error{"the disk is full"};
        co_return std::nullopt;
    }
    [[nodiscard]] bool is_durable(Ticket) const override { return !broken; }
    [[nodiscard]] Result<BlobId> keep(Text) override { return Error{"no blobs"}; }
    [[nodiscard]] std::unique_ptr<BlobWriter> write() override { return nullptr; }
    [[nodiscard]] std::optional<Text> whole(BlobId) override { return std::nullopt; }
    [[nodiscard]] std::shared_ptr<http::BodyStream> read(BlobId, std::uint64_t, std::uint64_t) override {
        return nullptr;
    }

    std::map<std::string, std::map<std::string, std::string>> rows;
    bool broken = false;

private:
    Ticket ticket_ = 0;
};

}  // namespace wt::store::test

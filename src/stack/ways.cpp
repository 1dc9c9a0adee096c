#include "stack/ways.hpp"

#include "base/assert.hpp"
#include "edge/config.hpp"

namespace wt::stack {

void Ways::close() {
    for (auto& [address, hop] : hops_) hop->close();
}

http::Hop& Ways::hop(std::string_view address, Latency latency) {
    if (http::Hop* found = find(address)) return *found;
    const auto stage = static_cast<std::uint32_t>(stages_.size() + 1);
    auto made = std::make_unique<http::Hop>(context_, std::string(address), std::move(latency), stage);
    if (edge::is_url(address)) {
        WT_ASSERT(origins_ != nullptr);
        made->lead_to(origins_->open(made->name()));
    }
    stages_.push_back(made.get());
    return *hops_.emplace(std::string(address), std::move(made)).first->second;
}

http::Hop* Ways::find(std::string_view address) const {
    const auto found = hops_.find(address);
    return found == hops_.end() ? nullptr : found->second.get();
}

std::string_view Ways::name_of(std::uint32_t stage) const {
    if (stage == 0 || stage > stages_.size()) return {};
    return stages_[stage - 1]->name();
}

}  // namespace wt::stack

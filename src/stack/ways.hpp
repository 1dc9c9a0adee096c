#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "http/tier.hpp"
#include "stack/outside.hpp"

namespace wt::stack {

/// Every address of the account, with the hop where its ways end. An address that is only pointed to has an empty hop,
/// so what is made there later is found by those who pointed first, and what is made again by those who knew the old
/// one.
class Ways final : public http::Ways {
public:
    /// `origins` opens what is a URL when somebody first points there; null: nobody may.
    explicit Ways(const Context& context, Origins* origins = nullptr) : context_(context), origins_(origins) {}
    Ways(const Ways&) = delete;
    Ways& operator=(const Ways&) = delete;
    ~Ways() { close(); }
    /// Lets go of every tier, at once: tiers hold ways to hops that stand anywhere here.
    void close();

    [[nodiscard]] http::Way to(std::string_view address) override { return http::Way(hop(address)); }
    /// Made, with this latency of getting there, when it is not there yet.
    [[nodiscard]] http::Hop& hop(std::string_view address, Latency latency = {});
    /// Null when nobody ever pointed there.
    [[nodiscard]] http::Hop* find(std::string_view address) const;
    /// The address of the hop with that stage (Response::answered_by); empty for the network.
    [[nodiscard]] std::string_view name_of(std::uint32_t stage) const;

    /// Every hop that anybody ever pointed to, in order of their stages.
    [[nodiscard]] const std::vector<http::Hop*>& all() const { return stages_; }

private:
    Context context_;
    Origins* origins_;
    std::map<std::string, std::unique_ptr<http::Hop>, std::less<>> hops_;
    std::vector<http::Hop*> stages_;  // stage N stands at N - 1; no number is given twice
};

}  // namespace wt::stack

#pragma once
#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "aws/shape.hpp"

namespace wt::aws {

/// One constraint that an input breaks.
struct Violation {
    const Member* member;  // whose constraint it is
    std::string value;     // cut off where it is very long; empty when it is missing
    bool missing = false;
    std::string text;  // AWS's sentence: "Value 'x' at 'streamName' failed to satisfy constraint: ..."
};

/// What an input breaks of its model's constraints.
class Violations {
public:
    void add(Violation violation) {
        if (all_.size() < most) all_.push_back(std::move(violation));
    }
    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] const Violation& first() const { return all_.front(); }
    /// "2 validation errors detected: Value ...; Value ..."; empty when there is none.
    [[nodiscard]] std::string message() const;

private:
    static constexpr std::size_t most = 10;
    std::vector<Violation> all_;
};

/// Which members of a structure an input brought, by their index.
using Seen = std::bitset<128>;

/// "streamName" within "records.1.member": "records.1.member.streamName". AWS writes members with a small first letter.
[[nodiscard]] std::string member_path(std::string_view within, std::string_view member);

/// Notes each required member that is missing.
void check_required(const Structure& structure, const Seen& seen, std::string_view path, Violations& violations);

/// Notes each value, at any depth, that is too long, too large, no match, or none of its enumeration.
void check_constraints(const Structure& structure, const void* value, std::string_view path, Violations& violations);

}  // namespace wt::aws

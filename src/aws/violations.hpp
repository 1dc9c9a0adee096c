#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aws/place.hpp"
#include "aws/shape.hpp"

namespace wt::aws {

/// One constraint that an input breaks.
struct Violation {
    const Member* member;  // whose constraint it is
    std::string value;     // as AWS shows it, cut off where it is very long; empty when it is missing
    bool missing = false;
    std::string place;       // "records.1.member.data"
    std::string constraint;  // "Member must not be null"
    /// AWS's sentence: "Value 'x' at 'streamName' failed to satisfy constraint: ...".
    std::string text;
};

/// What an input breaks of its model's constraints.
class Violations {
public:
    /// `shown`: the member's whole value; `value`: the part of it that breaks the constraint.
    void add(const Member& member, std::string_view shown, std::string value, const Place& place,
             std::string constraint);
    void add_missing(const Member& member, const Place& place);

    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    [[nodiscard]] const Violation& first() const { return all_.front(); }
    [[nodiscard]] const std::vector<Violation>& all() const { return all_; }

    /// How the service says that a value is missing: "Value null at 'tableName'", or "Value at 'authFlow'".
    enum class Absent : std::uint8_t { null, unsaid };
    /// "2 validation errors detected: Value ...; Value ..."; empty when there is none.
    [[nodiscard]] std::string message(Absent absent = Absent::null) const;

private:
    static constexpr std::size_t most = 10;
    std::vector<Violation> all_;
};

/// Whether a model's pattern can be matched here; RE2 has no lookahead.
[[nodiscard]] bool is_readable_pattern(std::string_view expression);
/// Whether all of the text is what a model's pattern says, which is readable.
[[nodiscard]] bool matches(std::string_view text, std::string_view expression);

/// Notes a member that is required and did not come, or whose value is too long, too large, no match, or none of its
/// enumeration; also the elements of lists and maps. What is in structures is checked where they are read. Sentences:
/// as Kinesis, DynamoDB, Lambda and ACM were seen to answer.
void check(const Member& member, bool found, const void* structure, const Place& place, Violations& violations);

}  // namespace wt::aws

#include "aws/idempotency.hpp"

#include "aws/digests.hpp"
#include "aws/json.hpp"

namespace wt::aws {

std::string fingerprint(const Structure& structure, const void* input, std::string_view token) {
    std::string said;
    for (const Member& member : structure.members) {
        if (member.name == token || !member.type->has_value(member.slot(input))) continue;
        write_json_text(said, member.name);
        said += ':';
        write_json_member(said, member, input);
        said += ',';
    }
    return sha256(said).hex();
}

}  // namespace wt::aws

// Whatever stands in a policy, it is refused with a reason or can be evaluated: for anybody, any resource and any
// context.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "iam/evaluate.hpp"
#include "iam/policy_rules.hpp"
#include "iam/public_access.hpp"
#include "storage/s3/bucket_policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto use : {iam::PolicyUse::resource, iam::PolicyUse::identity, iam::PolicyUse::trust}) {
        const auto parsed = iam::parse_policy(text, use, 2048);
        if (!parsed) {
            WT_ASSERT(!iam::malformed_policy_document(parsed.error()).message.empty());
            continue;
        }
        WT_ASSERT(!parsed->statements.empty());
        if (use != iam::PolicyUse::resource) (void)iam::refuse_document(*parsed, use);
        (void)iam::is_public(*parsed);
        const std::string_view value = text.substr(0, 200);
        iam::RequestContext context([&](std::string_view) { return iam::RequestContext::Values{std::string(value)}; });
        for (const aws::Principal& caller : {aws::Principal(), aws::root_of("123456789012")}) {
            iam::describe_caller(context, caller);
            const iam::Decision decision = iam::evaluate(*parsed, {caller, "s3:GetObject", value, context});
            WT_ASSERT((decision.verdict == iam::Verdict::implicit_deny) == (decision.statement == nullptr));
        }
    }
    const auto bucket = s3::parse_bucket_policy(text, "b");
    WT_ASSERT(bucket.ok() || bucket.error().code == "MalformedPolicy");
    return 0;
}

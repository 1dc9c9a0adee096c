#include "iam/aws_policies.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "iam/role_session.hpp"

namespace wt::iam {

std::string AwsPolicy::arn() const { return fmt::format("arn:aws:iam::aws:policy{}{}", path, name); }

std::string AwsPolicy::id() const { return unique_id("ANPA", arn()); }

std::string AwsPolicy::document() const {
    std::string text;
    std::string_view rest = short_document;
    for (std::size_t mark = rest.find("\"@"); mark != std::string_view::npos; mark = rest.find("\"@")) {
        text += rest.substr(0, mark);
        rest.remove_prefix(mark + 2);
        const std::size_t end = rest.find('"');
        std::string_view actions = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        text += '[';
        while (!actions.empty()) {
            const std::string_view of_one = actions.substr(0, actions.find(';'));
            actions.remove_prefix(std::min(of_one.size() + 1, actions.size()));
            const std::string_view vendor = of_one.substr(0, of_one.find(':') + 1);
            for (std::string_view names = of_one.substr(vendor.size()); !names.empty();) {
                const std::string_view action = names.substr(0, names.find(','));
                names.remove_prefix(std::min(action.size() + 1, names.size()));
                if (text.back() == '"') text += ',';
                text += fmt::format("\"{}{}\"", vendor, action);
            }
        }
        text += ']';
    }
    return text.append(rest);
}

std::span<const AwsPolicy> aws_policies() {
    static const std::vector<AwsPolicy> all = [] {
        std::vector<AwsPolicy> rows;
        for (const auto table : {aws_policies_of_serverless(), aws_policies_of_services(),
                                 aws_policies_of_job_functions(), aws_policies_of_readers()})
            rows.insert(rows.end(), table.begin(), table.end());
        std::sort(rows.begin(), rows.end(), [](const AwsPolicy& a, const AwsPolicy& b) {
            return std::lexicographical_compare(a.name.begin(), a.name.end(), b.name.begin(), b.name.end(),
                                                [](char x, char y) { return lower(x) < lower(y); });
        });
        return rows;
    }();
    return all;
}

const AwsPolicy* find_aws_policy(std::string_view arn) {
    constexpr std::string_view begin = "arn:aws:iam::aws:policy";
    if (!arn.starts_with(begin)) return nullptr;
    const std::string_view resource = arn.substr(begin.size());
    const auto rows = aws_policies();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const AwsPolicy& row) {
        return resource.size() == row.path.size() + row.name.size() && resource.starts_with(row.path) &&
               resource.ends_with(row.name);
    });
    return found == rows.end() ? nullptr : &*found;
}

PolicyRef policy_of(const AwsPolicy& row) {
    thread_local std::map<const AwsPolicy*, PolicyRef> known;
    PolicyRef& policy = known[&row];
    if (policy == nullptr) {
        constexpr std::size_t most = 131'072;
        auto parsed = parse_policy(row.document(), PolicyUse::identity, most);
        WT_ASSERT(parsed.ok());
        policy = std::make_shared<const Policy>(std::move(*parsed));
    }
    return policy;
}

}  // namespace wt::iam

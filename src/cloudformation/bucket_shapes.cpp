#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cloudformation/fit.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/template_shapes.hpp"

/// A bucket's configurations. CloudFormation Template Reference, "AWS::S3::Bucket", and S3 API Reference, each
/// configuration's page.
namespace wt::cloudformation {

namespace {

using language::Flaw;
using Names = std::initializer_list<std::pair<const char*, const char*>>;

/// What goes over under another name; each member must be there or among `rest`.
[[nodiscard]] OrderedJson under_other_names(const OrderedJson& of, std::string_view what, Names names,
                                            std::initializer_list<std::string_view> rest = {}) {
    if (!of.is_object()) throw Flaw{fmt::format("#/{}: expected type: JSONObject", what)};
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, value] : of.items()) {
        const auto found =
            std::find_if(names.begin(), names.end(), [&](const auto& each) { return key == each.first; });
        if (found != names.end()) {
            made[found->second] = value;
        } else if (std::find(rest.begin(), rest.end(), key) == rest.end()) {
            throw NotTaken(fmt::format("#/{}", what), key);
        }
    }
    return made;
}

/// What of the bucket it is about: one condition alone, or all of several.
void filter(const OrderedJson& said, OrderedJson& made) {
    OrderedJson all = OrderedJson::object();
    for (const char* name : {"AccessPointArn", "Prefix"}) {
        if (said.contains(name)) all[name] = said[name];
    }
    const OrderedJson tags = said.contains("TagFilters") ? said["TagFilters"] : OrderedJson::array();
    const std::size_t count = all.size() + tags.size();
    if (count == 0) return;
    if (count == 1) {
        if (!tags.empty()) all["Tag"] = tags[0];
        made["Filter"] = std::move(all);
        return;
    }
    if (!tags.empty()) all["Tags"] = tags;
    made["Filter"]["And"] = std::move(all);
}

/// Where reports go.
[[nodiscard]] OrderedJson bucket_destination(const OrderedJson& said, const char* account) {
    OrderedJson made = OrderedJson::object();
    made["S3BucketDestination"] = under_other_names(
        said, "Destination",
        {{"BucketAccountId", account}, {"BucketArn", "Bucket"}, {"Format", "Format"}, {"Prefix", "Prefix"}});
    return made;
}

}  // namespace

OrderedJson metrics_configuration(const OrderedJson& said) {
    OrderedJson made =
        under_other_names(said, "MetricsConfigurations", {{"Id", "Id"}}, {"AccessPointArn", "Prefix", "TagFilters"});
    filter(said, made);
    return made;
}

OrderedJson analytics_configuration(const OrderedJson& said) {
    OrderedJson made = under_other_names(said, "AnalyticsConfigurations", {{"Id", "Id"}},
                                         {"Prefix", "TagFilters", "StorageClassAnalysis"});
    filter(said, made);
    made["StorageClassAnalysis"] = OrderedJson::object();
    if (!said.contains("StorageClassAnalysis")) return made;
    const OrderedJson& analysis = said["StorageClassAnalysis"];
    (void)under_other_names(analysis, "StorageClassAnalysis", {}, {"DataExport"});
    if (!analysis.contains("DataExport")) return made;
    const OrderedJson& out = analysis["DataExport"];
    OrderedJson& to = made["StorageClassAnalysis"]["DataExport"];
    to = under_other_names(out, "DataExport", {{"OutputSchemaVersion", "OutputSchemaVersion"}}, {"Destination"});
    if (out.contains("Destination")) to["Destination"] = bucket_destination(out["Destination"], "BucketAccountId");
    return made;
}

OrderedJson tiering_configuration(const OrderedJson& said) {
    OrderedJson made =
        under_other_names(said, "IntelligentTieringConfigurations",
                          {{"Id", "Id"}, {"Status", "Status"}, {"Tierings", "Tierings"}}, {"Prefix", "TagFilters"});
    filter(said, made);
    return made;
}

OrderedJson inventory_configuration(const OrderedJson& said) {
    OrderedJson made = under_other_names(said, "InventoryConfigurations",
                                         {{"Id", "Id"},
                                          {"Enabled", "IsEnabled"},
                                          {"IncludedObjectVersions", "IncludedObjectVersions"},
                                          {"OptionalFields", "OptionalFields"}},
                                         {"Destination", "Prefix", "ScheduleFrequency"});
    if (said.contains("Prefix")) made["Filter"]["Prefix"] = said["Prefix"];
    if (said.contains("ScheduleFrequency")) made["Schedule"]["Frequency"] = said["ScheduleFrequency"];
    if (said.contains("Destination")) made["Destination"] = bucket_destination(said["Destination"], "AccountId");
    return made;
}

}  // namespace wt::cloudformation

// Dashboards, and tags of alarms and dashboards.
#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/pages.hpp"
#include "base/ascii.hpp"
#include "cloudwatch/api/cloudwatch.hpp"
#include "cloudwatch/api/errors.hpp"

namespace wt::cloudwatch {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_a_page = 1000;
constexpr std::size_t most_widgets = 500;  // User Guide, "CloudWatch service quotas"

/// What of a dashboard's body is wrong, in the sentences of JSON schemas, which AWS answers with. API Reference,
/// "Dashboard Body Structure and Syntax". What metrics say of themselves is not looked at.
class BodyCheck {
public:
    explicit BodyCheck(const Json& body) { check(body); }
    [[nodiscard]] const std::vector<DashboardValidationMessage>& messages() const { return messages_; }

private:
    void check(const Json& body) {
        const auto widgets = body.find("widgets");
        if (widgets == body.end()) return say("", "Should have required property 'widgets'");
        if (!widgets->is_array()) return say("/widgets", "Should be array");
        if (widgets->size() > most_widgets)
            return say("/widgets", fmt::format("Should NOT have more than {} items", most_widgets));
        for (std::size_t i = 0; i < widgets->size(); ++i) check(fmt::format("/widgets/{}", i), (*widgets)[i]);
    }

    void say(std::string path, std::string text) { messages_.push_back({std::move(path), std::move(text)}); }

    void check(const std::string& path, const Json& widget) {
        if (!widget.is_object()) return say(path, "Should be object");
        const auto type = widget.find("type");
        if (type == widget.end()) return say(path, "Should have required property 'type'");
        constexpr std::string_view types[] = {"metric", "text", "log", "alarm", "explorer", "custom"};
        if (!type->is_string() ||
            std::find(std::begin(types), std::end(types), type->get<std::string>()) == std::end(types))
            return say(path + "/type", "Should be equal to one of the allowed values");
        check_place(path, widget, "x", 0, 23);
        check_place(path, widget, "y", 0, 1'000'000);
        check_place(path, widget, "width", 1, 24);
        check_place(path, widget, "height", 1, 1000);
        const auto properties = widget.find("properties");
        if (properties == widget.end()) return say(path, "Should have required property 'properties'");
        if (!properties->is_object()) return say(path + "/properties", "Should be object");
        const auto needs = [&](const char* name, const char* kind, bool is_kind) {
            if (!properties->contains(name))
                return say(path + "/properties", fmt::format("Should have required property '{}'", name));
            if (!is_kind) say(fmt::format("{}/properties/{}", path, name), fmt::format("Should be {}", kind));
        };
        if (*type == "text") needs("markdown", "string", properties->value("markdown", Json()).is_string());
        if (*type == "alarm") needs("alarms", "array", properties->value("alarms", Json()).is_array());
        if (*type == "metric" && properties->contains("metrics"))
            needs("metrics", "array", properties->at("metrics").is_array());
    }

    void check_place(const std::string& path, const Json& widget, const char* name, int least, int most) {
        const auto found = widget.find(name);
        if (found == widget.end()) return;
        const std::string place = fmt::format("{}/{}", path, name);
        if (!found->is_number_integer()) return say(place, "Should be integer");
        if (found->get<std::int64_t>() < least) return say(place, fmt::format("Should be >= {}", least));
        if (found->get<std::int64_t>() > most) say(place, fmt::format("Should be <= {}", most));
    }

    std::vector<DashboardValidationMessage> messages_;
};

[[nodiscard]] bool is_dashboard_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 &&
           std::all_of(name.begin(), name.end(), [](char c) { return is_word_character(c) || c == '-'; });
}

[[nodiscard]] aws::Error no_dashboard(std::string_view name) {
    return {not_found, fmt::format("Dashboard {} does not exist", name)};
}

[[nodiscard]] Alarms::Key dashboard_key(const aws::Call& call, std::string name) {
    return {{call.caller.account, ""}, std::move(name)};
}

}  // namespace

aws::Outcome<PutDashboardOutput> CloudWatch::put_dashboard(const aws::Call& call, PutDashboardInput input) {
    if (!is_dashboard_name(input.dashboard_name))
        return aws::Error(invalid_input, fmt::format("The value {} for field DashboardName contains invalid "
                                                     "characters. It can only contain alphanumerics, dash (-) and "
                                                     "underscore (_).\n",
                                                     input.dashboard_name));
    const Json body = Json::parse(input.dashboard_body, nullptr, false);
    if (!body.is_object()) return aws::Error(invalid_input, "The field DashboardBody must be a valid JSON object");
    const BodyCheck check(body);
    if (!check.messages().empty()) {
        Json all = Json::array();
        for (const DashboardValidationMessage& each : check.messages())
            all.push_back({{"dataPath", *each.data_path}, {"message", *each.message}});
        return aws::Error(invalid_input,
                          fmt::format("The dashboard body is invalid, there are {} validation errors:\n{}", all.size(),
                                      all.dump(2, ' ', false, Json::error_handler_t::replace)));
    }
    const Alarms::Key key = dashboard_key(call, input.dashboard_name);
    auto& dashboards = alarms_.dashboards();
    const auto known = dashboards.find(key);
    Dashboard dashboard;
    if (known != dashboards.end()) {
        dashboard.tags = known->second.tags;
    } else if (const auto fault = dashboard.tags.add(input.tags, call.via)) {
        return aws::Error(invalid_value, fault->text);
    }
    dashboard.body = std::move(input.dashboard_body);
    dashboard.modified = call.now;
    dashboards.insert_or_assign(key, std::move(dashboard));
    alarms_.dashboard_changed(key);
    PutDashboardOutput output;
    return output;
}

aws::Outcome<GetDashboardOutput> CloudWatch::get_dashboard(const aws::Call& call, GetDashboardInput input) {
    const auto found = alarms_.dashboards().find(dashboard_key(call, input.dashboard_name));
    if (found == alarms_.dashboards().end()) return no_dashboard(input.dashboard_name);
    GetDashboardOutput output{dashboard_arn(call.caller.account, input.dashboard_name), found->second.body,
                              input.dashboard_name};
    return output;
}

aws::Outcome<ListDashboardsOutput> CloudWatch::list_dashboards(const aws::Call& call, ListDashboardsInput input) {
    std::map<std::string, DashboardEntry> all;
    for (auto each = alarms_.dashboards().lower_bound(dashboard_key(call, {})); each != alarms_.dashboards().end();
         ++each) {
        const std::string& name = each->first.second;
        if (each->first.first.account != call.caller.account) break;
        if (!name.starts_with(input.dashboard_name_prefix.value_or(""))) continue;
        all.emplace(name, DashboardEntry{name, dashboard_arn(call.caller.account, name), each->second.modified,
                                         static_cast<std::int64_t>(each->second.body.size())});
    }
    const aws::PageTokens tokens("cloudwatch:ListDashboards");
    auto page = aws::page_of(std::move(all), aws::PageAsk{tokens, input.next_token, most_a_page, call.now});
    if (!page.ok()) return aws::Error(invalid_token);
    ListDashboardsOutput output;
    output.dashboard_entries = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<DeleteDashboardsOutput> CloudWatch::delete_dashboards(const aws::Call& call, DeleteDashboardsInput input) {
    // All or none.
    for (const std::string& name : input.dashboard_names) {
        if (!alarms_.dashboards().contains(dashboard_key(call, name))) return no_dashboard(name);
    }
    for (const std::string& name : input.dashboard_names) {
        const Alarms::Key key = dashboard_key(call, name);
        alarms_.dashboards().erase(key);
        alarms_.dashboard_changed(key);
    }
    return DeleteDashboardsOutput();
}

aws::Outcome<CloudWatch::Tagged> CloudWatch::tagged(const aws::Call& call, std::string_view arn) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    const std::string begin = alarm_arn(owner, "");
    if (arn.starts_with(begin)) {
        const std::string name(arn.substr(begin.size()));
        if (Alarm* const alarm = alarms_.find(owner, name))
            return Tagged{&alarm->tags, {owner, name}, Tagged::Kind::alarm};
    }
    const std::string board = dashboard_arn(owner.account, "");
    if (arn.starts_with(board)) {
        const Alarms::Key key = dashboard_key(call, std::string(arn.substr(board.size())));
        const auto found = alarms_.dashboards().find(key);
        if (found != alarms_.dashboards().end()) return Tagged{&found->second.tags, key, Tagged::Kind::dashboard};
    }
    return aws::Error(resource_not_found);
}

void CloudWatch::tags_changed(const Tagged& resource) {
    if (resource.kind == Tagged::Kind::alarm) {
        alarms_.changed(resource.key);
    } else {
        alarms_.dashboard_changed(resource.key);
    }
}

aws::Outcome<TagResourceOutput> CloudWatch::tag_resource(const aws::Call& call, TagResourceInput input) {
    const auto resource = tagged(call, input.resource_arn);
    if (!resource.ok()) return resource.error();
    if (const auto fault = resource->tags->add(input.tags, call.via)) return aws::Error(invalid_value, fault->text);
    tags_changed(*resource);
    return TagResourceOutput();
}

aws::Outcome<UntagResourceOutput> CloudWatch::untag_resource(const aws::Call& call, UntagResourceInput input) {
    const auto resource = tagged(call, input.resource_arn);
    if (!resource.ok()) return resource.error();
    if (const auto fault = resource->tags->remove(input.tag_keys)) return aws::Error(invalid_value, fault->text);
    tags_changed(*resource);
    return UntagResourceOutput();
}

aws::Outcome<ListTagsForResourceOutput> CloudWatch::list_tags_for_resource(const aws::Call& call,
                                                                           ListTagsForResourceInput input) {
    const auto resource = tagged(call, input.resource_arn);
    if (!resource.ok()) return resource.error();
    ListTagsForResourceOutput output;
    output.tags = resource->tags->list();
    return output;
}

}  // namespace wt::cloudwatch

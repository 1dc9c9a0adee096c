#include "lambda/api/records.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/json.hpp"
#include "iam/policy.hpp"
#include "lambda/api/handlers_row.hpp"
#include "lambda/api/settings.hpp"

namespace wt::lambda::api {

FunctionConfiguration Version::seen() const {
    if (!changing) return told;
    return pending() ? creating(told) : updating(told);
}

EventSourceMappingConfiguration MappingRecord::seen() const {
    EventSourceMappingConfiguration now = told;
    if (passing) now.state = passing->state;
    return now;
}

ResourcePolicy::ResourcePolicy(std::string text, std::string its_revision)
    : document(std::move(text)), revision(std::move(its_revision)) {
    auto read = iam::parse_policy(document, iam::PolicyUse::resource, longest_policy);
    if (read.ok()) says = std::make_shared<const iam::Policy>(std::move(*read));
}

std::shared_ptr<const iam::Policy> FunctionRecord::policy_of(std::string_view qualifier) const {
    const auto found = policies.find(qualifier);
    return found == policies.end() ? nullptr : found->second.says;
}

const Version* FunctionRecord::find_version(std::string_view version) const {
    if (version.empty() || version == api::latest) return &latest;
    const auto number = version_number(version);
    const auto found = number ? versions.find(*number) : versions.end();
    return found == versions.end() ? nullptr : &found->second;
}

std::string FunctionRecord::version_of(std::string_view qualifier) const {
    if (qualifier.empty()) return std::string(api::latest);
    if (const auto alias = aliases.find(qualifier); alias != aliases.end())
        return alias->second.function_version.value_or("");
    return find_version(qualifier) != nullptr ? std::string(qualifier) : std::string();
}

std::int32_t FunctionRecord::provisioned_of(std::string_view version) const {
    std::int32_t sum = 0;
    for (const auto& [qualifier, each] : provisioned) {
        if (version_of(qualifier) == version) sum += each.allocated();
    }
    return sum;
}

std::int32_t FunctionRecord::all_provisioned() const {
    std::int32_t sum = 0;
    for (const auto& [qualifier, each] : provisioned) sum += each.requested;
    return sum;
}

std::vector<Course> FunctionRecord::courses() const {
    std::vector<Course> all;
    const auto add = [&all](const std::optional<Course>& course) {
        if (course) all.push_back(*course);
    };
    add(latest.changing);
    for (const auto& [number, version] : versions) add(version.changing);
    for (const auto& [qualifier, each] : provisioned) add(each.allocating);
    return all;
}

bool FunctionRecord::settle(const Pace& pace) {
    bool settled = false;
    const auto end = [&](std::optional<Course>& course) {
        if (!course || !pace.over(*course)) return false;
        course.reset();
        return settled = true;
    };
    if (end(latest.changing)) latest.before = nullptr;
    for (auto& [number, version] : versions) {
        if (end(version.changing)) version.before = nullptr;
    }
    for (auto& [qualifier, each] : provisioned) (void)end(each.allocating);
    return settled;
}

void FunctionRecord::take_up(FunctionRecord changed) {
    FunctionRecord now = std::exchange(*this, std::move(changed));
    const Provided then = std::exchange(provided, now.provided);
    if (then.memory != provided.memory) latest.told.memory_size = provided.memory;
    if (then.timeout != provided.timeout) latest.told.timeout = provided.timeout;
    if (then.reserved != provided.reserved) reserved = provided.reserved;
    if (then.code == provided.code) return;
    latest.code = nullptr;
    latest.layers.clear();
    latest.changing.reset();
    latest.before = nullptr;
    FunctionConfiguration& told = latest.told;
    told.runtime = now.latest.told.runtime;
    told.handler = now.latest.told.handler;
    told.code_sha256 = now.latest.told.code_sha256;
    told.code_size = now.latest.told.code_size;
    told.layers.reset();
}

namespace rows {

namespace {

using Json = nlohmann::json;
constexpr int format = 1;

/// What AWS's shape says of it.
template <class T>
[[nodiscard]] Json json_of(const T& value) {
    std::string text;
    aws::write_json(text, shape_of(aws::Tag<T>{}), &value);
    return Json::parse(text);
}
// These throw what the library throws when a member is missing or of another type.
template <class T>
[[nodiscard]] T read(const Json& json) {
    T value;
    aws::Violations passed_over;  // it was good when it came in
    if (aws::read_json(json.dump(), shape_of(aws::Tag<T>{}), &value, passed_over))
        throw Json::other_error::create(500, "no such shape", &json);
    return value;
}

[[nodiscard]] Json json_of(const CodeRef& code) {
    if (code == nullptr) return nullptr;
    Json json{{"sha256", code->sha256}, {"size", code->size}, {"unzipped", code->unzipped}};
    if (code->watched) json["folder"] = code->folder;
    return json;
}
[[nodiscard]] CodeRef read_code(const Json& json, CodeFolder& folder) {
    if (json.is_null()) return nullptr;
    Code code;
    code.sha256 = json.at("sha256").get<std::string>();
    code.size = json.at("size").get<std::uint64_t>();
    code.unzipped = json.at("unzipped").get<std::uint64_t>();
    code.watched = json.contains("folder");
    if (code.watched) code.folder = json.at("folder").get<std::string>();
    return folder.found(code);
}

[[nodiscard]] Json json_of(const Course& course) {
    return {course.began.time_since_epoch().count(), course.ends.time_since_epoch().count()};
}
[[nodiscard]] Course read_course(const Json& json) {
    const auto moment = [&](std::size_t at) { return Instant(Duration(json.at(at).get<Duration::rep>())); };
    return {moment(0), moment(1)};
}
/// A member that is there only while something goes on.
void write_course(Json& to, const char* name, const std::optional<Course>& course) {
    if (course) to[name] = json_of(*course);
}
[[nodiscard]] std::optional<Course> read_course(const Json& from, const char* name) {
    return from.contains(name) ? std::optional(read_course(from.at(name))) : std::nullopt;
}

[[nodiscard]] Json json_of(const Version& version) {
    Json layers = Json::array();
    for (const CodeRef& layer : version.layers) layers.push_back(json_of(layer));
    Json json{{"told", json_of(version.told)}, {"code", json_of(version.code)}, {"layers", std::move(layers)}};
    if (version.does != nullptr) json["does"] = write_handlers(*version.does);
    write_course(json, "changing", version.changing);
    if (version.before != nullptr) json["before"] = json_of(*version.before);
    return json;
}
[[nodiscard]] Version read_version(const Json& json, CodeFolder& folder) {
    Version version;
    version.told = read<FunctionConfiguration>(json.at("told"));
    version.code = read_code(json.at("code"), folder);
    for (const Json& layer : json.at("layers")) version.layers.push_back(read_code(layer, folder));
    if (json.contains("does")) version.does = read_handlers(json.at("does"));
    version.changing = read_course(json, "changing");
    if (json.contains("before"))
        version.before = std::make_shared<const Version>(read_version(json.at("before"), folder));
    return version;
}

[[nodiscard]] Json json_of(const ResourcePolicy& policy) {
    return {{"document", policy.document}, {"revision", policy.revision}};
}
[[nodiscard]] ResourcePolicy read_policy(const Json& json) {
    return {json.at("document").get<std::string>(), json.at("revision").get<std::string>()};
}
[[nodiscard]] Json json_of(const Provisioned& provisioned) {
    Json json{{"requested", provisioned.requested}, {"modified", provisioned.modified}, {"before", provisioned.before}};
    write_course(json, "allocating", provisioned.allocating);
    return json;
}
[[nodiscard]] Provisioned read_provisioned(const Json& json) {
    return {json.at("requested").get<std::int32_t>(), json.at("modified").get<std::string>(),
            read_course(json, "allocating"), json.value("before", 0)};
}

/// Nothing of a function that is the API's alone.
void write_origin(Json& to, const FunctionRecord& record) {
    if (record.origin == Origin::api) return;
    to["origin"] = static_cast<int>(record.origin);
    const Provided& provided = record.provided;
    to["provided"] = {{"memory", provided.memory}, {"timeout", provided.timeout}, {"code", provided.code}};
    if (provided.reserved) to["provided"]["reserved"] = *provided.reserved;
}
void read_origin(const Json& from, FunctionRecord& record) {
    if (!from.contains("origin")) return;
    record.origin = static_cast<Origin>(from.at("origin").get<int>());
    const Json& json = from.at("provided");
    Provided& provided = record.provided;
    provided = {json.at("memory").get<std::int32_t>(), json.at("timeout").get<std::int32_t>(), std::nullopt,
                json.at("code").get<std::string>()};
    if (json.contains("reserved")) provided.reserved = json.at("reserved").get<std::int32_t>();
}

template <class T>
[[nodiscard]] Json json_of_all(const FunctionRecord::ByQualifier<T>& all) {
    Json json = Json::object();
    for (const auto& [qualifier, each] : all) json[qualifier] = json_of(each);
    return json;
}
template <class T, class Read>
void read_all(const Json& json, FunctionRecord::ByQualifier<T>& to, Read read_one) {
    for (const auto& [qualifier, each] : json.items()) to.emplace(qualifier, read_one(each));
}

[[nodiscard]] std::string pack(Json row) {
    row["v"] = format;
    std::string bytes;
    Json::to_cbor(row, bytes);
    return bytes;
}

/// What a row says of itself; null for one that does not read.
template <class Record, class Read>
[[nodiscard]] std::unique_ptr<Record> unpack(std::string_view bytes, Read read_record) {
    try {
        const Json row = Json::from_cbor(bytes);
        if (row.at("v") != format) return nullptr;
        auto record = std::make_unique<Record>();
        read_record(row, *record);
        return record;
    } catch (const Json::exception&) {
        return nullptr;
    }
}

[[nodiscard]] Json json_of(const aws::AccountRegion& place, const std::string& name) {
    return {{"account", place.account}, {"region", place.region}, {"name", name}};
}
[[nodiscard]] aws::AccountRegion read_place(const Json& row) {
    return {row.at("account").get<std::string>(), row.at("region").get<std::string>()};
}

}  // namespace

std::string key(const aws::AccountRegion& place, std::string_view name) {
    return fmt::format("{}/{}/{}", place.account, place.region, name);
}

std::string write(const FunctionRecord& record) {
    Json row = json_of(record.name.place, record.name.name);
    write_origin(row, record);
    row["latest"] = json_of(record.latest);
    row["versions"] = Json::object();
    for (const auto& [number, version] : record.versions) row["versions"][std::to_string(number)] = json_of(version);
    row["last_version"] = record.last_version;
    row["aliases"] = json_of_all(record.aliases);
    row["policies"] = json_of_all(record.policies);
    row["event_invokes"] = json_of_all(record.event_invokes);
    row["urls"] = json_of_all(record.urls);
    row["provisioned"] = json_of_all(record.provisioned);
    if (record.reserved) row["reserved"] = *record.reserved;
    row["tags"] = record.tags;
    row["recursive_loop"] = record.recursive_loop;
    row["update_runtime_on"] = record.update_runtime_on;
    row["runtime_version"] = record.runtime_version_arn;
    return pack(std::move(row));
}

std::unique_ptr<FunctionRecord> read_function(std::string_view bytes, CodeFolder& code) {
    return unpack<FunctionRecord>(bytes, [&](const Json& row, FunctionRecord& record) {
        record.name = {read_place(row), row.at("name").get<std::string>(), {}};
        read_origin(row, record);
        record.latest = read_version(row.at("latest"), code);
        for (const auto& [number, version] : row.at("versions").items())
            record.versions.emplace(version_number(number).value_or(0), read_version(version, code));
        record.last_version = row.at("last_version").get<std::int64_t>();
        read_all(row.at("aliases"), record.aliases, read<AliasConfiguration>);
        read_all(row.at("policies"), record.policies, read_policy);
        read_all(row.at("event_invokes"), record.event_invokes, read<FunctionEventInvokeConfig>);
        read_all(row.at("urls"), record.urls, read<FunctionUrlConfig>);
        read_all(row.at("provisioned"), record.provisioned, read_provisioned);
        if (row.contains("reserved")) record.reserved = row.at("reserved").get<std::int32_t>();
        record.tags = row.at("tags").get<std::map<std::string, std::string>>();
        record.recursive_loop = row.at("recursive_loop").get<std::string>();
        record.update_runtime_on = row.at("update_runtime_on").get<std::string>();
        record.runtime_version_arn = row.at("runtime_version").get<std::string>();
    });
}

std::string write(const LayerRecord& record) {
    Json row = json_of(record.name.place, record.name.name);
    row["last_version"] = record.last_version;
    row["versions"] = Json::object();
    for (const auto& [number, version] : record.versions) {
        row["versions"][std::to_string(number)] = {
            {"told", json_of(version.told)}, {"code", json_of(version.code)}, {"policy", json_of(version.policy)}};
    }
    return pack(std::move(row));
}

std::unique_ptr<LayerRecord> read_layer(std::string_view bytes, CodeFolder& code) {
    return unpack<LayerRecord>(bytes, [&](const Json& row, LayerRecord& record) {
        record.name = {read_place(row), row.at("name").get<std::string>(), 0};
        record.last_version = row.at("last_version").get<std::int64_t>();
        for (const auto& [number, json] : row.at("versions").items()) {
            LayerVersion version{read<LayerVersionsListItem>(json.at("told")), read_code(json.at("code"), code),
                                 read_policy(json.at("policy"))};
            record.versions.emplace(version_number(number).value_or(0), std::move(version));
        }
    });
}

std::string write(const MappingRecord& record) {
    Json row = json_of(record.function.place, record.function.name);
    row["qualifier"] = record.function.qualifier;
    row["told"] = json_of(record.told);
    row["tags"] = record.tags;
    if (record.passing)
        row["passing"] = {{"state", record.passing->state}, {"course", json_of(record.passing->course)}};
    return pack(std::move(row));
}

std::unique_ptr<MappingRecord> read_mapping(std::string_view bytes) {
    return unpack<MappingRecord>(bytes, [&](const Json& row, MappingRecord& record) {
        record.function = {read_place(row), row.at("name").get<std::string>(), row.at("qualifier").get<std::string>()};
        record.told = read<EventSourceMappingConfiguration>(row.at("told"));
        record.tags = row.at("tags").get<std::map<std::string, std::string>>();
        if (!row.contains("passing")) return;
        const Json& passing = row.at("passing");
        record.passing = {passing.at("state").get<std::string>(), read_course(passing.at("course"))};
    });
}

}  // namespace rows

}  // namespace wt::lambda::api

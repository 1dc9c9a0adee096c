#include "app/local_code.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/read.hpp"

namespace wt::app {

namespace {

namespace fs = std::filesystem;
using cloudformation::language::OrderedJson;

/// A property that may name what lies beside the template.
struct Beside {
    std::string_view type;
    std::string_view property;
    /// What the names of a bucket and of an object in it are called there; empty: it is a document that stands in the
    /// template itself, as `whole`.
    std::string_view bucket;
    std::string_view key;
    std::string_view whole;
};

constexpr Beside properties[] = {
    {"AWS::Serverless::Function", "CodeUri", "Bucket", "Key", ""},
    {"AWS::Serverless::LayerVersion", "ContentUri", "Bucket", "Key", ""},
    {"AWS::Serverless::Api", "DefinitionUri", "", "", "DefinitionBody"},
    {"AWS::Serverless::HttpApi", "DefinitionUri", "", "", "DefinitionBody"},
    {"AWS::Lambda::Function", "Code", "S3Bucket", "S3Key", ""},
    {"AWS::Lambda::LayerVersion", "Content", "S3Bucket", "S3Key", ""},
    {"AWS::ApiGateway::RestApi", "BodyS3Location", "", "", "Body"},
    {"AWS::ApiGatewayV2::Api", "BodyS3Location", "", "", "Body"},
};

// What functions and layers of a whole template have in common: "Globals" of SAM.
constexpr std::pair<std::string_view, std::string_view> globals[] = {
    {"Function", "AWS::Serverless::Function"},
    {"LayerVersion", "AWS::Serverless::LayerVersion"},
    {"Api", "AWS::Serverless::Api"},
    {"HttpApi", "AWS::Serverless::HttpApi"},
};

[[nodiscard]] OrderedJson* member(OrderedJson& of, std::string_view name) {
    const auto found = of.is_object() ? of.find(name) : of.end();
    return found == of.end() ? nullptr : &*found;
}

/// Reads what lies beside a template into its properties.
class Reader {
public:
    explicit Reader(const fs::path& folder) : folder_(fs::absolute(folder).lexically_normal()) {}

    /// Whether anything was read.
    [[nodiscard]] bool changed() const { return changed_; }

    /// What is missing, or none. `where` is for people.
    [[nodiscard]] std::optional<Error> read(std::string_view type, const std::string& where, OrderedJson& said) {
        for (const Beside& each : properties) {
            if (each.type != type) continue;
            OrderedJson* const value = member(said, each.property);
            if (value == nullptr || !value->is_string()) continue;
            const std::string path = value->get<std::string>();
            if (path.empty() || path.starts_with("s3://") || path.starts_with("https://")) continue;
            const fs::path at = (folder_ / path).lexically_normal();
            std::error_code problem;
            if (!fs::exists(at, problem))
                return Error{fmt::format("{}: {}: there is no {}", where, each.property, at.string())};
            if (auto failed = put(said, each, at)) return Error{fmt::format("{}: {}", where, failed->message)};
            changed_ = true;
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] static std::optional<Error> put(OrderedJson& to, const Beside& what, const fs::path& at) {
        if (what.whole.empty()) {
            // Without the slash at its end: one folder, one name.
            std::string path = at.string();
            if (path.size() > 1 && path.back() == '/') path.pop_back();
            to[std::string(what.property)] = OrderedJson{{what.bucket, "hot-reload"}, {what.key, std::move(path)}};
            return std::nullopt;
        }
        std::ifstream file(at, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        if (file.bad() || text.empty()) return Error{fmt::format("{} cannot be read", at.string())};
        try {
            to[std::string(what.whole)] = cloudformation::language::read_template(text);
        } catch (const cloudformation::language::Flaw& flaw) {
            return Error{fmt::format("{}: {}", at.string(), flaw.what)};
        }
        to.erase(std::string(what.property));
        return std::nullopt;
    }

    fs::path folder_;
    bool changed_ = false;
};

}  // namespace

Result<std::string> with_local_code(std::string text, const fs::path& folder) {
    OrderedJson whole;
    try {
        whole = cloudformation::language::read_template(text);
    } catch (const cloudformation::language::Flaw&) {
        return text;  // said when it is deployed, in AWS's words
    }
    Reader reader(folder.empty() ? fs::path(".") : folder);
    if (OrderedJson* const common = member(whole, "Globals")) {
        for (const auto& [name, type] : globals) {
            OrderedJson* const said = member(*common, name);
            if (said == nullptr) continue;
            if (auto problem = reader.read(type, fmt::format("Globals.{}", name), *said)) return std::move(*problem);
        }
    }
    OrderedJson* const resources = member(whole, "Resources");
    if (resources == nullptr || !resources->is_object()) return text;
    for (auto& [name, resource] : resources->items()) {
        const OrderedJson* const type = member(resource, "Type");
        OrderedJson* const said = member(resource, "Properties");
        if (type == nullptr || !type->is_string() || said == nullptr) continue;
        if (auto problem = reader.read(type->get_ref<const std::string&>(), name, *said)) return std::move(*problem);
    }
    if (!reader.changed()) return text;
    return cloudformation::language::written(whole);
}

}  // namespace wt::app

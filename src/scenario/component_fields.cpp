#include "scenario/component_fields.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/defaults.hpp"

namespace wt::scenario {

namespace {

/// Of both kinds of source: what only one has says so.
[[nodiscard]] std::vector<FieldInfo> infos_of_sources() {
    std::vector<FieldInfo> all = infos(event_source_fields());
    all.front().required = false;
    for (FieldInfo& one : infos(consumer_fields())) {
        const auto same = std::find_if(all.begin(), all.end(), [&](const FieldInfo& of) { return of.key == one.key; });
        if (same == all.end()) all.push_back(std::move(one));
    }
    return all;
}

/// What every component has beside its own settings, while it is read.
template <class Config>
struct ComponentDraft {
    Config config;
    stack::Component* component;
    stack::Architecture* architecture;
};

/// A type whose settings are `fields`, with "type" and, if it passes requests or objects on, "to".
template <class Config>
[[nodiscard]] ComponentType make_type(std::string name, std::string doc, const Fields<Config>& own,
                                      Config (*defaults)(), std::string to_doc = "") {
    using D = ComponentDraft<Config>;
    Fields<D> fields;
    fields.push_back(custom<D>("type", text_shape(), [](const Value&, D&) {}, "\"" + name + "\"").needed());
    for (const Field<Config>& field : own) {
        fields.push_back({field.info, [read = field.read](const Value& value, D& to) { read(value, to.config); }});
    }
    if constexpr (std::is_same_v<Config, edge::waf::WebAclConfig>) {
        fields.push_back(custom<D>(
            "to", any_shape("a component's name, or a list of them"),
            [](const Value& value, D& to) {
                value.each([&](const Value& item) {
                    const std::string said(item.name("a component's name"));
                    if (to.component->to.empty()) {
                        to.component->to = said;
                    } else {
                        to.component->also_to.push_back(said);
                    }
                });
            },
            to_doc));
    } else if (!to_doc.empty()) {
        fields.push_back(custom<D>(
            "to", text_shape(), [](const Value& value, D& to) { to.component->to = value.name("a component's name"); },
            to_doc));
    }
    if constexpr (std::is_same_v<Config, lambda::FunctionConfig>) {
        fields.push_back(custom<D>(
            "source", any_shape("object, or the stream's name"),
            [](const Value& value, D& to) {
                if (value.is_map() && value.tree.find("queue") != nullptr)
                    return read_object(value, consumer_fields(), to.component->consumes.emplace());
                auto& source = to.component->source.emplace();
                if (value.is_scalar()) {
                    source.stream = value.name("a stream's name");
                } else {
                    read_object(value, event_source_fields(), source);
                }
            },
            "the kinesis stream that it reads, in order and batch by batch, or the queue", "none", infos_of_sources()));
    }
    ComponentType type{std::move(name), std::move(doc), infos(fields), {}};
    type.read = [fields, defaults](const Value& value, stack::Component& component, stack::Architecture& architecture) {
        D draft{defaults(), &component, &architecture};
        read_object(value, fields, draft);
        if constexpr (std::is_same_v<Config, lambda::FunctionConfig>) {
            const bool program = draft.config.code != nullptr;
            if (program && draft.config.code->folder.empty()) value.problem("a program needs `code`, its folder");
            const bool recorded = !draft.config.profile.empty();
            if ((program || value.tree.find("profile") != nullptr) == !draft.config.handlers.empty())
                value.problem(
                    "needs `handlers`, or else `code` or a `profile`: what it does, as data, as a program, or "
                    "as the program did it");
            if (recorded) {
                const Tree* const cold = value.tree.find("cold");
                if (!draft.config.profile->inits.empty() && (cold == nullptr || cold->find("init") == nullptr))
                    draft.config.init = {draft.config.profile->init_law()};
                // It is in the first invocation of each environment.
                if (cold == nullptr || cold->find("first_run") == nullptr) draft.config.first_run = {};
            }
        }
        component.config = std::move(draft.config);
    };
    return type;
}

}  // namespace

const std::vector<ComponentType>& component_types() {
    static const std::vector<ComponentType> types{
        make_type("cloudfront", "the edge: points of presence and their caches", cloudfront_fields(),
                  default_cloudfront, "the firewall or the API behind it"),
        make_type("wafv2", "a web ACL; behind an edge it looks at hits and misses alike", wafv2_fields(), default_wafv2,
                  "the API behind it, or several"),
        make_type("cognito", "a user pool", cognito_fields(), default_cognito),
        make_type("apigateway-rest", "a REST API's stage", apigateway_fields(), default_apigateway_rest),
        make_type("lambda", "a function", lambda_fields(), default_lambda),
        make_type("elasticache", "Redis", elasticache_fields(), default_elasticache),
        make_type("kinesis", "a data stream", kinesis_fields(), default_kinesis),
        make_type("firehose", "a delivery stream into a bucket", firehose_fields(), default_firehose, "the bucket"),
        make_type("s3", "a bucket", s3_fields(), default_s3),
        make_type("sqs", "a queue", sqs_fields(), default_sqs),
        make_type("dynamodb", "a table", dynamodb_fields(), default_dynamodb),
        make_type("http", "somebody else's service, over HTTP", http_fields(), default_http),
        make_type("rds-proxy", "connections to a database that many functions share", rds_proxy_fields(),
                  default_rds_proxy),
        make_type("rds", "a primary database", rds_fields(), default_rds),
        make_type("rds-replica", "read replicas behind one endpoint", rds_replica_fields(), default_rds_replica),
    };
    return types;
}

Result<std::pair<http::Method, std::string>> parse_route(std::string_view text) {
    const std::size_t blank = text.find(' ');
    const auto method = http::parse_method(text.substr(0, blank));
    const std::string_view path = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
    if (!method || path.empty() || path.front() != '/' || path.find(' ') != std::string_view::npos) {
        return Error{fmt::format("expected a route such as \"GET /items/{{id}}\", got \"{}\"", text)};
    }
    return std::pair(*method, std::string(path));
}

Result<std::pair<Duration, Duration>> parse_backoff(std::string_view text) {
    static constexpr std::string_view name = "full-jitter(";
    const Error wrong{fmt::format("expected a backoff such as \"full-jitter(100ms, 2s)\", got \"{}\"", text)};
    if (text.substr(0, name.size()) != name || text.back() != ')') return wrong;
    const std::string_view inside = text.substr(name.size(), text.size() - name.size() - 1);
    const std::size_t comma = inside.find(',');
    if (comma == std::string_view::npos) return wrong;
    std::string_view second = inside.substr(comma + 1);
    while (!second.empty() && second.front() == ' ') second.remove_prefix(1);
    const auto base = parse_duration(inside.substr(0, comma));
    const auto cap = parse_duration(second);
    if (!base.ok() || !cap.ok()) return wrong;
    return std::pair(*base, *cap);
}

void read_methods(const Value& value, std::vector<http::Method>& list) {
    list.clear();
    value.each([&](const Value& item) {
        const auto method = http::parse_method(item.text("a method"));
        if (method) {
            list.push_back(*method);
        } else {
            item.problem("expected a method such as GET");
        }
    });
}

void read_key(const Value& value, edge::CacheKey& key) {
    key = {};
    value.each([&](const Value& item) {
        const std::string part(item.text("path, query, query:NAME, header:NAME or cookie:NAME"));
        if (part == "query") {
            key.query = true;
        } else if (part.rfind("query:", 0) == 0) {
            key.queries.push_back(part.substr(6));
        } else if (part.rfind("header:", 0) == 0) {
            key.headers.push_back(part.substr(7));
        } else if (part.rfind("cookie:", 0) == 0) {
            key.cookies.push_back(part.substr(7));
        } else if (part != "path") {
            item.problem("expected path, query, query:NAME, header:NAME or cookie:NAME, got \"" + part + "\"");
        }
    });
}

}  // namespace wt::scenario

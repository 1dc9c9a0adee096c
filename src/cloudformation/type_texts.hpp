#pragma once
#include <array>
#include <string_view>

/// The types of resources, as rows in YAML. A row's words:
///     name           the property that names it, and what a name that we make may be (longest, lower_case)
///     replaces       properties whose change makes a new one; `all`: any change does
///     fixed          properties whose change is refused
///     tags           the property with its tags, where that is not Tags
///     map_tags       `true`: its tags are a map, and no list
///     system_tags    `false`: CloudFormation puts none of its own on it (its schema's `tagging`)
///     snapshots      that it can leave a snapshot behind; `usual`: it does, but where `unless` is something
///     create, update, delete, read   steps: `service:Operation: {input}`, with `when`, `unless`, `each`, `save`
///     parts          properties with operations of their own: of, put, drop, each, by, at_delete, in_create, stays
///     id, ref        what it is called, and what Ref gives (the id, unless it says so); $made is create's first answer
///     attributes     what Fn::GetAtt gives; $read is the last answer of `read`
///     ready          what `read` must answer before it counts as made: path, is, fails. Deleted it is when that is not
///                    there
///     capability     that it needs CAPABILITY_IAM; `named`: with a name of its own CAPABILITY_NAMED_IAM
///     passes_over    properties that change nothing here
///     identifier     properties that name one to be imported, where that is not its name; the last is its id
///     drift          look: what is asked beside `read` to see how it is now; there: what is something if it is there,
///     where
///                    those do not fail if it is not; actual: where properties stand then, which do not stand there
///                    under their own names; unseen: properties that nothing tells
/// Texts are filled as fill.hpp says; an input's member "*" takes what properties it has by the same names. Properties
/// that a row does not know fail their resource. Sources: CloudFormation Template Reference, each type's page.
namespace wt::cloudformation {

extern const std::string_view s3_types;
extern const std::string_view iam_types;
extern const std::string_view lambda_types;
extern const std::string_view logs_types;
extern const std::string_view api_gateway_types;
extern const std::string_view http_api_types;
extern const std::string_view stream_types;
extern const std::string_view watch_types;
extern const std::string_view cloudfront_types;
extern const std::string_view cognito_types;
extern const std::string_view secret_types;
extern const std::string_view cache_types;
extern const std::string_view database_types;
extern const std::string_view edge_function_types;
extern const std::string_view kms_types;

[[nodiscard]] inline std::array<std::string_view, 15> type_texts() {
    return {s3_types,       iam_types,    lambda_types,   logs_types,          api_gateway_types,
            http_api_types, stream_types, watch_types,    cloudfront_types,    cognito_types,
            secret_types,   cache_types,  database_types, edge_function_types, kms_types};
}

}  // namespace wt::cloudformation

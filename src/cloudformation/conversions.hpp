#pragma once
#include <string>
#include <string_view>

#include "cloudformation/language/read.hpp"

namespace wt::cloudformation {

using language::OrderedJson;

/// What a template says in another form than the service's operation, by the conversion's name. Throws a
/// language::Flaw for what it does not know.
///     zip              {Handler, Runtime, ZipFile}: the text as a package, in base64
///     lifecycle        rules of a bucket's LifecycleConfiguration
///     notifications    a bucket's NotificationConfiguration
///     bytes            a text as what JSON has of bytes
///     empty            anything as an object without members
///     environment      anything as a function's environment without variables
///     media_path       a media type as where API Gateway's patches have it
///     letters          a name without what is neither letter nor digit
///     listed           {of: [a, b], as: K} as [{K: a}, {K: b}]
///     canned_acl       "PublicRead" as "public-read"
///     method_settings  {MethodSettings, AccessLogSetting, ...} of a stage as patch operations
///     short_policy     {of, said, long}: a policy as it was said, where "execute-api:/" in it became `long`
///     managed          of a list of an API's parts those that API Gateway made with it
///     one_less         a number less one
///     in_brackets      a list as "[a, b]"
/// and those of template_shapes.hpp: distribution, disabled, role_mappings, drawn_secret, secret_of_target,
/// secret_of_nothing, metrics, analytics, tiering, inventory.
[[nodiscard]] OrderedJson converted(std::string_view name, const OrderedJson& value);

/// A package with a function's text in it, and with the module that custom resources answer by, as AWS adds it.
/// Lambda User Guide, "AWS::Lambda::Function Code", ZipFile; "cfn-response module".
[[nodiscard]] std::string inline_package(std::string_view handler, std::string_view runtime, std::string_view text);

}  // namespace wt::cloudformation

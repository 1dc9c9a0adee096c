#pragma once
#include "cloudformation/language/read.hpp"

/// Conversions (conversions.hpp) of services whose operations take other shapes than templates have.
namespace wt::cloudformation {

using language::OrderedJson;

/// {config, reference}: a template's DistributionConfig as CloudFront's, without counts (fit.hpp adds those).
[[nodiscard]] OrderedJson distribution_config(const OrderedJson& said);
/// CloudFront's DistributionConfig, no longer enabled.
[[nodiscard]] OrderedJson disabled_config(OrderedJson config);
/// Role mappings under their providers' names, where a template has them under names of its own.
[[nodiscard]] OrderedJson role_mappings(const OrderedJson& said);
/// One of a bucket's configurations, as S3 has it: of its request metrics, analyses, archive tiers and inventories.
[[nodiscard]] OrderedJson metrics_configuration(const OrderedJson& said);
[[nodiscard]] OrderedJson analytics_configuration(const OrderedJson& said);
[[nodiscard]] OrderedJson tiering_configuration(const OrderedJson& said);
[[nodiscard]] OrderedJson inventory_configuration(const OrderedJson& said);
/// {drawn, as}: the password alone, or in the JSON of GenerateSecretString.
[[nodiscard]] OrderedJson drawn_secret(const OrderedJson& said);
/// {secret, type, instance or cluster}: the secret's JSON with how its database is reached. Secrets Manager User Guide,
/// "JSON structure of Secrets Manager database secrets".
[[nodiscard]] OrderedJson secret_of_target(const OrderedJson& said);
/// The secret's JSON without that.
[[nodiscard]] OrderedJson secret_of_nothing(const OrderedJson& text);

}  // namespace wt::cloudformation

// What IAM's model says of its inputs and outputs: identity providers and the account (iam 2010-05-08).
#include "iam/api/account_shapes.hpp"

#include "iam/api/enumerations.hpp"
#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<CreateOpenIdConnectProviderRequest>) {
    using T = CreateOpenIdConnectProviderRequest;
    static const Structure shape("",
                                 {
                                     member<&T::url>("Url").required().length(1, 255),
                                     member<&T::client_id_list>("ClientIDList").each(aws::element().length(1, 255)),
                                     member<&T::thumbprint_list>("ThumbprintList").each(aws::element().length(40, 40)),
                                     member<&T::tags>("Tags").length(0, 50),
                                 });
    return shape;
}

const Structure& shape_of(Tag<CreateOpenIdConnectProviderResponse>) {
    using T = CreateOpenIdConnectProviderResponse;
    static const Structure shape("", {
                                         member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn"),
                                         member<&T::tags>("Tags"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetOpenIdConnectProviderRequest>) {
    using T = GetOpenIdConnectProviderRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
            });
    return shape;
}

const Structure& shape_of(Tag<GetOpenIdConnectProviderResponse>) {
    using T = GetOpenIdConnectProviderResponse;
    static const Structure shape("", {
                                         member<&T::url>("Url"),
                                         member<&T::client_id_list>("ClientIDList"),
                                         member<&T::thumbprint_list>("ThumbprintList"),
                                         member<&T::create_date>("CreateDate"),
                                         member<&T::tags>("Tags"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListOpenIdConnectProvidersRequest>) {
    static const Structure shape("", {});
    return shape;
}

const Structure& shape_of(Tag<OpenIdConnectProviderListEntry>) {
    using T = OpenIdConnectProviderListEntry;
    static const Structure shape("OpenIDConnectProviderListEntry", {
                                                                       member<&T::arn>("Arn"),
                                                                   });
    return shape;
}

const Structure& shape_of(Tag<ListOpenIdConnectProvidersResponse>) {
    using T = ListOpenIdConnectProvidersResponse;
    static const Structure shape("", {
                                         member<&T::open_id_connect_provider_list>("OpenIDConnectProviderList"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteOpenIdConnectProviderRequest>) {
    using T = DeleteOpenIdConnectProviderRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
            });
    return shape;
}

const Structure& shape_of(Tag<UpdateOpenIdConnectProviderThumbprintRequest>) {
    using T = UpdateOpenIdConnectProviderThumbprintRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
                member<&T::thumbprint_list>("ThumbprintList").required().each(aws::element().length(40, 40)),
            });
    return shape;
}

const Structure& shape_of(Tag<AddClientIdToOpenIdConnectProviderRequest>) {
    using T = AddClientIdToOpenIdConnectProviderRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
                member<&T::client_id>("ClientID").required().length(1, 255),
            });
    return shape;
}

const Structure& shape_of(Tag<RemoveClientIdFromOpenIdConnectProviderRequest>) {
    using T = RemoveClientIdFromOpenIdConnectProviderRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
                member<&T::client_id>("ClientID").required().length(1, 255),
            });
    return shape;
}

const Structure& shape_of(Tag<TagOpenIdConnectProviderRequest>) {
    using T = TagOpenIdConnectProviderRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
                member<&T::tags>("Tags").required().length(0, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<UntagOpenIdConnectProviderRequest>) {
    using T = UntagOpenIdConnectProviderRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
                member<&T::tag_keys>("TagKeys").required().length(0, 50).each(
                    aws::element().length(1, 128).pattern(tag_key_text)),
            });
    return shape;
}

const Structure& shape_of(Tag<ListOpenIdConnectProviderTagsRequest>) {
    using T = ListOpenIdConnectProviderTagsRequest;
    static const Structure shape(
        "", {
                member<&T::open_id_connect_provider_arn>("OpenIDConnectProviderArn").required().length(20, 2048),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                member<&T::max_items>("MaxItems").range(1, 1000),
            });
    return shape;
}

const Structure& shape_of(Tag<ListOpenIdConnectProviderTagsResponse>) {
    using T = ListOpenIdConnectProviderTagsResponse;
    static const Structure shape("", {
                                         member<&T::tags>("Tags").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetAccountSummaryResponse>) {
    using T = GetAccountSummaryResponse;
    static const Structure shape(
        "", {
                member<&T::summary_map>("SummaryMap").keys(aws::element().one_of(enumerations::summary_key_type)),
            });
    return shape;
}

const Structure& shape_of(Tag<CreateAccountAliasRequest>) {
    using T = CreateAccountAliasRequest;
    static const Structure shape(
        "",
        {
            member<&T::account_alias>("AccountAlias").required().length(3, 63).pattern(R"(^[a-z0-9](-?[a-z0-9])*$)"),
        });
    return shape;
}

const Structure& shape_of(Tag<DeleteAccountAliasRequest>) {
    using T = DeleteAccountAliasRequest;
    static const Structure shape(
        "",
        {
            member<&T::account_alias>("AccountAlias").required().length(3, 63).pattern(R"(^[a-z0-9](-?[a-z0-9])*$)"),
        });
    return shape;
}

const Structure& shape_of(Tag<ListAccountAliasesRequest>) {
    using T = ListAccountAliasesRequest;
    static const Structure shape("", {
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListAccountAliasesResponse>) {
    using T = ListAccountAliasesResponse;
    static const Structure shape("", {
                                         member<&T::account_aliases>("AccountAliases").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ContextEntry>) {
    using T = ContextEntry;
    static const Structure shape(
        "ContextEntry", {
                            member<&T::context_key_name>("ContextKeyName").length(5, 256),
                            member<&T::context_key_values>("ContextKeyValues"),
                            member<&T::context_key_type>("ContextKeyType").one_of(enumerations::context_key_type_enum),
                        });
    return shape;
}

const Structure& shape_of(Tag<SimulatePrincipalPolicyRequest>) {
    using T = SimulatePrincipalPolicyRequest;
    static const Structure shape(
        "", {
                member<&T::policy_source_arn>("PolicySourceArn").required().length(20, 2048),
                member<&T::policy_input_list>("PolicyInputList")
                    .each(aws::element().length(1, 131072).pattern(document_text)),
                member<&T::permissions_boundary_policy_input_list>("PermissionsBoundaryPolicyInputList")
                    .each(aws::element().length(1, 131072).pattern(document_text)),
                member<&T::action_names>("ActionNames").required().each(aws::element().length(3, 128)),
                member<&T::resource_arns>("ResourceArns").each(aws::element().length(1, 2048)),
                member<&T::resource_policy>("ResourcePolicy").length(1, 131072).pattern(document_text),
                member<&T::resource_owner>("ResourceOwner").length(1, 2048),
                member<&T::caller_arn>("CallerArn").length(1, 2048),
                member<&T::context_entries>("ContextEntries"),
                member<&T::resource_handling_option>("ResourceHandlingOption").length(1, 64),
                member<&T::max_items>("MaxItems").range(1, 1000),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
            });
    return shape;
}

const Structure& shape_of(Tag<Position>) {
    using T = Position;
    static const Structure shape("Position", {
                                                 member<&T::line>("Line"),
                                                 member<&T::column>("Column"),
                                             });
    return shape;
}

const Structure& shape_of(Tag<MatchedStatement>) {
    using T = MatchedStatement;
    static const Structure shape(
        "Statement", {
                         member<&T::source_policy_id>("SourcePolicyId"),
                         member<&T::source_policy_type>("SourcePolicyType").one_of(enumerations::policy_source_type),
                         member<&T::start_position>("StartPosition"),
                         member<&T::end_position>("EndPosition"),
                     });
    return shape;
}

const Structure& shape_of(Tag<OrganizationsDecisionDetail>) {
    using T = OrganizationsDecisionDetail;
    static const Structure shape("OrganizationsDecisionDetail",
                                 {
                                     member<&T::allowed_by_organizations>("AllowedByOrganizations"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<PermissionsBoundaryDecisionDetail>) {
    using T = PermissionsBoundaryDecisionDetail;
    static const Structure shape("PermissionsBoundaryDecisionDetail",
                                 {
                                     member<&T::allowed_by_permissions_boundary>("AllowedByPermissionsBoundary"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ResourceSpecificResult>) {
    using T = ResourceSpecificResult;
    static const Structure shape(
        "ResourceSpecificResult",
        {
            member<&T::eval_resource_name>("EvalResourceName").required(),
            member<&T::eval_resource_decision>("EvalResourceDecision")
                .required()
                .one_of(enumerations::policy_evaluation_decision_type),
            member<&T::matched_statements>("MatchedStatements"),
            member<&T::missing_context_values>("MissingContextValues"),
            member<&T::eval_decision_details>("EvalDecisionDetails")
                .each(aws::element().one_of(enumerations::policy_evaluation_decision_type)),
            member<&T::permissions_boundary_decision_detail>("PermissionsBoundaryDecisionDetail"),
        });
    return shape;
}

const Structure& shape_of(Tag<EvaluationResult>) {
    using T = EvaluationResult;
    static const Structure shape(
        "EvaluationResult",
        {
            member<&T::eval_action_name>("EvalActionName").required(),
            member<&T::eval_resource_name>("EvalResourceName"),
            member<&T::eval_decision>("EvalDecision").required().one_of(enumerations::policy_evaluation_decision_type),
            member<&T::matched_statements>("MatchedStatements"),
            member<&T::missing_context_values>("MissingContextValues"),
            member<&T::organizations_decision_detail>("OrganizationsDecisionDetail"),
            member<&T::permissions_boundary_decision_detail>("PermissionsBoundaryDecisionDetail"),
            member<&T::eval_decision_details>("EvalDecisionDetails")
                .each(aws::element().one_of(enumerations::policy_evaluation_decision_type)),
            member<&T::resource_specific_results>("ResourceSpecificResults"),
        });
    return shape;
}

const Structure& shape_of(Tag<SimulatePolicyResponse>) {
    using T = SimulatePolicyResponse;
    static const Structure shape("", {
                                         member<&T::evaluation_results>("EvaluationResults"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

}  // namespace wt::iam::api

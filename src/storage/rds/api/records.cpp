#include "storage/rds/api/records.hpp"

#include "aws/row_shape.hpp"

namespace wt::rds::api {

using aws::row_member;
using aws::RowShape;

const aws::Structure& shape_of(aws::Tag<Passing>) {
    using Row = Passing;
    static const RowShape shape{row_member<&Row::status>("status"), row_member<&Row::began>("began"),
                                row_member<&Row::ends>("ends")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Changes>) {
    using Row = Changes;
    static const RowShape shape{row_member<&Row::instance_class>("instance_class"),
                                row_member<&Row::storage>("storage"),
                                row_member<&Row::storage_type>("storage_type"),
                                row_member<&Row::iops>("iops"),
                                row_member<&Row::multi_az>("multi_az"),
                                row_member<&Row::version>("version"),
                                row_member<&Row::port>("port")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<RoleRecord>) {
    using Row = RoleRecord;
    static const RowShape shape{row_member<&Row::arn>("arn"), row_member<&Row::feature>("feature")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<InstanceRecord>) {
    using Row = InstanceRecord;
    static const RowShape shape{row_member<&Row::id>("id"),
                                row_member<&Row::resource_id>("resource_id"),
                                row_member<&Row::created>("created"),
                                row_member<&Row::instance_class>("instance_class"),
                                row_member<&Row::engine>("engine"),
                                row_member<&Row::version>("version"),
                                row_member<&Row::user>("user"),
                                row_member<&Row::password>("password"),
                                row_member<&Row::secret>("secret"),
                                row_member<&Row::database>("database"),
                                row_member<&Row::port>("port"),
                                row_member<&Row::storage>("storage"),
                                row_member<&Row::storage_type>("storage_type"),
                                row_member<&Row::iops>("iops"),
                                row_member<&Row::multi_az>("multi_az"),
                                row_member<&Row::zone>("zone"),
                                row_member<&Row::retention>("retention"),
                                row_member<&Row::backup_window>("backup_window"),
                                row_member<&Row::maintenance_window>("maintenance_window"),
                                row_member<&Row::parameter_group>("parameter_group"),
                                row_member<&Row::parameters_wait>("parameters_wait"),
                                row_member<&Row::parameters>("parameters"),
                                row_member<&Row::option_group>("option_group"),
                                row_member<&Row::subnet_group>("subnet_group"),
                                row_member<&Row::security_groups>("security_groups"),
                                row_member<&Row::cluster>("cluster"),
                                row_member<&Row::source>("source"),
                                row_member<&Row::is_public>("is_public"),
                                row_member<&Row::encrypted>("encrypted"),
                                row_member<&Row::key>("key"),
                                row_member<&Row::protection>("protection"),
                                row_member<&Row::minor_upgrades>("minor_upgrades"),
                                row_member<&Row::copy_tags>("copy_tags"),
                                row_member<&Row::monitoring>("monitoring"),
                                row_member<&Row::monitoring_role>("monitoring_role"),
                                row_member<&Row::certificate>("certificate"),
                                row_member<&Row::logs>("logs"),
                                row_member<&Row::iam>("iam"),
                                row_member<&Row::insights>("insights"),
                                row_member<&Row::throughput>("throughput"),
                                row_member<&Row::most_storage>("most_storage"),
                                row_member<&Row::tier>("tier"),
                                row_member<&Row::tags>("tags"),
                                row_member<&Row::pending>("pending"),
                                row_member<&Row::passing>("passing"),
                                row_member<&Row::stopped>("stopped"),
                                row_member<&Row::starts>("starts"),
                                row_member<&Row::swapped>("swapped"),
                                row_member<&Row::begins>("begins"),
                                row_member<&Row::recovers>("recovers"),
                                row_member<&Row::until>("until"),
                                row_member<&Row::failure>("failure"),
                                row_member<&Row::roles>("roles")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ClusterRecord>) {
    using Row = ClusterRecord;
    static const RowShape shape{row_member<&Row::id>("id"),
                                row_member<&Row::resource_id>("resource_id"),
                                row_member<&Row::created>("created"),
                                row_member<&Row::engine>("engine"),
                                row_member<&Row::version>("version"),
                                row_member<&Row::user>("user"),
                                row_member<&Row::password>("password"),
                                row_member<&Row::secret>("secret"),
                                row_member<&Row::database>("database"),
                                row_member<&Row::port>("port"),
                                row_member<&Row::retention>("retention"),
                                row_member<&Row::backup_window>("backup_window"),
                                row_member<&Row::maintenance_window>("maintenance_window"),
                                row_member<&Row::parameter_group>("parameter_group"),
                                row_member<&Row::subnet_group>("subnet_group"),
                                row_member<&Row::security_groups>("security_groups"),
                                row_member<&Row::http_endpoint>("http_endpoint"),
                                row_member<&Row::encrypted>("encrypted"),
                                row_member<&Row::key>("key"),
                                row_member<&Row::protection>("protection"),
                                row_member<&Row::copy_tags>("copy_tags"),
                                row_member<&Row::least_capacity>("least_capacity"),
                                row_member<&Row::pauses_after>("pauses_after"),
                                row_member<&Row::most_capacity>("most_capacity"),
                                row_member<&Row::storage_type>("storage_type"),
                                row_member<&Row::backtrack>("backtrack"),
                                row_member<&Row::logs>("logs"),
                                row_member<&Row::iam>("iam"),
                                row_member<&Row::writer>("writer"),
                                row_member<&Row::volume>("volume"),
                                row_member<&Row::restoring>("restoring"),
                                row_member<&Row::begins>("begins"),
                                row_member<&Row::recovers>("recovers"),
                                row_member<&Row::until>("until"),
                                row_member<&Row::failure>("failure"),
                                row_member<&Row::roles>("roles"),
                                row_member<&Row::tags>("tags"),
                                row_member<&Row::passing>("passing"),
                                row_member<&Row::stopped>("stopped")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<EndpointRecord>) {
    using Row = EndpointRecord;
    static const RowShape shape{row_member<&Row::id>("id"),
                                row_member<&Row::cluster>("cluster"),
                                row_member<&Row::resource_id>("resource_id"),
                                row_member<&Row::type>("type"),
                                row_member<&Row::members>("members"),
                                row_member<&Row::excluded>("excluded"),
                                row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<SubnetGroupRecord>) {
    using Row = SubnetGroupRecord;
    static const RowShape shape{row_member<&Row::name>("name"), row_member<&Row::description>("description"),
                                row_member<&Row::subnets>("subnets"), row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ParameterGroupRecord>) {
    using Row = ParameterGroupRecord;
    static const RowShape shape{row_member<&Row::name>("name"), row_member<&Row::family>("family"),
                                row_member<&Row::description>("description"), row_member<&Row::values>("values"),
                                row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<OptionGroupRecord>) {
    using Row = OptionGroupRecord;
    static const RowShape shape{row_member<&Row::name>("name"),       row_member<&Row::engine>("engine"),
                                row_member<&Row::version>("version"), row_member<&Row::description>("description"),
                                row_member<&Row::options>("options"), row_member<&Row::settings>("settings"),
                                row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ProxyAuth>) {
    using Row = ProxyAuth;
    static const RowShape shape{row_member<&Row::description>("description"), row_member<&Row::user>("user"),
                                row_member<&Row::secret>("secret"), row_member<&Row::iam>("iam"),
                                row_member<&Row::client_type>("client_type")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ProxyRecord>) {
    using Row = ProxyRecord;
    static const RowShape shape{row_member<&Row::name>("name"),
                                row_member<&Row::resource_id>("resource_id"),
                                row_member<&Row::created>("created"),
                                row_member<&Row::updated>("updated"),
                                row_member<&Row::family>("family"),
                                row_member<&Row::default_auth>("default_auth"),
                                row_member<&Row::auth>("auth"),
                                row_member<&Row::role>("role"),
                                row_member<&Row::subnets>("subnets"),
                                row_member<&Row::security_groups>("security_groups"),
                                row_member<&Row::tls>("tls"),
                                row_member<&Row::debug>("debug"),
                                row_member<&Row::idle>("idle"),
                                row_member<&Row::most>("most"),
                                row_member<&Row::most_idle>("most_idle"),
                                row_member<&Row::patience>("patience"),
                                row_member<&Row::filters>("filters"),
                                row_member<&Row::query>("query"),
                                row_member<&Row::instance>("instance"),
                                row_member<&Row::cluster>("cluster"),
                                row_member<&Row::tags>("tags"),
                                row_member<&Row::passing>("passing")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ProxyEndpointRecord>) {
    using Row = ProxyEndpointRecord;
    static const RowShape shape{row_member<&Row::name>("name"),
                                row_member<&Row::proxy>("proxy"),
                                row_member<&Row::resource_id>("resource_id"),
                                row_member<&Row::role>("role"),
                                row_member<&Row::created>("created"),
                                row_member<&Row::subnets>("subnets"),
                                row_member<&Row::security_groups>("security_groups"),
                                row_member<&Row::tags>("tags"),
                                row_member<&Row::passing>("passing")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<SubscriptionRecord>) {
    using Row = SubscriptionRecord;
    static const RowShape shape{row_member<&Row::name>("name"),       row_member<&Row::created>("created"),
                                row_member<&Row::topic>("topic"),     row_member<&Row::source_type>("source_type"),
                                row_member<&Row::sources>("sources"), row_member<&Row::categories>("categories"),
                                row_member<&Row::enabled>("enabled"), row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<GlobalClusterRecord>) {
    using Row = GlobalClusterRecord;
    static const RowShape shape{row_member<&Row::id>("id"),
                                row_member<&Row::resource_id>("resource_id"),
                                row_member<&Row::engine>("engine"),
                                row_member<&Row::version>("version"),
                                row_member<&Row::database>("database"),
                                row_member<&Row::encrypted>("encrypted"),
                                row_member<&Row::protection>("protection"),
                                row_member<&Row::members>("members"),
                                row_member<&Row::tags>("tags"),
                                row_member<&Row::passing>("passing")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<SnapshotRecord>) {
    using Row = SnapshotRecord;
    static const RowShape shape{row_member<&Row::id>("id"),           row_member<&Row::kind>("kind"),
                                row_member<&Row::taken>("taken"),     row_member<&Row::instance>("instance"),
                                row_member<&Row::cluster>("cluster"), row_member<&Row::source>("source"),
                                row_member<&Row::tags>("tags"),       row_member<&Row::passing>("passing")};
    return shape;
}

}  // namespace wt::rds::api

// What CloudWatch's model says of its inputs and outputs (monitoring 2010-08-01).
#include "cloudwatch/shapes.hpp"

namespace wt::cloudwatch {

using aws::element;
using aws::member;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::string_view namespace_text = "[^:].*";
constexpr std::string_view statistics[] = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"};
constexpr std::string_view scan_orders[] = {"TimestampDescending", "TimestampAscending"};
constexpr std::string_view status_codes[] = {"Complete", "InternalError", "PartialData", "Forbidden"};
constexpr std::string_view recent[] = {"PT3H"};

}  // namespace

const Structure& shape_of(Tag<Dimension>) {
    using T = Dimension;
    static const Structure shape("", {
                                         member<&T::name>("Name").required().length(1, 255),
                                         member<&T::value>("Value").required().length(1, 1024),
                                     });
    return shape;
}

const Structure& shape_of(Tag<StatisticValues>) {
    using T = StatisticValues;
    static const Structure shape("", {
                                         member<&T::sample_count>("SampleCount").required(),
                                         member<&T::sum>("Sum").required(),
                                         member<&T::minimum>("Minimum").required(),
                                         member<&T::maximum>("Maximum").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricDatum>) {
    using T = MetricDatum;
    static const Structure shape("", {
                                         member<&T::metric_name>("MetricName").required().length(1, 255),
                                         member<&T::dimensions>("Dimensions").length(0, 30),
                                         member<&T::timestamp>("Timestamp"),
                                         member<&T::value>("Value"),
                                         member<&T::statistic_values>("StatisticValues"),
                                         member<&T::values>("Values"),
                                         member<&T::counts>("Counts"),
                                         member<&T::unit>("Unit").one_of(standard_units()),
                                         member<&T::storage_resolution>("StorageResolution").range(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<Entity>) {
    using T = Entity;
    static const Structure shape("", {
                                         member<&T::key_attributes>("KeyAttributes")
                                             .length(2, 4)
                                             .keys(element().length(1, 32))
                                             .each(element().length(1, 2048)),
                                         member<&T::attributes>("Attributes")
                                             .length(0, 10)
                                             .keys(element().length(1, 256))
                                             .each(element().length(1, 2048)),
                                     });
    return shape;
}

const Structure& shape_of(Tag<EntityMetricData>) {
    using T = EntityMetricData;
    static const Structure shape("", {
                                         member<&T::entity>("Entity"),
                                         member<&T::metric_data>("MetricData"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutMetricDataInput>) {
    using T = PutMetricDataInput;
    static const Structure shape(
        "", {
                member<&T::name_space>("Namespace").required().length(1, 255).pattern(namespace_text),
                member<&T::metric_data>("MetricData"),
                member<&T::entity_metric_data>("EntityMetricData"),
                member<&T::strict_entity_validation>("StrictEntityValidation"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetMetricStatisticsInput>) {
    using T = GetMetricStatisticsInput;
    static const Structure shape(
        "", {
                member<&T::name_space>("Namespace").required().length(1, 255).pattern(namespace_text),
                member<&T::metric_name>("MetricName").required().length(1, 255),
                member<&T::dimensions>("Dimensions").length(0, 30),
                member<&T::start_time>("StartTime").required(),
                member<&T::end_time>("EndTime").required(),
                member<&T::period>("Period").required().range(1),
                member<&T::statistics>("Statistics").length(1, 5).one_of(statistics),
                member<&T::extended_statistics>("ExtendedStatistics").length(1, 10),
                member<&T::unit>("Unit").one_of(standard_units()),
            });
    return shape;
}

const Structure& shape_of(Tag<Datapoint>) {
    using T = Datapoint;
    static const Structure shape("", {
                                         member<&T::timestamp>("Timestamp"),
                                         member<&T::sample_count>("SampleCount"),
                                         member<&T::average>("Average"),
                                         member<&T::sum>("Sum"),
                                         member<&T::minimum>("Minimum"),
                                         member<&T::maximum>("Maximum"),
                                         member<&T::unit>("Unit").one_of(standard_units()),
                                         member<&T::extended_statistics>("ExtendedStatistics"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetMetricStatisticsOutput>) {
    using T = GetMetricStatisticsOutput;
    static const Structure shape("", {
                                         member<&T::label>("Label"),
                                         member<&T::datapoints>("Datapoints"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricInput>) {
    using T = MetricInput;
    static const Structure shape("", {
                                         member<&T::name_space>("Namespace").length(1, 255).pattern(namespace_text),
                                         member<&T::metric_name>("MetricName").length(1, 255),
                                         member<&T::dimensions>("Dimensions").length(0, 30),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricStat>) {
    using T = MetricStat;
    static const Structure shape("", {
                                         member<&T::metric>("Metric").required(),
                                         member<&T::period>("Period").required().range(1),
                                         member<&T::stat>("Stat").required(),
                                         member<&T::unit>("Unit").one_of(standard_units()),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricDataQuery>) {
    using T = MetricDataQuery;
    static const Structure shape("", {
                                         member<&T::id>("Id").required().length(1, 255),
                                         member<&T::metric_stat>("MetricStat"),
                                         member<&T::expression>("Expression").length(1, 2048),
                                         member<&T::label>("Label"),
                                         member<&T::return_data>("ReturnData"),
                                         member<&T::period>("Period").range(1),
                                         member<&T::account_id>("AccountId").length(1, 255),
                                     });
    return shape;
}

const Structure& shape_of(Tag<LabelOptions>) {
    using T = LabelOptions;
    static const Structure shape("", {
                                         member<&T::timezone>("Timezone"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetMetricDataInput>) {
    using T = GetMetricDataInput;
    static const Structure shape("", {
                                         member<&T::metric_data_queries>("MetricDataQueries").required(),
                                         member<&T::start_time>("StartTime").required(),
                                         member<&T::end_time>("EndTime").required(),
                                         member<&T::next_token>("NextToken"),
                                         member<&T::scan_by>("ScanBy").one_of(scan_orders),
                                         member<&T::max_datapoints>("MaxDatapoints"),
                                         member<&T::label_options>("LabelOptions"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MessageData>) {
    using T = MessageData;
    static const Structure shape("", {
                                         member<&T::code>("Code"),
                                         member<&T::value>("Value"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricDataResult>) {
    using T = MetricDataResult;
    static const Structure shape("", {
                                         member<&T::id>("Id").length(1, 255),
                                         member<&T::label>("Label"),
                                         member<&T::timestamps>("Timestamps"),
                                         member<&T::values>("Values"),
                                         member<&T::status_code>("StatusCode").one_of(status_codes),
                                         member<&T::messages>("Messages"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetMetricDataOutput>) {
    using T = GetMetricDataOutput;
    static const Structure shape("", {
                                         member<&T::metric_data_results>("MetricDataResults"),
                                         member<&T::next_token>("NextToken"),
                                         member<&T::messages>("Messages"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DimensionFilterInput>) {
    using T = DimensionFilterInput;
    static const Structure shape("", {
                                         member<&T::name>("Name").required().length(1, 255),
                                         member<&T::value>("Value").length(1, 1024),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListMetricsInput>) {
    using T = ListMetricsInput;
    static const Structure shape("", {
                                         member<&T::name_space>("Namespace").length(1, 255).pattern(namespace_text),
                                         member<&T::metric_name>("MetricName").length(1, 255),
                                         member<&T::dimensions>("Dimensions").length(0, 10),
                                         member<&T::next_token>("NextToken"),
                                         member<&T::recently_active>("RecentlyActive").one_of(recent),
                                         member<&T::include_linked_accounts>("IncludeLinkedAccounts"),
                                         member<&T::owning_account>("OwningAccount").length(1, 255),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricOutput>) {
    using T = MetricOutput;
    static const Structure shape("", {
                                         member<&T::name_space>("Namespace"),
                                         member<&T::metric_name>("MetricName"),
                                         member<&T::dimensions>("Dimensions"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListMetricsOutput>) {
    using T = ListMetricsOutput;
    static const Structure shape("", {
                                         member<&T::metrics>("Metrics"),
                                         member<&T::next_token>("NextToken"),
                                         member<&T::owning_accounts>("OwningAccounts"),
                                     });
    return shape;
}

}  // namespace wt::cloudwatch

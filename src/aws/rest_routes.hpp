#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/operation.hpp"
#include "aws/rest.hpp"
#include "aws/service.hpp"

namespace wt::aws {

/// Finds the operation of a REST service that a request names: by method, path, query literals ("?acl"), and the query
/// and header members that an operation cannot be without, the most telling first. So PUT with x-amz-copy-source is
/// CopyObject, and GET with uploadId ListParts, as S3's model means it. Services in JSON have one operation for one
/// address: there a request without such a member still names its operation, which then says what it lacks.
class RestRoutes {
public:
    explicit RestRoutes(const ServiceModel& model);

    struct Match {
        const Operation* operation = nullptr;
        const MissingOperation* missing = nullptr;  // when AWS has it and we do not
        Arguments labels;                           // decoded
    };
    [[nodiscard]] std::optional<Match> find(std::string_view method, std::string_view path, const Arguments& query,
                                            const http::Headers& headers) const;

private:
    struct Segment {
        std::string_view text;  // a literal, or a label's name
        bool is_label = false;
        bool takes_rest = false;  // {Key+}
    };
    struct Route {
        std::string_view method;
        std::vector<Segment> path;
        Arguments literals;  // an empty value matches any
        std::vector<std::string_view> queries;
        std::vector<std::string_view> fields;
        const Operation* operation = nullptr;
        const MissingOperation* missing = nullptr;
    };
    [[nodiscard]] static Route route(std::string_view method, std::string_view uri);
    /// Where the part of a path ends that a segment stands for: a label of several parts leaves those behind it theirs.
    [[nodiscard]] static std::size_t end_of(const Route& route, std::size_t segment, std::string_view path);
    [[nodiscard]] static bool takes(const Route& route, std::string_view path, Arguments& labels);

    std::vector<Route> routes_;  // the most telling first
    bool address_is_enough_;
};

}  // namespace wt::aws

#include "unwritten/unwritten.hpp"

#include "unwritten/s3control_shapes.hpp"

namespace wt::unwritten {

namespace {

/// Nothing but its model. A body as large as any of them takes (a function's code within a request to Lambda) is let
/// in, so that it is the operation that is refused, by its name.
class Unwritten final : public aws::Service {
public:
    explicit Unwritten(const aws::ServiceModel& model) : model_(model) { model_.max_body = 70 * 1024 * 1024; }
    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view /*account*/) override {
        co_return std::nullopt;
    }

private:
    aws::ServiceModel model_;
};

}  // namespace

std::vector<std::unique_ptr<aws::Service>> services() {
    std::vector<std::unique_ptr<aws::Service>> all;
    all.push_back(std::make_unique<Unwritten>(s3control_model()));
    return all;
}

}  // namespace wt::unwritten

#include "http/streamed_answer.hpp"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "http/payload_v2.hpp"

namespace wt::http {

namespace {

constexpr std::string_view delimiter("\0\0\0\0\0\0\0\0", 8);
/// Assumed: AWS publishes none.
constexpr std::size_t longest_prelude = 1024 * 1024;

/// The rest of a stream, of which some has come already.
class Rest final : public BodyStream {
public:
    Rest(Text first, std::shared_ptr<BodyStream> stream) : first_(std::move(first)), stream_(std::move(stream)) {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text>> next() override {
        if (!first_.empty()) co_return std::exchange(first_, Text());
        co_return co_await stream_->next();
    }

private:
    Text first_;
    std::shared_ptr<BodyStream> stream_;
};

[[nodiscard]] std::optional<Response> read_prelude(std::string_view text) {
    if (nests_deeper(text)) return std::nullopt;
    const nlohmann::json said = nlohmann::json::parse(text, nullptr, false);
    if (!said.is_object()) return std::nullopt;
    Response response;
    const auto member = [&](const char* name) {
        const auto found = said.find(name);
        return found == said.end() ? nlohmann::json() : *found;
    };
    if (const nlohmann::json status = member("statusCode"); !status.is_null()) {
        if (!status.is_number_integer()) return std::nullopt;
        const auto number = status.get<std::int64_t>();
        if (number < 100 || number > 599) return std::nullopt;
        response.status = static_cast<int>(number);
    }
    if (const nlohmann::json fields = member("headers"); fields.is_object()) {
        for (const auto& [name, value] : fields.items()) response.headers.set(Text(name), Text(plain_text(value)));
    }
    if (const nlohmann::json fields = member("multiValueHeaders"); fields.is_object()) {
        for (const auto& [name, values] : fields.items()) {
            if (!values.is_array()) continue;
            response.headers.remove(name);
            for (const nlohmann::json& value : values) response.headers.add(Text(name), Text(plain_text(value)));
        }
    }
    if (const nlohmann::json cookies = member("cookies"); cookies.is_array()) {
        for (const nlohmann::json& cookie : cookies) response.headers.add("Set-Cookie", Text(plain_text(cookie)));
    }
    // Assumed, of answers that do not say it.
    if (!response.headers.has("Content-Type")) response.headers.add("Content-Type", "application/json");
    return response;
}

}  // namespace

Task<std::optional<Response>> read_streamed_answer(std::shared_ptr<BodyStream> stream) {
    std::string came;
    std::size_t end = std::string::npos;
    while (end == std::string::npos) {
        const std::size_t looked = came.size() < delimiter.size() ? 0 : came.size() - delimiter.size() + 1;
        const Result<Text> piece = co_await stream->next();
        if (!piece.ok() || piece->empty() || came.size() > longest_prelude) co_return std::nullopt;
        came += piece->view();
        end = came.find(delimiter, looked);
    }
    std::optional<Response> response = read_prelude(std::string_view(came).substr(0, end));
    if (response) {
        Text first(std::string_view(came).substr(end + delimiter.size()));
        response->stream = std::make_shared<Rest>(std::move(first), std::move(stream));
    }
    co_return response;
}

Task<Response> in_one_piece(Response response) {
    const std::shared_ptr<BodyStream> stream = std::exchange(response.stream, nullptr);
    std::string whole;
    for (;;) {
        const Result<Text> piece = co_await stream->next();
        if (!piece.ok()) co_return Response::broken_by(Delivery::reset);
        if (piece->empty()) break;
        whole += piece->view();
    }
    response.body = Text(whole);
    co_return response;
}

}  // namespace wt::http

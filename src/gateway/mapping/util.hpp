#pragma once
#include "gateway/java/value.hpp"

namespace wt::gateway::mapping {

/// $util: escapeJavaScript, parseJson, urlEncode, urlDecode, base64Encode, base64Decode.
class Util final : public java::Object {
public:
    [[nodiscard]] java::Outcome call(std::string_view name, std::span<const java::Value> arguments,
                                     java::Heap& heap) override;
    [[nodiscard]] bool print(std::string& to) override;
};

}  // namespace wt::gateway::mapping

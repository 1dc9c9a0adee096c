#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"
#include "base/sync.hpp"
#include "cloudformation/language/read.hpp"
#include "http/message.hpp"

namespace wt::cloudformation {

/// Addresses on this server to which somebody outside sends an answer: functions behind custom resources, and those
/// who signal wait conditions. At AWS they are presigned addresses of S3. What nobody waits for any more is refused.
class Callbacks {
public:
    explicit Callbacks(const Context& context);

    static constexpr std::string_view path = "/_windtunnel/cloudformation-response";

    /// A new one: what is known by it here, and behind `server` the address. What a function sends (`takes_anything`)
    /// is taken as AWS's storage takes it, and what is wrong with it is told by `flaw_of`.
    [[nodiscard]] std::string open(bool takes_anything = false);
    /// What is wrong with an answer, in AWS's words; empty: nothing.
    [[nodiscard]] static std::string flaw_of(const language::OrderedJson& answer);
    [[nodiscard]] static std::string url_of(std::string_view server, std::string_view token);
    void close(const std::string& token) { open_.erase(token); }
    /// One that is known by an address, with what has come so far; empty: nobody knows it.
    [[nodiscard]] static std::string token_in(std::string_view url);
    [[nodiscard]] bool is_open(const std::string& token) const { return open_.contains(token); }

    /// Waits until `count` answers have come, at most until `deadline`; those that have come.
    [[nodiscard]] Task<std::vector<language::OrderedJson>> wait(std::string token, std::size_t count, Instant deadline);
    /// An answer that did not come to an address. False: nobody waits for it.
    bool answer(const std::string& token, language::OrderedJson answer);
    /// Takes an answer.
    [[nodiscard]] http::Response take(const http::Request& request);

private:
    struct Waiting {
        explicit Waiting(Clock& clock) : changed(clock) {}
        std::vector<language::OrderedJson> answers;
        Event changed;
        bool takes_anything = false;
    };
    /// CloudFormation User Guide, "Custom resource response objects": 4,096 bytes.
    static constexpr std::size_t longest_answer = 4096;

    Context context_;
    Random ids_;
    std::map<std::string, std::shared_ptr<Waiting>> open_;
};

}  // namespace wt::cloudformation

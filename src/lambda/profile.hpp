#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/distribution.hpp"
#include "base/result.hpp"

namespace wt::lambda {

/// What real invocations of a program came to. A simulation plays it back in the program's stead.
struct Profile {
    struct Invocation {
        Duration took{0};         // its Duration in the log: without INIT
        int status = 200;         // of an answer to an API; else 200
        std::uint64_t bytes = 0;  // of the answer's body
        bool first = false;       // the first one of its environment
        std::string error;        // a function error's errorType; empty: none
        bool operator==(const Invocation&) const = default;
    };
    std::string function;
    std::string runtime;  // "python3.13"; for whoever reads it
    std::vector<Duration> inits;
    /// By the route of the API; what came by none (an event, a call of Invoke) is under "*".
    std::map<std::string, std::vector<Invocation>, std::less<>> routes;
    bool operator==(const Profile&) const = default;

    /// How long INIT took, as a law; zero where nobody saw one.
    [[nodiscard]] Distribution init_law() const;

    static constexpr std::size_t most_invocations = 100'000;  // of a file
};

/// A profile that configurations share. Equal when what was recorded is.
class ProfileRef {
public:
    ProfileRef() = default;
    explicit ProfileRef(Profile profile) : profile_(std::make_shared<const Profile>(std::move(profile))) {}
    [[nodiscard]] bool empty() const { return profile_ == nullptr; }
    [[nodiscard]] const Profile& operator*() const { return *profile_; }
    [[nodiscard]] const Profile* operator->() const { return profile_.get(); }
    friend bool operator==(const ProfileRef& a, const ProfileRef& b) {
        return a.profile_ == b.profile_ || (!a.empty() && !b.empty() && *a == *b);
    }

private:
    std::shared_ptr<const Profile> profile_;
};

/// A profile's file: a JSON object, durations in milliseconds. An error is a sentence.
[[nodiscard]] Result<Profile> parse_profile(std::string_view json);
[[nodiscard]] std::string text_of(const Profile& profile);

}  // namespace wt::lambda
